"""What the templates draw: controls with their values, words and faults.

Words of the schema are source strings; they are translated here. A fault stands beside the control
it names, or beside the nearest thing around it; what nobody has begun is not called wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from exercises.authoring.editor.controls import ABSENT, text_of
from exercises.authoring.editor.naming import TOP, Place, quoted
from exercises.authoring.editor.reading import group_is_blank
from exercises.authoring.editor.schema import Control, Entries, Group, Leaf, Node, Part, Table
from exercises.authoring.editor.shown import Offered, Row, Section, Shown, ShownPart
from exercises.kinds.shape import IS_MISSING, ShapeError

A_PAGE = 25  # entries of one list on a page; longer lists are edited in parts


@dataclass(frozen=True)
class Ids:
    """The entries of the brief's lists, by the name of the list: what key and brief may name."""

    lists: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)

    def of(self, path: str) -> Sequence[tuple[str, str]]:
        """Return ids with what each is called."""
        return self.lists.get(path, ())


def ids_in(brief: Mapping[str, Any]) -> Ids:
    """Return the ids of a brief's lists, from the data as typed."""
    lists: dict[str, list[tuple[str, str]]] = {}
    for name, entries in brief.items():
        if isinstance(entries, list):
            lists[name] = [
                (str(each["id"]), _called(each))
                for each in entries
                if isinstance(each, Mapping) and each.get("id")
            ]
    return Ids(lists)


def _called(entry: Mapping[str, Any]) -> str:
    """What an entry is called beside its id: its title, its name, or the words of its text."""
    words = next((str(entry[name]) for name in ("title", "name", "text") if entry.get(name)), "")
    return words if len(words) <= 120 else words[:117].rsplit(" ", 1)[0] + " …"


