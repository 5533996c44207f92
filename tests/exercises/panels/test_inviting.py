"""Opening a panel: the task as it stands, staff alone, each of them once."""

from __future__ import annotations

import pytest

from courseplatform.kit.refusals import Refusal
from courseplatform.letters.models import Letter
from courseplatform.people.models import User
from courseplatform.people.roles import Role
from exercises.authoring.models import Task
from exercises.panels import answering, inviting
from exercises.panels.models import Panel
from tests.exercises.conftest import MakePerson
from tests.exercises.panels.conftest import BRIEF, staff


def test_experts_answer_the_task_as_it_stood_whatever_becomes_of_it(
    panel: Panel, task: Task
) -> None:
    Task.objects.filter(pk=task.pk).update(title="Another", brief={"items": []})
    panel.refresh_from_db()
    assert (panel.title, panel.brief["items"][0]["id"]) == ("Grade the radio", "R")
    assert panel.typed_brief() == panel.how.brief_from(BRIEF)
    task.delete()
    panel.refresh_from_db()
    assert panel.task is None


def test_each_expert_has_a_numbered_seat_and_one_letter(panel: Panel, experts: list[User]) -> None:
    assert list(panel.seats.values_list("number", "person")) == [
        (number, person.pk) for number, person in enumerate(experts, start=1)
    ]
    letters = Letter.objects.filter(template="panel_invitation")
    assert letters.count() == 3


def test_who_sits_already_is_left_in_peace(
    panel: Panel, author: User, experts: list[User], make_person: MakePerson
) -> None:
    fourth = staff(make_person("Eva Fourth"), Role.INSTRUCTOR)
    assert inviting.invite(panel, [*experts, fourth], by=author) == 1
    assert panel.seats.get(person=fourth).number == 4
    assert Letter.objects.filter(template="panel_invitation").count() == 4


def test_an_author_who_sits_on_their_own_panel_writes_no_letter_to_themselves(
    task: Task, author: User
) -> None:
    inviting.open_panel(task, [author], by=author)
    assert not Letter.objects.filter(template="panel_invitation").exists()


@pytest.mark.parametrize("who", ["nobody", "a student", "somebody who left", "too many"])
def test_only_a_fitting_number_of_staff_can_be_asked(
    panel: Panel, author: User, make_person: MakePerson, who: str
) -> None:
    people: list[User] = []
    if who == "a student":
        people = [make_person("Sam Student")]
    elif who == "somebody who left":
        people = [staff(make_person("Lea Left", is_active=False), Role.MARKER)]
    elif who == "too many":
        names = [f"Expert {letter}" for letter in "ABCDEFGHIJ"]
        people = [staff(make_person(name), Role.MARKER) for name in names]
    codes = {"nobody": "nobody-chosen", "too many": "too-many-experts"}
    with pytest.raises(Refusal) as refused:
        inviting.invite(panel, people, by=author)
    assert refused.value.code == codes.get(who, "not-staff")
    assert panel.seats.count() == 3


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": "written_assessment"}, "no-panel"),
        ({"brief": {"items": []}}, "brief-not-finished"),
    ],
)
def test_a_task_that_no_panel_can_answer_is_refused(
    task: Task, author: User, experts: list[User], changes: dict[str, object], code: str
) -> None:
    for name, value in changes.items():
        setattr(task, name, value)
    with pytest.raises(Refusal) as refused:
        inviting.open_panel(task, experts, by=author)
    assert refused.value.code == code
    assert not Panel.objects.exists()


def test_nobody_is_asked_to_a_closed_panel(
    panel: Panel, author: User, experts: list[User], make_person: MakePerson
) -> None:
    panel.seats.filter(number=1).update(state="in", answered_at=panel.opened_at)
    answering.close(panel, by=author)
    late = staff(make_person("Eva Fourth"), Role.INSTRUCTOR)
    with pytest.raises(Refusal) as refused:
        inviting.invite(panel, [late], by=author)
    assert refused.value.code == "panel-closed"
