"""More time at the desk: for one, for several, all or none; and showing scores and model answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courseplatform.kit import clock
from courseplatform.letters.models import Letter
from courseplatform.people.models import AuditEntry, User
from exercises.cohorts import allotting, membership
from exercises.cohorts.models import Accommodation, Allotment, Assignment, Cohort, Extension
from exercises.cohorts.rules import Rules, ScoresFrom
from exercises.supervision.lists import lines_of
from exercises.work.models import Attempt
from tests.exercises.supervision.conftest import of

MakePerson = Callable[..., User]
DAY = timedelta(days=1)


def url(name: str, assignment: Assignment, *more: str) -> str:
    return reverse(name, args=[assignment.cohort.ref, assignment.exercise.ref, *more])


def refs(assignment: Assignment, *codes: str) -> list[str]:
    return [line.member.ref for line in lines_of(assignment) if line.member.code in codes]


GRANT = {"step": "grant", "due_local": "2024-12-27T18:00", "reason": "Fair at work"}


def test_several_people_get_an_extension_at_once_and_each_is_told(
    assignment: Assignment, desk: Client, lead: User
) -> None:
    who = refs(assignment, "Crane 1", "Crane 2")
    form = desk.post(url("cohort-extensions", assignment), {"who": who})
    assert form.status_code == 200
    assert "Grant it to 2 people" in form.text
    done = desk.post(url("cohort-extensions", assignment), {**GRANT, "who": ",".join(who)})
    assert done.headers["Location"] == url("cohort-exercise", assignment)
    due = datetime(2024, 12, 27, 16, tzinfo=UTC)
    assert {of(code).window.due_at for code in ("Crane 1", "Crane 2")} == {due}
    assert of("Crane 3").window.due_at != due
    assert Letter.objects.filter(template="extension_granted").count() == 2
    assert AuditEntry.objects.filter(act="extension.granted", actor=lead).count() == 2


def test_where_one_cannot_get_it_nobody_does(assignment: Assignment, desk: Client) -> None:
    desk.post(
        url("cohort-extensions", assignment),
        {**GRANT, "due_local": "2024-12-30T18:00", "who": refs(assignment, "Crane 1")},
    )
    who = refs(assignment, "Crane 1", "Crane 2")
    refused = desk.post(url("cohort-extensions", assignment), {**GRANT, "who": ",".join(who)})
    assert refused.status_code == 422
    assert "Crane 1: An extension must end later" in refused.text
    assert "Nobody was given anything yet." in refused.text
    assert Extension.objects.count() == 1


def test_the_form_asks_for_a_reason_and_an_hour_that_exists(
    assignment: Assignment, desk: Client
) -> None:
    who = {"who": refs(assignment, "Crane 1")}
    empty = desk.post(url("cohort-extensions", assignment), {**GRANT, **who, "reason": ""})
    assert empty.status_code == 422
    missing = {**GRANT, **who, "due_local": "2025-03-30T03:30"}
    refused = desk.post(url("cohort-extensions", assignment), missing)
    assert refused.status_code == 422
    assert "does not exist" in refused.text
    assert desk.post(url("cohort-extensions", assignment)).status_code == 409


def test_one_persons_page_shows_the_extension_and_takes_it_back(
    assignment: Assignment, desk: Client, saturday: datetime
) -> None:
    (ref,) = refs(assignment, "Crane 5")
    with clock.at(saturday + 3 * DAY):
        leads = desk.post(url("cohort-extensions", assignment), {**GRANT, "who": ref})
    person = url("cohort-person", assignment, ref)
    assert leads.headers["Location"] == person
    page = desk.get(person).text
    assert "Fair at work" in page
    assert "late, 1 day" not in page
    assert Attempt.objects.get(allotment__member__ref=ref).late is False
    desk.post(url("extension-removal", assignment, ref))
    page = desk.get(person).text
    assert "taken back" in page
    assert "late, 1 day begun" in page
    assert desk.post(url("extension-removal", assignment, ref)).status_code == 409


def test_a_coordinator_grants_too_and_nobody_to_themselves(
    assignment: Assignment, office: Client, cohort: Cohort, lead: User, desk: Client
) -> None:
    office.post(url("cohort-extensions", assignment), {**GRANT, "who": refs(assignment, "Crane 1")})
    assert Extension.objects.count() == 1
    membership.admit(cohort, lead, "Crane 9")
    own = {**GRANT, "who": refs(assignment, "Crane 9")}
    refused = desk.post(url("cohort-extensions", assignment), own)
    assert "Nobody gives themselves more time." in refused.text
    member = Allotment.objects.get(member__code="Crane 9").member
    assert desk.get(reverse("accommodation", args=[cohort.ref, member.ref])).status_code == 404


def test_more_time_on_every_clock_is_given_seen_here_and_taken_back(
    assignment: Assignment, desk: Client, cohort: Cohort, student: User
) -> None:
    (ref,) = refs(assignment, "Crane 2")
    here = reverse("accommodation", args=[cohort.ref, ref])
    assert "More time for Crane 2" in desk.get(here).text
    wrong = desk.post(here, {"percent": "100", "reason": "x"})
    assert (wrong.status_code, "gives no time" in wrong.text) == (422, True)
    desk.post(here, {"percent": "125", "extra_minutes": "5", "reason": "A letter of the doctor"})
    page = desk.get(reverse("desk-cohort", args=[cohort.ref])).text
    assert "125 %" in page
    assert "doctor" not in page
    assert "doctor" in desk.get(here).text
    desk.post(reverse("accommodation-removal", args=[cohort.ref, ref]))
    assert Accommodation.objects.get().state == "revoked"
    again = desk.post(reverse("accommodation-removal", args=[cohort.ref, ref]))
    assert again.status_code == 409


@pytest.fixture
def by_hand(assignment: Assignment, cohort: Cohort, saturday: datetime) -> Assignment:
    """The same exercise, its scores shown by hand; nobody keeps earlier rules."""
    dates = {"opens_at": saturday, "due_at": saturday + 2 * DAY, "closes_at": saturday + 4 * DAY}
    allotting.allot(cohort, assignment.exercise, rules=Rules(scores=ScoresFrom.BY_HAND), **dates)
    Allotment.objects.update(rules=Assignment.objects.get().rules)
    return Assignment.objects.select_related("cohort", "exercise", "version", "rules").get()


def test_scores_are_shown_by_a_press_and_the_rule_can_decide_again(
    by_hand: Assignment, desk: Client, lead: User
) -> None:
    page = desk.get(url("cohort-exercise", by_hand)).text
    assert "not shown yet" in page
    client = Client()
    client.force_login(User.objects.get(name="Di Dahl"))
    feedback = reverse("feedback", args=[of("Crane 4").attempts.get().ref])
    assert "Not shown yet" in client.get(feedback).text
    for _twice in range(2):
        desk.post(url("cohort-scores", by_hand))
    assert "Not shown yet" not in client.get(feedback).text
    assert AuditEntry.objects.filter(act="scores.shown", actor=lead).count() == 1
    for _twice in range(2):
        desk.post(url("cohort-scores", by_hand), {"act": "hide"})
    assert "Not shown yet" in client.get(feedback).text
    assert AuditEntry.objects.filter(act="scores.hidden").count() == 1


def test_model_answers_wait_until_it_has_closed_for_everybody(
    assignment: Assignment, desk: Client, saturday: datetime
) -> None:
    here = url("cohort-answers", assignment)
    page = desk.get(here).text
    assert "5 people can still work on it" in page
    desk.post(url("cohort-extensions", assignment), {**GRANT, "who": refs(assignment, "Crane 3")})
    with clock.at(saturday + 5 * DAY):
        assert "One person can still work on it: Crane 3." in desk.get(here).text
        refused = desk.post(here, {"act": "show"})
        assert (refused.status_code, "stay hidden" in refused.text) == (409, True)
    with clock.at(saturday + 9 * DAY):
        desk.post(here, {"act": "show"})
        held = Assignment.objects.get()
        assert held.answers_released_at == saturday + 9 * DAY
        more = desk.post(
            url("cohort-extensions", assignment),
            {**GRANT, "due_local": "2025-01-27T18:00", "who": refs(assignment, "Crane 1")},
        )
        assert "model answers" in more.text
        desk.post(here, {"act": "hide"})
        assert Assignment.objects.get().answers_released_at is None
    acts = AuditEntry.objects.filter(act__startswith="answers.").order_by("id")
    assert list(acts.values_list("act", flat=True)) == ["answers.shown", "answers.hidden"]


def test_an_exercise_without_an_end_never_shows_them(
    cohort: Cohort, assignment: Assignment, desk: Client
) -> None:
    allotting.allot(cohort, assignment.exercise, due_at=assignment.due_at)
    page = desk.get(url("cohort-answers", assignment)).text
    assert "This exercise never closes." in page


def test_another_class_on_the_same_version_asks_for_a_tick(
    assignment: Assignment, desk: Client, saturday: datetime
) -> None:
    other = membership.open_cohort("The next class", "UTC")
    allotting.allot(other, assignment.exercise)
    here = url("cohort-answers", assignment)
    with clock.at(saturday + 5 * DAY):
        assert "The next class" in desk.get(here).text
        assert desk.post(here, {"act": "show"}).status_code == 409
        ticked: dict[str, Any] = {"act": "show", "although": "1"}
        assert desk.post(here, ticked).status_code == 302
    assert AuditEntry.objects.get(act="answers.shown").facts == {"elsewhere": 1}