@dataclass(frozen=True)
class Showing:
    """How a form is shown.

    Attributes:
        ids: the entries of the brief.
        faults: what is wrong with the data.
        begin: the first entry of long lists that is shown.
        calm: nothing was typed yet, so nothing is called wrong.
    """

    ids: Ids = field(default_factory=Ids)
    faults: Sequence[ShapeError] = ()
    begin: int = 0
    calm: bool = False

    def parts(self, group: Group, data: Mapping[str, Any], place: Place = TOP) -> list[ShownPart]:
        """Return what the templates draw for a group."""
        return [
            self._part(part, data.get(part.name, ABSENT), place.field(part.name), place is TOP)
            for part in group.parts
        ]

    def _part(self, part: Part, value: Any, place: Place, at_top: bool) -> ShownPart:
        label, hint = _(part.label), _(part.hint) if part.hint else ""
        if isinstance(part.node, Leaf):
            shown = part.default if value is ABSENT and not part.required else value
            leaf = self._leaf(part.node, shown, place, label)
            return replace(leaf, hint=hint, optional=not part.required)
        section = self._section(part.node, value, place, at_top)
        return replace(section, label=label, hint=hint)

    def _leaf(self, leaf: Leaf, value: Any, place: Place, label: str) -> Shown:
        chosen = value if isinstance(value, list) else [value]
        return Shown(
            name=place.name,
            label=label,
            hint="",
            error=self._error(place, below=True),
            control=leaf.control.value,
            value=str(value is True) if leaf.control is Control.SWITCH else text_of(leaf, value),
            offered=[
                Offered(value, words, value in chosen) for value, words in self._offered(leaf)
            ],
            most=leaf.most,
        )

    def _offered(self, leaf: Leaf) -> Iterator[tuple[str, str]]:
        if leaf.control not in {Control.CHOICE, Control.BOXES}:
            return
        for value, label in leaf.labels.items():
            term = _(label.term)
            short = len(value) <= 2 and value != term
            yield value, f"{value}, {term}" if short else term
        for value, called in self.ids.of(leaf.one_of):
            yield value, f"{value} · {called}" if called else value

    def _section(self, node: Node, value: Any, place: Place, at_top: bool = False) -> Section:
        if isinstance(node, Group):
            data = value if isinstance(value, Mapping) else {}
            return self._bare(place, "group", parts=self.parts(node, data, place))
        if isinstance(node, Entries):
            return self._entries(node, value if isinstance(value, list) else [], place, at_top)
        assert isinstance(node, Table)  # noqa: S101 - a leaf is no section
        return self._table(node, value if isinstance(value, Mapping) else {}, place, at_top)

    def _bare(self, place: Place, what: str, **more: Any) -> Section:
        return Section(place.name, "", "", self._error(place), what, **more)

    def _entries(self, node: Entries, data: list[Any], place: Place, at_top: bool) -> Section:
        rows = [
            self._entry(node, each, place.entry(number), number, len(data))
            for number, each in enumerate(data)
        ]
        shown, begin, pages = self._paged(rows, at_top)
        noun = _(node.noun) if node.noun else _("Entry")
        may_add = len(data) < node.most
        return self._bare(
            place, "entries", rows=shown, noun=noun, may_add=may_add, of=len(data), begin=begin,
            pages=pages,
        )  # fmt: skip

    def _entry(self, node: Entries, data: Any, place: Place, number: int, of: int) -> Row:
        data = data if isinstance(data, Mapping) else {}
        blank = group_is_blank(node.group, data)
        within = replace(self, calm=True) if blank else self
        noun = _(node.noun) if node.noun else _("Entry")
        called = _called(data)
        name = str(data.get("id", "")) or str(number + 1)
        return Row(
            number=str(number),
            name=place.name,
            legend=f"{noun} {name}" + (f" · {called}" if called else ""),
            short=f"{noun} {name}",
            parts=within.parts(node.group, data, place),
            error=_("Empty: fill it in, or remove it.") if blank and not self.calm else "",
            blank=blank,
            first=number == 0,
            last=number == of - 1,
        )

    def _table(self, node: Table, data: Mapping[str, Any], place: Place, at_top: bool) -> Section:
        named = dict(self.ids.of(node.one_of))
        named |= {key: _(label.term) for key, label in node.labels.items()}
        stray = [key for key in data if key not in named]
        rows = [self._row(node, data, place, key, named.get(key, "")) for key in [*named, *stray]]
        shown, begin, pages = self._paged(rows, at_top)
        may_add = node.free and len(data) < node.most
        return self._bare(
            place, "table", rows=shown, noun=_("Row"), may_add=may_add, of=len(rows), begin=begin,
            pages=pages,
        )  # fmt: skip

    def _row(
        self, node: Table, data: Mapping[str, Any], place: Place, key: str, called: str
    ) -> Row:
        at, value = place.row(key), data.get(key, ABSENT)
        stray = not node.free and not called and key not in self._known(node)
        legend = called if node.labels else f"{key} · {called}" if called else key
        return Row(
            number=quoted(key),
            name=at.name,
            legend=legend,
            short=called if node.labels else key,
            parts=self._within(node.node, value, at, legend),
            single=isinstance(node.node, Leaf),
            error=self._row_error(node, value, at),
            stray=stray,
            key=self._row_key(at, key) if node.free else None,
        )

    def _known(self, node: Table) -> set[str]:
        return {*node.labels, *(key for key, _called in self.ids.of(node.one_of))}

    def _within(self, node: Node, value: Any, place: Place, legend: str) -> list[ShownPart]:
        if isinstance(node, Group):
            missing = value is ABSENT
            within = replace(self, calm=True) if missing else self
            return within.parts(
                node, {} if missing or not isinstance(value, Mapping) else value, place
            )
        if isinstance(node, Leaf):
            return [replace(self._leaf(node, value, place, legend), optional=True)]
        return [self._section(node, value, place)]

    def _row_error(self, node: Table, value: Any, place: Place) -> str:
        return "" if isinstance(node.node, Leaf) or value is ABSENT else self._error(place)

    def _row_key(self, place: Place, key: str) -> Shown:
        return Shown(f"{place.name}.key", _("Name"), "", "", Control.LINE.value, key, most=60)

    def _paged(self, rows: list[Row], at_top: bool) -> tuple[list[Row], int, list[int]]:
        if not at_top or len(rows) <= A_PAGE:
            return rows, 0, []
        pages = list(range(0, len(rows), A_PAGE))
        begin = max(page for page in pages if page <= max(self.begin, 0))
        return rows[begin : begin + A_PAGE], begin, pages

    def _error(self, place: Place, *, below: bool = False) -> str:
        """The faults that name this place, or one ``below`` it that has no control of its own."""
        if self.calm:
            return ""
        inside = (f"{place.at}[", f"{place.at}.")
        found = [
            _("Fill this in.") if fault.sentence == IS_MISSING else fault.sentence
            for fault in self.faults
            if fault.at == place.at or (below and fault.at.startswith(inside))
        ]
        return " ".join(dict.fromkeys(found))
