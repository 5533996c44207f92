"""What moved in a matrix: cells, the sums they make, linchpin and chances."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from exercises.kinds.ach_matrix.matrices import matrix_of
from exercises.kinds.ach_matrix.types import NO_LINCHPIN, Answer, Brief
from exercises.kinds.moving import Moved, by_how_much, shown
from exercises.tradecraft.ach import SCHEME_LABELS, Scheme, inconsistency

SCHEMES = (Scheme.COUNT, Scheme.PARC_WEIGHTED)


def moved(brief: Brief, before: Answer, after: Answer) -> list[Moved]:
    """Return the changed cells row by row, then the sums of inconsistency, linchpin and chances."""
    return [
        *_cells(brief, before, after),
        *_sums(brief, before, after),
        *_reasons(brief, before, after),
        *_linchpin(before, after),
        *_chances(brief, before, after),
    ]


def _cells(brief: Brief, before: Answer, after: Answer) -> Iterator[Moved]:
    for row in brief.rows:
        old, new = before.cells.get(row.id, {}), after.cells.get(row.id, {})
        for each in brief.hypotheses:
            if old.get(each.id) != new.get(each.id):
                facts = {"row": row.id, "id": each.id, "name": each.name}
                what = _("%(row)s against %(id)s %(name)s") % facts
                yield Moved(what, shown(old.get(each.id)), shown(new.get(each.id)))


def _sums(brief: Brief, before: Answer, after: Answer) -> Iterator[Moved]:
    old, new = matrix_of(brief, before), matrix_of(brief, after)
    for scheme in SCHEMES:
        places = 0 if scheme is Scheme.COUNT else 2
        scores = zip(
            brief.hypotheses, inconsistency(old, scheme), inconsistency(new, scheme), strict=True
        )
        for each, was, now in scores:
            if abs(was - now) > 1e-9:
                facts = {"id": each.id, "scheme": _(SCHEME_LABELS[scheme].term)}
                yield Moved(
                    _("%(id)s, inconsistency, %(scheme)s") % facts,
                    f"{was:.{places}f}",
                    f"{now:.{places}f}",
                    by_how_much(was, now, places),
                )


def _reasons(brief: Brief, before: Answer, after: Answer) -> Iterator[Moved]:
    for row in brief.rows:
        old, new = before.reasons.get(row.id, ""), after.reasons.get(row.id, "")
        if old != new:
            yield Moved(_("%(row)s, reason") % {"row": row.id}, shown(old), shown(new))


def _linchpin(before: Answer, after: Answer) -> Iterator[Moved]:
    if before.linchpin != after.linchpin:
        yield Moved(_("Linchpin"), _named(before.linchpin), _named(after.linchpin))


def _named(linchpin: str) -> str:
    return _("none") if linchpin == NO_LINCHPIN else shown(linchpin)


def _chances(brief: Brief, before: Answer, after: Answer) -> Iterator[Moved]:
    for each in brief.hypotheses:
        old, new = before.chances.get(each.id), after.chances.get(each.id)
        if old != new:
            facts = {"id": each.id, "name": each.name}
            what = _("Chance of %(id)s %(name)s") % facts
            yield Moved(what, _percent(old), _percent(new), by_how_much(old, new))


def _percent(chance: int | None) -> str:
    return shown(None if chance is None else f"{chance} %")
