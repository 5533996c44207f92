"""What the templates draw: controls, entries and sections, with their words and faults. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class Offered:
    """One value to choose."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Shown:
    """One control.

    Attributes:
        name: in the form; the control's id is ``id_<name>``.
        label, hint, error: words in the reader's language.
        control: how it is typed.
        value: as it stands in the control.
        offered: the values to choose from.
        optional: nothing need be typed.
        most: characters at most.
    """

    name: str
    label: str
    hint: str
    error: str
    control: str
    value: str = ""
    offered: Sequence[Offered] = ()
    optional: bool = False
    most: int = 0
    is_control: bool = True


@dataclass(frozen=True)
class Row:
    """One entry of a list or one row of a table.

    Attributes:
        number: what its buttons call it.
        name: the prefix of its controls, also its id on the page.
        legend: its heading; ``short`` is enough of it for a sentence.
        blank: nobody has typed anything into it.
        stray: the brief has no such entry any more.
        single: the row is one control, whose label says what the legend would.
        key: for a free row, the control of its name.
    """

    number: str
    name: str
    legend: str
    short: str
    parts: Sequence[ShownPart]
    error: str = ""
    blank: bool = False
    stray: bool = False
    single: bool = False
    first: bool = False
    last: bool = False
    key: Shown | None = None


@dataclass(frozen=True)
class Section:
    """A group, a list or a table with its heading."""

    name: str
    label: str
    hint: str
    error: str
    what: str  # group, entries or table
    parts: Sequence[ShownPart] = ()
    rows: Sequence[Row] = ()
    noun: str = ""
    may_add: bool = False
    of: int = 0
    begin: int = 0
    pages: Sequence[int] = ()
    is_control: bool = False

    @property
    def end(self) -> int:
        """The number of the last row shown, counted from 1."""
        return self.begin + len(self.rows)


ShownPart: TypeAlias = Shown | Section


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, for the list at the head of the page.

    Attributes:
        name: the id on the page to go to is ``id_<name>``; empty where there is none.
        where: what the place is called.
        sentence: what is wrong.
    """

    name: str
    where: str
    sentence: str


def faults_in(parts: Sequence[ShownPart], within: str = "") -> Iterator[Fault]:
    """Yield the faults that stand beside controls, entries and sections, in the order of the page."""
    for part in parts:
        where = f"{within}, {part.label}" if within and part.label else within or part.label
        if part.error:
            yield Fault(part.name, where, part.error)
        if isinstance(part, Section):
            yield from faults_in(part.parts, where)
            for row in part.rows:
                if row.error:
                    yield Fault(row.name, row.short, row.error)
                yield from faults_in(row.parts, row.short)
