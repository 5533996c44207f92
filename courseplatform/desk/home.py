"""The desk's first page: what happens today, what waits for somebody, and a card from each room."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from courseplatform.kit import clock, registry
from courseplatform.kit.cards import MOST_LINES, CardLine, Column, DeskCard
from courseplatform.people.guards import requires, signed_in
from courseplatform.people.models import Organiser, User
from courseplatform.people.roles import Right

log = logging.getLogger(__name__)
LOUDEST = {"bad": 0, "warn": 1, "info": 2, "": 3, "ok": 4}


@dataclass(frozen=True)
class Filled:
    """A card with its lines; ``failed`` when its room could not tell."""

    card: DeskCard
    lines: Sequence[CardLine]
    failed: bool = False

    @property
    def shown(self) -> Sequence[CardLine]:
        """The lines that fit."""
        return self.lines[:MOST_LINES]

    @property
    def left_out(self) -> int:
        """How many did not."""
        return max(0, len(self.lines) - MOST_LINES)


@requires(Right.SEE_DESK)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the desk's first page."""
    now = clock.now()
    filled = fill(signed_in(request), now)
    zone = signed_in(request).zone or Organiser.current().zone
    return render(
        request,
        "desk/home.html",
        {
            "now": now,
            "zone": zone,
            "today": today_of(filled),
            "hand": hand_of(filled),
            "cards": [one for one in filled if one.card.column == Column.CARD],
            "broken": [one.card.title for one in filled if one.failed],
        },
    )


@cache
def offered() -> tuple[DeskCard, ...]:
    """Return every room's cards, in order."""
    found = registry.instances("desk", DeskCard)
    return tuple(sorted(found, key=lambda card: (card.position, card.slug)))


def fill(person: User, now: datetime) -> list[Filled]:
    """Ask the rooms for the lines of every card the person may see; empty cards are left out.

    A room that fails costs its own card, never the page.
    """
    filled = [_fill(card, person, now) for card in offered() if person.may(Right(card.right))]
    return [one for one in filled if one.lines or one.card.empty or one.failed]


def _fill(card: DeskCard, person: User, now: datetime) -> Filled:
    try:
        with transaction.atomic():
            return Filled(card, list(card.lines(person, now)))
    except Exception:
        log.exception("The desk's card %s failed.", card.slug)
        return Filled(card, [], failed=True)


def today_of(filled: Sequence[Filled]) -> list[CardLine]:
    """Return the lines of the day in the order of the clock; lines without a time come last."""
    lines = [line for one in filled if one.card.column == Column.TODAY for line in one.shown]
    return sorted(lines, key=lambda line: (line.at is None, line.at))


def hand_of(filled: Sequence[Filled]) -> list[CardLine]:
    """Return what waits for somebody, loudest first."""
    lines = [line for one in filled if one.card.column == Column.HAND for line in one.shown]
    return sorted(lines, key=lambda line: LOUDEST.get(line.tone, 3))
