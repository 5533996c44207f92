"""An expert's answer: saved while they work, given once, and seen by nobody before the panel closes."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from courseplatform.kit import clock, moves
from courseplatform.kit.refusals import Refusal
from courseplatform.people import audit
from courseplatform.people.models import User
from exercises.cases.stale import Stale
from exercises.kinds.contract import Parsed
from exercises.kinds.panels import EXPERTS_WANTED
from exercises.panels.models import Panel, Seat


def answer_of(seat: Seat) -> Any:
    """Return the typed answer of a seat so far; ``seat.panel`` is joined."""
    return seat.panel.how.answer_from(seat.data, seat.schema)


def read(seat: Seat, post: QueryDict) -> Parsed[Any]:
    """Read a posted form on top of the answer so far; nothing is stored."""
    parsed: Parsed[Any] = seat.panel.how.parse(seat.panel.typed_brief(), post, answer_of(seat))
    return parsed


def save(seat: Seat, revision: int, parsed: Parsed[Any]) -> None:
    """Store what was read.

    Raises:
        Stale: another window saved in the meantime.
        Refusal: the answer was given already, or the panel is closed.
    """
    _require_open(seat)
    stored = moves.swap(
        seat,
        {"revision": revision, "state": "invited", "panel__state": "open"},
        data=seat.panel.how.to_json(parsed.answer),
        schema=seat.panel.how.schema,
        revision=revision + 1,
        saved_at=clock.now(),
    )
    if not stored:
        raise Stale


def give(seat: Seat) -> None:
    """Give the answer for good; the panel closes when the last of three or more gives theirs.

    Raises:
        Refusal: no part is finished yet, the answer was given already, or the panel is closed.
    """
    _require_open(seat)
    how = seat.panel.how
    if not how.progress(seat.panel.typed_brief(), answer_of(seat)).done:
        raise Refusal(
            _("No part of it is finished yet. Work the task, then give your answer."), code="empty"
        )
    with transaction.atomic():
        panel = Panel.objects.select_for_update(no_key=True).get(pk=seat.panel_id)
        if panel.state != "open":
            raise _closed()
        moves.move(
            seat,
            "invited",
            "in",
            otherwise=_("Your answer was given already."),
            code="given-already",
            answered_at=clock.now(),
        )
        seats = Seat.objects.filter(panel=panel)
        if not seats.filter(state="invited").exists() and seats.count() >= EXPERTS_WANTED:
            moves.move(panel, "open", "closed", otherwise=_closed().sentence, closed_at=clock.now())
            audit.record(None, "panel.closed", f"panel:{panel.ref}", experts=seats.count())


def close(panel: Panel, *, by: User) -> None:
    """Close a panel before everybody has answered; who has not can no longer.

    Raises:
        Refusal: it is closed already, or nobody has answered.
    """
    given = panel.seats.filter(state="in").count()
    if not given:
        raise Refusal(
            _("Nobody has given an answer yet, so there is nothing to read."), code="nobody-in"
        )
    moves.move(
        panel,
        "open",
        "closed",
        otherwise=_("The panel is closed already."),
        code="closed-already",
        closed_at=clock.now(),
    )
    audit.record(by, "panel.closed", f"panel:{panel.ref}", experts=given)


def _require_open(seat: Seat) -> None:
    if seat.state != "invited":
        raise Refusal(_("Your answer was given; it stays as it is."), code="given-already")
    if seat.panel.state != "open":
        raise _closed()


def _closed() -> Refusal:
    return Refusal(
        _("The panel was closed before your answer was given. Its author knows."),
        code="panel-closed",
    )
