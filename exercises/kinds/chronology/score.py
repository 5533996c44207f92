"""Scoring a chronology: the order pair by pair, then each date. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from exercises.kinds.chronology.types import Answer, Brief, Key, Placed, When
from exercises.kinds.score import Fact, Remark, Score, Verdict, earned, shares, verdict_of
from exercises.tradecraft.chronology import (
    DATE_CREDIT,
    DateVerdict,
    OrderScore,
    judge_date,
    score_order,
)
from exercises.tradecraft.labels import N_
from exercises.tradecraft.undefined import Undefined

ORDER = N_("Order: {right} pairs of events right, {wrong} wrong, {open} left open. {order}.")
MISPLACED = N_("{event} was put in order, though the dossier does not let one place it.")
NOT_ANSWERED = N_("{event}: not answered.")
SAYS: Mapping[DateVerdict, str] = {
    DateVerdict.RIGHT: N_("{event}: {given}, as precise as the dossier allows."),
    DateVerdict.OVERSTATED: N_("{event}: {given} is right, but inferred and not stated: half."),
    DateVerdict.COARSE: N_(
        "{event}: {given} is right; the dossier is more precise ({wanted}): half."
    ),
    DateVerdict.LEFT_OPEN: N_("{event}: no date given; the dossier says {wanted}."),
    DateVerdict.WRONG: N_("{event}: {given}; the dossier says {wanted}."),
    DateVerdict.FALSE_PRECISION: N_(
        "{event}: nothing in the dossier is as precise as {given} (it says {wanted}). A precision "
        "that is not there costs half."
    ),
}
UNKNOWN = N_("no date")

ORDER_LINE = "order"


def score(brief: Brief, key: Key, answer: Answer) -> Score:
    """The share of the pairs that are right, and an equal share for each date.

    False precision takes half a share back; the task never falls below 0.
    """
    result = score_order(_groups(brief, answer), [set(group) for group in key.order], key.undated)
    return Score.of([*_order(brief, key, result), *_dates(brief, key, answer)])


def _groups(brief: Brief, answer: Answer) -> list[set[str]]:
    """Events by the place they were given; events that share one are a group."""
    places: dict[int, set[str]] = {}
    for event in brief.events:
        place = answer.events.get(event.id, Placed()).place
        if place:
            places.setdefault(place, set()).add(event.id)
    return [places[place] for place in sorted(places)]


def _order(brief: Brief, key: Key, result: OrderScore) -> Iterator[Remark]:
    credit = 0.0 if isinstance(result.credit, Undefined) else result.credit
    points = earned(credit, brief.order_c)
    facts: dict[str, Fact] = {
        "right": result.right,
        "wrong": result.wrong,
        "open": result.open,
        "order": " → ".join(" / ".join(group) for group in key.order),
    }
    verdict = verdict_of(points, brief.order_c)
    yield Remark(ORDER_LINE, verdict, points, brief.order_c, ORDER, facts)
    for event in result.misplaced:
        note = key.why.get(event, "")
        yield Remark(event, Verdict.INFO, 0, 0, MISPLACED, {"event": event}, note)


def _dates(brief: Brief, key: Key, answer: Answer) -> Iterator[Remark]:
    worths = shares(brief.dates_c, len(brief.events))
    for event, worth in zip(brief.events, worths, strict=True):
        given, note = answer.events.get(event.id), key.why.get(event.id, "")
        if given is None:
            name: dict[str, Fact] = {"event": event.id}
            yield Remark(event.id, verdict_of(0, worth), 0, worth, NOT_ANSWERED, name, note)
            continue
        wanted = key.dates.get(event.id, When())
        judged = judge_date(given.when.rule(), wanted.rule())
        points = _points(DATE_CREDIT[judged], worth)
        facts: dict[str, Fact] = {
            "event": event.id,
            "given": _named(given.when),
            "wanted": _named(wanted),
        }
        verdict = verdict_of(points, worth)
        yield Remark(event.id, verdict, points, worth, SAYS[judged], facts, note, event.cites)


def _points(credit: float, worth: int) -> int:
    return earned(credit, worth) if credit >= 0 else -earned(-credit, worth)


def _named(when: When) -> str:
    if when.year is None:
        return UNKNOWN
    if when.season:
        return f"{when.season} {when.year}"
    parts = [when.year, when.month, when.day]
    return "-".join(f"{part:02d}" for part in parts if part is not None)
