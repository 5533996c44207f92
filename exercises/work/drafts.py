"""Saving an answer that is being worked on: one row, one winner, nothing lost.

A save names the revision it started from. When another window has saved since, nothing is written
and the page shows both versions. Saving goes on after the exercise has closed: what somebody wrote
stays theirs; only handing in is over.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from courseplatform.kit import clock, moves
from courseplatform.kit.refusals import Refusal
from exercises.kinds.contract import Parsed
from exercises.work.keeping import worth_keeping
from exercises.work.models import Response, Revision
from exercises.work.sheets import Step, step_of

LONGEST_MOVED = 2000  # characters about what an inject moved
LONGEST_TYPED = 20_000  # characters of unreadable input that are kept for the person
MOST_TRIES = 3
LARGEST_COUNT = 2**31 - 1


class Stored(Protocol):
    """A draft row that says who saved it last: a student's answer, a marker's mark."""

    revision: int
    window: str
    turn: int


@dataclass(frozen=True)
class Origin:
    """Where a save comes from.

    Attributes:
        revision: the revision the form was filled from; -1 when the form does not say.
        window: the browser window's own name; empty without a script.
        turn: how many saves that window has sent.
        part: the part of the sheet that was shown.
    """

    revision: int
    window: str = ""
    turn: int = 0
    part: str = ""

    @classmethod
    def of(cls, post: QueryDict) -> Origin:
        """Read the fields that the page adds to every answer."""
        return cls(
            revision=_count(post.get("revision", ""), missing=-1),
            window=post.get("window", "")[:32].replace("\x00", ""),
            turn=_count(post.get("turn", ""), missing=0),
            part=post.get("part", "")[:60].replace("\x00", ""),
        )

    def may_replace(self, stored: Stored) -> bool:
        """Tell whether what is stored is what this save started from, or came from itself."""
        if self.revision == stored.revision:
            return True
        own = bool(self.window) and self.window == stored.window
        return own and self.turn > stored.turn


@dataclass(frozen=True)
class Saved:
    """What is stored now.

    Attributes:
        step: the task with the answer as stored.
        parsed: what could be read and what could not.
        saved_at: when it was stored.
    """

    step: Step
    parsed: Parsed[Any]
    saved_at: datetime


class Conflict(Exception):  # noqa: N818 - an answer to a person, not an error
    """Another window has saved since: ``step`` holds what it left, ``parsed`` what was sent."""

    def __init__(self, step: Step, parsed: Parsed[Any]) -> None:
        super().__init__("changed in another window")
        self.step = step
        self.parsed = parsed


def save(step: Step, post: QueryDict) -> Saved:
    """Store a posted form as the draft of ``step``.

    Raises:
        Conflict: another window has saved since.
        Refusal: the attempt was handed in.
    """
    origin = Origin.of(post)
    for _try in range(MOST_TRIES):
        _check_still_draft(step.response)
        parsed = step.task.kind.parse(step.task.brief, post, step.answer)
        data = step.task.kind.to_json(parsed.answer)
        typed = _typed(step.response.typed, origin.part, parsed, set(post))
        moved = moved_in(post, step.response)
        stored = step.response
        if (data, typed, moved) == (stored.data, stored.typed, stored.moved):
            return Saved(step, parsed, step.response.saved_at or clock.now())
        if not origin.may_replace(step.response):
            raise Conflict(step, parsed)
        if _store(step, origin, data, typed, moved):
            return Saved(_renewed(step, parsed), parsed, step.response.saved_at or clock.now())
        step = _as_stored_now(step)
    raise Conflict(step, parsed)


def restore(step: Step, number: int, revision: int) -> None:
    """Put an earlier version of an answer back as the draft; what stood there is kept in turn.

    Args:
        step: the task with the stored answer.
        number: the revision to take, one of those kept.
        revision: the revision the person was looking at.

    Raises:
        Refusal: the version is not kept, the draft changed meanwhile, or it was handed in.
    """
    _check_still_draft(step.response)
    earlier = Revision.objects.filter(response=step.response, number=number).first()
    if earlier is None:
        raise Refusal(
            _("This version is not kept any more. Choose another one from the list."),
            code="no-such-version",
        )
    answer = step.task.kind.answer_from(earlier.data, earlier.schema)
    data = step.task.kind.to_json(answer)
    fresh = revision == step.response.revision
    if not fresh or not _store(step, Origin(revision), data, {}, step.response.moved, keep=True):
        raise Refusal(
            _(
                "The draft was changed in another window meanwhile, so nothing was put back. Look "
                "at the list again."
            ),
            code="draft-changed",
        )


def _store(
    step: Step,
    origin: Origin,
    data: dict[str, Any],
    typed: dict[str, dict[str, str]],
    moved: str,
    *,
    keep: bool = False,
) -> bool:
    """Write the draft if the row is still as it was read; keep the state before where due."""
    response, now = step.response, clock.now()
    keep = keep or worth_keeping(
        saved_at=response.saved_at,
        kept_at=response.kept_at,
        now=now,
        before=_length(response.data),
        after=_length(data),
    )
    before = _as_revision(response) if keep else None
    with transaction.atomic():
        won = moves.swap(
            response,
            {"revision": response.revision, "state": "draft"},
            data=data,
            typed=typed,
            moved=moved,
            schema=step.task.kind.schema,
            revision=response.revision + 1,
            window=origin.window,
            turn=origin.turn,
            saved_at=now,
            kept_at=now if keep else response.kept_at,
        )
        if won and before:
            Revision.objects.bulk_create([before], ignore_conflicts=True)
    return won


def _renewed(step: Step, parsed: Parsed[Any]) -> Step:
    progress = step.task.kind.progress(step.task.brief, parsed.answer)
    return replace(step, answer=parsed.answer, progress=progress)


def _as_stored_now(step: Step) -> Step:
    return step_of(Response.objects.with_tasks().get(pk=step.response.pk))


def _as_revision(response: Response) -> Revision:
    return Revision(
        response=response,
        number=response.revision,
        data=response.data,
        schema=response.schema,
        saved_at=response.saved_at or clock.now(),
        why="change",
    )


def _check_still_draft(response: Response) -> None:
    if response.state != "draft":
        raise Refusal(
            _(
                "This exercise was handed in, so what you typed here since then is not part of it. "
                "Copy your text if you want to keep it, then look at your receipt."
            ),
            code="handed-in",
        )


def moved_in(post: QueryDict, stored: Response) -> str:
    """Return what a form says an inject moved; what is stored where the form does not ask."""
    typed = post.get("moved")
    return stored.moved if typed is None else typed.replace("\x00", "").strip()[:LONGEST_MOVED]


def _typed(
    before: Mapping[str, Mapping[str, str]], part: str, parsed: Parsed[Any], posted: set[str]
) -> dict[str, dict[str, str]]:
    """Return what could not be read, old and new; too long input is cut, never stored whole."""
    kept = {name: text for name, text in before.get(part, {}).items() if name not in posted}
    for name, text in parsed.typed.items():
        kept[name] = text.replace("\x00", "")[:LONGEST_TYPED]
    others = {other: dict(texts) for other, texts in before.items() if other != part}
    return {**others, part: kept} if kept else others


def _length(data: Mapping[str, Any]) -> int:
    return len(json.dumps(data, ensure_ascii=False))


def _count(text: str, *, missing: int) -> int:
    """Read a count that a page wrote; anything else than digits is a form of another making."""
    if not text.isascii() or not text.isdigit() or len(text) > 10:
        return missing
    return min(int(text), LARGEST_COUNT)
