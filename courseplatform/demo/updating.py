"""The December class judges anew: answers, three injects on the way, and what they moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from courseplatform.demo.answers import answer
from courseplatform.kit import clock
from exercises.authoring.models import Task
from exercises.cohorts.models import Allotment
from exercises.kinds import registry
from exercises.kinds.ach_matrix.types import Answer as Matrix
from exercises.kinds.estimate.types import Answer as Estimates
from exercises.kinds.written_assessment.types import Answer as Written
from exercises.tradecraft.ach import Code
from exercises.tradecraft.words import TERMS, Scale
from exercises.work.handing_in import hand_in
from exercises.work.injects import open_inject
from exercises.work.models import Attempt, Response
from exercises.work.opening import note_seen
from exercises.work.starting import begin

BEGAN = datetime(2024, 12, 21, 16, 30, tzinfo=UTC)
READ_AFTER = timedelta(minutes=2)
CHANGED_AFTER = timedelta(minutes=7)
LEFT_UNREAD = 4  # one in so many does not open the last item
GOOD = 0.65  # the skill from which somebody moves for a reason

BEFORE = {
    True: (
        "We judge it very unlikely (5 to 20 %) that Kyiv and HTS agreed on the alleged exchange [¶2]. "
        "Our confidence is low: no outlet, place or date is named [¶3]. Deliberate invention is about "
        "as likely as unofficial contact."
    ),
    False: "Three camps report the alleged talks [¶2], so something may have happened.",
}
AFTER = {
    True: (
        "We still judge it very unlikely (5 to 20 %) that Kyiv and HTS agreed on the alleged exchange "
        "[¶2]. What moved is the origin: the first public item is Turkish, and the Russian one repeats "
        "the Kurdish one [¶15] [¶17], so deliberate invention is less likely than we held. Our "
        "confidence stays low: closed channels are not in the list [¶16], and nobody is named. Who "
        "stands behind the Turkish item is unknown; ask that first."
    ),
    False: "A Turkish outlet had the alleged talks first [¶15], so it is likely that something happened.",
}
WHY = {
    True: (
        "Invention down by about eight points: the Russian item came third and repeats the Kurdish one. "
        "The deal did not move; no item speaks of it."
    ),
    False: "The new items confirm it.",
}


def judge_anew(allotment: Allotment, number: int, skill: float) -> None:
    """Work one exercise with injects: answers first, then each item, what it moves, and hand-in."""
    dice, good = Random(1000 + number), skill >= GOOD  # noqa: S311 - the same every time
    began = BEGAN + timedelta(minutes=5 * number % 41)
    with clock.at(began):
        note_seen(allotment)
        attempt = begin(allotment)
    for task in Task.objects.with_keys().filter(version=allotment.version):
        _store(attempt, task, _first(task, good, skill, dice), began + timedelta(minutes=15))
    releases = sorted(allotment.version.releases, key=lambda each: each.after_minutes)
    for place, release in enumerate(releases, start=1):
        at = began + timedelta(minutes=release.after_minutes)
        last = place == len(releases)
        if last and number % LEFT_UNREAD == LEFT_UNREAD - 1:
            continue
        with clock.at(at + READ_AFTER):
            open_inject(attempt, release.inject)
        _change(attempt, release.inject, good, at + CHANGED_AFTER)
    with clock.at(began + timedelta(minutes=70)):
        hand_in(attempt)


def _first(task: Task, good: bool, skill: float, dice: Random) -> Any:
    kind = registry.find(task.kind)
    if task.kind == "written_assessment":
        return Written(BEFORE[good])
    brief = kind.brief_from(task.brief, task.schema)
    given = answer(task.kind, brief, kind.key_from(task.key, task.schema), skill, dice)
    if isinstance(given, Matrix) and {"E1", "E2"} <= given.cells.keys():
        cells = {row: dict(codes) for row, codes in given.cells.items()}
        cells["E1"]["H4"], cells["E2"]["H4"] = Code.CC, Code.N  # as the dossier alone reads
        return replace(given, cells=cells)
    return given


def _change(attempt: Attempt, inject: str, good: bool, at: datetime) -> None:
    """Change what an item changes: the origin with the list and the wording, little with the denial."""
    for row in Response.objects.filter(attempt=attempt).select_related("task"):
        kind = registry.find(row.task.kind)
        old = kind.answer_from(row.data, row.schema)
        new = _changed(old, inject, good)
        if new != old:
            _store(attempt, row.task, new, at, moved=WHY[good])


def _changed(old: Any, inject: str, good: bool) -> Any:
    if isinstance(old, Estimates) and inject != "same-wording":
        name, by = ("Q4", -8) if good else ("Q3", 20)
        if inject == "official-comment":
            name, by = "Q2", -3
        return _by(old, name, by)
    if isinstance(old, Matrix) and "E2" in old.cells:
        row, code = {"timestamp-list": ("E2", Code.I), "same-wording": ("E1", Code.C)}.get(
            inject, ("", Code.N)
        )
        if good and row:
            return replace(old, cells={**old.cells, row: {**old.cells[row], "H4": code}})
    if isinstance(old, Written) and inject == "same-wording":
        return Written(AFTER[good])
    return old


def _by(old: Estimates, name: str, by: int) -> Estimates:
    """Move the number of a question, and its word where it does not hold the number any more."""
    given = old.estimates[name]
    number = min(97, max(3, (given.number or 50) + by))
    word = next(term.term for term in TERMS[Scale.ICD203_FIRST] if number <= term.high)
    return Estimates({**old.estimates, name: replace(given, number=number, word=word)})


def _store(attempt: Attempt, task: Task, given: Any, at: datetime, moved: str = "") -> None:
    """Store an answer as the draft that a student would have saved at that instant."""
    kind = registry.find(task.kind)
    row = Response.objects.get(attempt=attempt, task=task)
    Response.objects.filter(pk=row.pk, state="draft").update(
        data=kind.to_json(given),
        schema=kind.schema,
        revision=row.revision + 1,
        saved_at=at,
        moved=moved or row.moved,
    )
