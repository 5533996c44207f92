"""The queue: one script an answer, one marker a script, everybody's own order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from courseplatform.kit import clock, sweeps
from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import User
from exercises.cohorts import membership
from exercises.cohorts.models import Cohort
from exercises.marking import queueing
from exercises.marking.models import Script, shuffle_for
from exercises.work.handing_in import hand_in
from exercises.work.models import Attempt, Response

MakePerson = Callable[..., User]
HandIn = Callable[[int], list[Script]]


def test_an_answer_becomes_one_script_however_often_the_sweep_runs(script: Script) -> None:
    assert queueing.gather() == 0
    assert Script.objects.get() == script
    assert script.response.task.kind == "written_assessment"


def test_the_sweep_finds_what_was_handed_in_and_comes_to_rest(attempt: Attempt) -> None:
    rows = Response.objects.filter(attempt=attempt, task__kind="written_assessment")
    rows.update(data={"text": "The ship will sail."}, revision=1)
    hand_in(attempt)
    assert [sweeps.run("marking.gather"), sweeps.run("marking.gather")] == [1, 0]
    assert Script.objects.count() == 1


def test_one_marker_at_a_time(script: Script, marker: User, lead: User) -> None:
    queueing.claim(script, marker)
    queueing.claim(script, marker)
    with pytest.raises(Refusal, match="Ivo Marker is marking"):
        queueing.claim(script, lead)
    assert queueing.give_back(script, marker)
    queueing.claim(script, lead)
    script.refresh_from_db()
    assert script.held_by == lead


def test_nobody_gives_back_what_another_holds(script: Script, marker: User, lead: User) -> None:
    queueing.claim(script, marker)
    assert not queueing.give_back(script, lead)


def test_a_hold_runs_out_and_work_goes_on(
    script: Script, marker: User, lead: User, saturday: datetime
) -> None:
    queueing.claim(script, marker)
    with clock.at(saturday + timedelta(minutes=29)):
        with pytest.raises(Refusal):
            queueing.claim(script, lead)
        queueing.renew(script, marker)
    with clock.at(saturday + timedelta(minutes=31)):
        assert queueing.free_stale() == 0
    with clock.at(saturday + timedelta(minutes=60)):
        assert queueing.free_stale() == 1
        queueing.claim(script, lead)


def test_the_next_script_is_one_that_waits(more_scripts: HandIn, marker: User, lead: User) -> None:
    more_scripts(3)
    taken = {queueing.claim_next(person) for person in (marker, lead)}
    assert len(taken) == 2
    assert queueing.claim_next(marker) in taken  # one's own first


def test_when_nothing_waits_there_is_no_next(script: Script, marker: User, lead: User) -> None:
    queueing.claim(script, marker)
    assert queueing.claim_next(lead) is None


def test_every_marker_has_an_order_of_their_own_that_stays(
    more_scripts: HandIn, marker: User, lead: User
) -> None:
    more_scripts(8)
    orders = [
        list(Script.objects.order_by(shuffle_for(person)).values_list("pk", flat=True))
        for person in (marker, lead, marker)
    ]
    assert orders[0] == orders[2] != orders[1]
    assert sorted(orders[0]) == sorted(orders[1])


def test_scripts_are_seen_by_staff_of_the_cohort_and_by_nobody_else(
    script: Script, marker: User, student: User, make_person: MakePerson
) -> None:
    other = make_person("Other Marker")
    membership.set_staff(membership.open_cohort("Another", "UTC"), other, "lead")
    assert Script.objects.visible_to(marker).get() == script
    assert not Script.objects.visible_to(other).exists()
    assert not Script.objects.visible_to(student).exists()
    assert not Script.objects.visible_to(marker, "lead", "instructor").exists()


def test_nobody_marks_work_of_their_own(script: Script, cohort: Cohort, student: User) -> None:
    membership.set_staff(cohort, student, "marker")
    assert not Script.objects.visible_to(student).exists()
    assert queueing.claim_next(student) is None
