"""What authors did after the December session: a corrected edition, a next version, two panels."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

from courseplatform.demo.answers import answer
from courseplatform.kit import clock
from courseplatform.people.models import User
from exercises.authoring import drafting
from exercises.authoring.models import Exercise, ExerciseVersion, Task
from exercises.cases import editing, sourcing
from exercises.cases.layout import text_of
from exercises.kinds.contract import Parsed
from exercises.panels import answering, inviting
from exercises.panels.models import Panel, Seat

CORRECTED = datetime(2025, 1, 9, 15, tzinfo=UTC)
EXPERTS = ("instructor", "marker", "owner")
SKILLS = (0.95, 0.85, 0.8)
BEFORE = "It gives no date of its own."
AFTER = "It gives no date of its own, and names no author."


def write_on(staff: dict[str, User], now: datetime) -> None:
    """Correct the case, begin the exercise's next version, and ask experts about two of its tasks."""
    instructor = staff["instructor"]
    exercise = Exercise.objects.get(slug="did-kyiv-deal")
    with clock.at(CORRECTED):
        _correct(exercise, instructor)
        version = drafting.begin_version(exercise, by=instructor)
    people = [staff[part] for part in EXPERTS]
    with clock.at(CORRECTED + timedelta(days=1)):
        closed = inviting.open_panel(_task(version, "source_grading"), people, by=instructor)
    for number, person in enumerate(people):
        with clock.at(CORRECTED + timedelta(days=2, hours=3 * number)):
            _answer(closed, person, number, give=True)
    with clock.at(now - timedelta(days=3)):
        waiting = inviting.open_panel(_task(version, "ach_matrix"), people, by=instructor)
    for number, person in enumerate(people[1:], start=1):
        with clock.at(now - timedelta(days=2, hours=number)):
            _answer(waiting, person, number, give=number == 1)


def _correct(exercise: Exercise, by: User) -> None:
    edition = editing.begin_edition(exercise.case, by=by)
    source = edition.sources.get(code="S1")
    source.edition = edition
    names = ("code", "title", "form", "publisher", "dated", "language", "remark")
    about = sourcing.About(**{name: getattr(source, name) for name in names})
    text = text_of(source).replace(BEFORE, AFTER)
    sourcing.change_source(source, source.revision, about, text, by=by)


def _task(version: ExerciseVersion, kind: str) -> Task:
    rows = Task.objects.with_keys().select_related("version__exercise", "version__edition")
    return rows.get(version=version, kind=kind)


def _answer(panel: Panel, person: User, number: int, *, give: bool) -> None:
    """Answer as somebody near the key would, and not always alike."""
    seat = Seat.objects.select_related("panel").get(panel=panel, person=person)
    task = panel.task
    assert task is not None  # noqa: S101 - the demo has just opened the panel on it
    how = panel.how
    key = how.key_from(task.key, task.schema)
    dice = Random(f"{panel.kind} {number}")  # noqa: S311 - the demo must be the same every time
    given = answer(panel.kind, panel.typed_brief(), key, SKILLS[number], dice)
    answering.save(seat, seat.revision, Parsed(given))
    if give:
        answering.give(seat)
