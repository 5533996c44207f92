"""What a copy of one's data says about letters of instructors, and what stays of them."""

from __future__ import annotations

from datetime import datetime

from courseplatform.people.models import User
from exercises.cohorts.models import Assignment
from exercises.supervision import privacy
from exercises.supervision.lists import lines_of
from exercises.supervision.stages import Filter
from exercises.supervision.writing import send


def test_a_copy_names_the_letters_and_erasing_says_what_stays(
    assignment: Assignment, lead: User, saturday: datetime
) -> None:
    reader, other = (User.objects.get(name=name) for name in ("Ada Adler", "Bo Berg"))
    chosen = [line for line in lines_of(assignment) if line.member.person_id == reader.pk]
    words = {"subject": "About {exercise}", "text": "Dear {name}"}
    send(assignment, ref="a" * 26, **words, lines=chosen, wanted=Filter.ALL, by=lead)
    (row,) = privacy.PERSONAL.export(reader)
    assert row["subject"] == "About {exercise}"
    assert row["outcome"] == "written"
    assert list(privacy.PERSONAL.export(other)) == []
    (stays,) = privacy.PERSONAL.erase(reader, saturday)
    assert "no text of it" in stays
    assert privacy.PERSONAL.erase(other, saturday) == []
