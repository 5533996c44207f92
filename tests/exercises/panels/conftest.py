"""A task of a draft, three experts, and a panel that they sit on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from courseplatform.people.models import RoleGrant, User
from courseplatform.people.roles import Role
from exercises.authoring.models import Exercise, ExerciseVersion, Task
from exercises.cases.models import CaseEdition
from exercises.kinds import registry
from exercises.kinds.contract import Parsed
from exercises.panels import answering, inviting
from exercises.panels.models import Panel, Seat
from tests.exercises.conftest import MakePerson

Grade = Callable[[Seat, str], None]
BRIEF = {"items": [{"id": "R", "title": "A radio reports a ship"}]}
REASONS = {"source_reason": "Wrong before.", "information_reason": "Fits the books."}
KEY = {"items": {"R": {"source": ["A"], "information": ["1"], "why": "The note there was."}}}


@pytest.fixture
def task(small_edition: CaseEdition) -> Task:
    """A task of a draft whose key somebody wrote alone."""
    exercise = Exercise.objects.create(slug="panelled", case=small_edition.case, title="Panelled")
    version = ExerciseVersion.objects.create(
        exercise=exercise, edition=small_edition, number=1, state="draft", title="Panelled",
        sha256="0" * 64,
    )  # fmt: skip
    kind = registry.find("source_grading")
    return Task.objects.create(
        version=version, position=1, kind=kind.slug, schema=kind.schema, title="Grade the radio",
        points_c=200, brief=BRIEF, key=KEY,
    )  # fmt: skip


@pytest.fixture
def author(make_person: MakePerson) -> User:
    """Somebody who builds cases."""
    return staff(make_person("Ada Author"), Role.INSTRUCTOR)


@pytest.fixture
def experts(make_person: MakePerson) -> list[User]:
    """Three members of staff who mark."""
    names = ("Ben First", "Cleo Second", "Dan Third")
    return [staff(make_person(name), Role.MARKER) for name in names]


@pytest.fixture
def panel(task: Task, author: User, experts: list[User]) -> Panel:
    """The task, put to the three."""
    return inviting.open_panel(task, experts, by=author)


@pytest.fixture
def grade() -> Grade:
    """Return a function that saves a grade such as "B2" on a seat."""

    def save(seat: Seat, code: str) -> None:
        given = {"source": code[0], "information": code[1], "chance": 40, **REASONS}
        answer = seat.panel.how.answer_from({"grades": {"R": given}})
        answering.save(seat, seat.revision, Parsed(answer))

    return save


def staff(person: User, role: Role) -> User:
    """Give a person a role, and return them."""
    RoleGrant.objects.create(user=person, role=role)
    return person


def seats_of(panel: Panel) -> list[Seat]:
    """The seats in order, each with its panel."""
    return list(Seat.objects.filter(panel=panel).select_related("panel").order_by("number"))
