"""The kind: a table of events, each with its place and its date."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import QueryDict
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exercises.kinds.choices import options
from exercises.kinds.chronology import score as scoring
from exercises.kinds.chronology.types import Answer, Brief, Event, Key, Placed, When
from exercises.kinds.contract import Kind, Parsed, Progress, Sheet
from exercises.kinds.panels import Ratings
from exercises.kinds.posting import Posted
from exercises.kinds.score import Score
from exercises.tradecraft.agreement import Metric
from exercises.tradecraft.chronology import BASIS_LABELS, SEASON_LABELS, Basis, Season
from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.labels import N_

NO_PLACE = "0"


class Chronology(Kind[Brief, Key, Answer]):
    """In which order, and when, as far as the dossier says."""

    slug = "chronology"
    title = gettext_lazy("Chronology")
    does = gettext_lazy("Puts events in order and dates them as precisely as the dossier allows.")
    brief_type, key_type, answer_type = Brief, Key, Answer

    def out_of_c(self, brief: Brief) -> int:
        """Order and dates together."""
        return brief.order_c + brief.dates_c

    def validate(self, brief: Brief, key: Key) -> Sequence[str]:
        """Every event is in order or undated, once, and no other is named."""
        ids = [each.id for each in brief.events]
        if brief.order_c and len(key.order) < 2:
            return [_("The key puts nothing in order, but the order is worth points.")]
        named = [*(id_ for group in key.order for id_ in group), *sorted(key.undated)]
        return [
            *(
                _("The key does not place event %(id)s exactly once.") % {"id": each}
                for each in ids
                if named.count(each) != 1
            ),
            *(
                _("The key names %(id)s, which is no event of the task.") % {"id": each}
                for each in sorted({*named, *key.dates, *key.why} - set(ids))
            ),
        ]

    def cites(self, brief: Brief) -> Sequence[str]:
        """The paragraphs the events stand in."""
        return [handle for each in brief.events for handle in each.cites]

    def model(self, brief: Brief, key: Key) -> Answer:
        """The order and the dates of the key."""
        places = {id_: place for place, group in enumerate(key.order, start=1) for id_ in group}
        return Answer(
            {
                each.id: Placed(places.get(each.id, 0), key.dates.get(each.id, When()))
                for each in brief.events
            }
        )

    def parse(self, brief: Brief, post: QueryDict, previous: Answer) -> Parsed[Answer]:
        """Read ``place-``, ``year-``, ``part-`` (month or season), ``day-`` and ``basis-<id>``."""
        posted = Posted(post)
        found = dict(previous.events)
        for each in brief.events:
            old = found.get(each.id, Placed())
            new = Placed(_place(brief, posted, each, old), _when(posted, each, old.when))
            if new != Placed():
                found[each.id] = new
            else:
                found.pop(each.id, None)
        return Parsed(Answer(found), tuple(posted.wrong), posted.typed)

    def progress(self, brief: Brief, answer: Answer) -> Progress:
        """Events that have a place, or are said to have none."""
        done = sum(_given(answer, each).place is not None for each in brief.events)
        of = len(brief.events)
        return Progress(done, of, _("%(done)s of %(of)s events placed") % {"done": done, "of": of})

    def missing(self, brief: Brief, answer: Answer) -> Sequence[str]:
        """Events without a place."""
        open_ = [each.id for each in brief.events if _given(answer, each).place is None]
        return [_("Not placed: %(ids)s.") % {"ids": ", ".join(open_)}] if open_ else []

    def context(self, sheet: Sheet[Brief, Answer]) -> dict[str, Any]:
        """One row for each event."""
        return {
            "sheet": sheet,
            "rows": [_row(sheet, each) for each in sheet.brief.events],
            "no_place": NO_PLACE,
        }

    def review(
        self, sheet: Sheet[Brief, Answer], key: Key | None = None, score: Score | None = None
    ) -> dict[str, Any]:
        """Events in the order given, with their remarks."""
        context = super().review(sheet, key, score)
        for row in context["rows"]:
            row["remarks"] = context["remarks"].get(row["id"], ())
            row["key_why"] = key.why.get(row["id"], "") if key else ""
        context["rows"].sort(key=lambda row: int(row["place"] or 99) or 98)
        return {**context, "overall": context["remarks"].get(scoring.ORDER_LINE, ())}

    def ratings(
        self, brief: Brief, answers: Sequence[Answer], key: Key | None = None
    ) -> Sequence[Ratings]:
        """The place of each event; "cannot be placed" stands outside the order."""
        places = {str(place): float(place) for place in range(1, len(brief.events) + 1)}
        right = self.model(brief, key).events if key else {}
        return [
            Ratings(
                N_("The place"),
                Metric.ORDINAL,
                tuple(each.id for each in brief.events),
                tuple(
                    tuple(
                        None if (place := _given(answer, each).place) is None else str(place)
                        for answer in answers
                    )
                    for each in brief.events
                ),
                places,
                tuple(frozenset({str(right[each.id].place)}) for each in brief.events)
                if key
                else (),
            )
        ]

    def score(self, brief: Brief, key: Key, answer: Answer) -> Score | None:
        """Order by pairs, dates by precision."""
        return scoring.score(brief, key, answer)


def _given(answer: Answer, event: Event) -> Placed:
    return answer.events.get(event.id, Placed())


def _place(brief: Brief, posted: Posted, event: Event, old: Placed) -> int | None:
    offered = frozenset(str(place) for place in range(len(brief.events) + 1))
    previous = "" if old.place is None else str(old.place)
    value = posted.one_of(f"place-{event.id}", offered, previous)
    return int(value) if value else None


def _when(posted: Posted, event: Event, old: When) -> When:
    """Read a date; parts that do not make one are refused at the year."""
    names = {part: f"{part}-{event.id}" for part in ("year", "part", "day", "basis")}
    if not any(name in posted.post for name in names.values()):
        return old
    year = _number(posted, names["year"], old.year, 9999)
    day = _number(posted, names["day"], old.day, 31)
    offered = frozenset({*(str(month) for month in MONTHS), *Season})
    part = posted.one_of(names["part"], offered, _part(old))
    basis = posted.choice(names["basis"], Basis, old.basis) or Basis.STATED
    try:
        return When(
            year=year,
            season=Season(part) if part in list(Season) else None,
            month=int(part) if part.isdigit() else None,
            day=day,
            basis=basis if year else Basis.STATED,
        )
    except InvalidInput as error:
        posted.refuse_together(names.values(), error.sentence.render(_))
        return old


def _number(posted: Posted, name: str, previous: int | None, most: int) -> int | None:
    value = posted.text(name, "" if previous is None else str(previous), 10)
    if not value:
        return None
    if value.isascii() and value.isdigit() and 1 <= int(value) <= most:
        return int(value)
    posted.refuse(
        name, _("Type a whole number from %(least)s to %(most)s.") % {"least": 1, "most": most}
    )
    return previous


def _part(when: When) -> str:
    return str(when.season or when.month or "")


def _row(sheet: Sheet[Brief, Answer], event: Event) -> dict[str, Any]:
    given = _given(sheet.answer, event)
    part = sheet.shown(f"part-{event.id}", _part(given.when))
    basis = sheet.shown(f"basis-{event.id}", given.when.basis if given.when.year else None)
    words = {str(month): str(name) for month, name in MONTHS.items()}
    words |= {str(season): _(label.term) for season, label in SEASON_LABELS.items()}
    return {
        "id": event.id,
        "text": event.text,
        "cites": event.cites,
        "place": "" if given.place is None else str(given.place),
        "places": [str(place) for place in range(1, len(sheet.brief.events) + 1)],
        "year": sheet.shown(f"year-{event.id}", given.when.year),
        "day": sheet.shown(f"day-{event.id}", given.when.day),
        "parts": [
            {"value": value, "words": name, "chosen": value == part}
            for value, name in words.items()
        ],
        "part_words": words.get(part, ""),
        "bases": options(BASIS_LABELS, next((each for each in Basis if each == basis), None)),
        "errors": {
            name: sheet.error(f"{name}-{event.id}")
            for name in ("place", "year", "part", "day", "basis")
        },
    }


KIND = Chronology()
