"""What a copy of one's data says about cohorts and time granted; erasing empties the reasons."""

from __future__ import annotations

from datetime import datetime, timedelta

from courseplatform.people.models import User
from exercises.authoring.models import Exercise
from exercises.cohorts import allotting, membership, privacy
from exercises.cohorts.extending import More
from exercises.cohorts.models import Accommodation, Allotment, Cohort, Extension
from exercises.work.extending import accommodate, extend
from tests.exercises.conftest import MakePerson


def test_a_copy_holds_dates_and_reasons_and_erasing_empties_the_reasons(
    cohort: Cohort, exercise: Exercise, student: User, make_person: MakePerson, saturday: datetime
) -> None:
    lead = make_person("Marta Lead")
    membership.set_staff(cohort, lead, "lead")
    allotting.allot(cohort, exercise, due_at=saturday + timedelta(days=1))
    allotment = Allotment.objects.dated().select_related("member__person").get()
    extend(allotment, More(saturday + timedelta(days=3), reason="Ill."), by=lead)
    accommodate(allotment.member, percent=125, extra_minutes=0, reason="Reads slowly.", by=lead)
    (row,) = privacy.PERSONAL.export(student)
    assert (row["known_as"], row["left_at"]) == ("Heron 4", None)
    assert [each["reason"] for each in row["extensions"]] == ["Ill."]
    assert [each["percent"] for each in row["more_time"]] == [125]
    assert "Marta" not in str(row)
    assert len(privacy.PERSONAL.erase(student, saturday)) == 1
    assert (Extension.objects.get().reason, Accommodation.objects.get().reason) == ("", "")
    assert privacy.PERSONAL.erase(lead, saturday) == []
