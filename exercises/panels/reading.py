"""Reading a closed panel: the spread of each line, how far the experts agree, and the key it makes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from courseplatform.kit.refusals import Refusal
from courseplatform.people import audit
from courseplatform.people.models import User
from exercises.authoring import tasking
from exercises.authoring.models import Task
from exercises.kinds.panels import EXPERTS_WANTED, PanelLine, PanelReading
from exercises.kinds.shape import ShapeError
from exercises.panels.answering import answer_of
from exercises.panels.models import Panel, Seat
from exercises.panels.reliability import Figure, figures


@dataclass(frozen=True)
class Reading:
    """A closed panel, read.

    Attributes:
        seats: the experts whose answers were given, in their order.
        groups: lines under what they belong to.
        differ: how many lines are not graded because the experts differ.
        figures: statistics of agreement.
        key: the key the answers make; None where they make none.
    """

    seats: Sequence[Seat]
    groups: Sequence[tuple[str, Sequence[PanelLine]]]
    differ: int
    figures: Sequence[Figure]
    key: Any

    @property
    def enough(self) -> bool:
        """Whether there are as many experts as a key needs."""
        return len(self.seats) >= EXPERTS_WANTED


def read(panel: Panel, into: Task | None = None) -> Reading:
    """Read a panel.

    Args:
        panel: a closed one.
        into: the task its key is for; notes of the key it has are kept.

    Raises:
        Refusal: the panel is open: nobody sees an answer before.
    """
    if panel.state != "closed":
        raise Refusal(
            _("The answers are shown when all experts have given theirs."), code="panel-open"
        )
    seats = list(
        Seat.objects.filter(panel=panel, state="in").select_related("person").order_by("number")
    )
    for seat in seats:
        seat.panel = panel
    answers = [answer_of(seat) for seat in seats]
    found: PanelReading[Any] = panel.how.key_from_panel(
        panel.typed_brief(), answers, _key_so_far(panel, into)
    )
    return Reading(
        seats=seats,
        groups=[(name, list(lines)) for name, lines in groupby(found.lines, lambda e: e.group)],
        differ=sum(line.differ for line in found.lines),
        figures=figures(found.ratings),
        key=found.key,
    )


def _key_so_far(panel: Panel, into: Task | None) -> Any:
    if into is None:
        return None
    try:
        return panel.how.key_from(into.key, into.schema)
    except ShapeError:
        return None


def targets(panel: Panel) -> list[Task]:
    """Return the tasks of drafts of the exercise that the key may be put into; keys included."""
    rows = Task.objects.with_keys().filter(
        version__exercise=panel.exercise, version__frozen_at=None, kind=panel.kind
    )
    return list(rows.select_related("version__exercise").order_by("-version__number", "position"))


def take(panel: Panel, task: Task, *, by: User) -> None:
    """Put the key that a panel makes into a task of a draft; the old key can be brought back.

    Raises:
        Refusal: the panel is open, has too few experts, or its answers make no key.
        Stale: somebody saved the key in the meantime.
    """
    reading = read(panel, task)
    if not reading.enough:
        raise Refusal(
            _("A key needs the answers of three experts; this panel has %(n)s.")
            % {"n": len(reading.seats)},
            code="too-few-experts",
        )
    if reading.key is None:
        raise Refusal(_("The experts agree on nothing that a key could be made of."), code="no-key")
    key = panel.how.to_json(reading.key)
    tasking.save_key(task, task.key_revision, key, by=by, undo=task.key)
    audit.record(by, "key.taken_from_panel", f"panel:{panel.ref}", experts=len(reading.seats))
