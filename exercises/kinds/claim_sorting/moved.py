"""What moved in sorted claims: their classes and who asserts them."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from exercises.kinds.claim_sorting.types import Answer, Brief, Sorted
from exercises.kinds.moving import Moved, shown
from exercises.tradecraft.claims import LABELS


def moved(brief: Brief, before: Answer, after: Answer) -> list[Moved]:
    """Return the lines of every statement, in their order."""
    names = {each.id: each.name for each in brief.voices}
    found: list[Moved] = []
    for each in brief.statements:
        old, new = before.sorted.get(each.id, Sorted()), after.sorted.get(each.id, Sorted())
        found += _lines(each.id, old, new, names)
    return found


def _lines(identity: str, old: Sorted, new: Sorted, names: dict[str, str]) -> Iterator[Moved]:
    facts = {"id": identity}
    if old.code != new.code:
        yield Moved(_("%(id)s, class") % facts, _class(old), _class(new))
    if old.who != new.who:
        before, after = names.get(old.who, old.who), names.get(new.who, new.who)
        yield Moved(_("%(id)s, who asserts it") % facts, shown(before), shown(after))


def _class(given: Sorted) -> str:
    return shown(_(LABELS[given.code].term) if given.code else "")
