"""What a form for authors needs to know beside the types: words, handles, where ids come from. Pure.

The dataclasses of a kind are its schema; a form is derived from them (``authoring.editor``). What a
type cannot say stands beside it in ``Annotated``, and may be left out: a field without words is
called by its name::

    items: Annotated[tuple[Item, ...], Many(1, 40), Says(N_("Items")), Entries(N_("Item"), "R")]
    cites: Cites = ()
    right: frozenset[Annotated[Id, OneOf("options")]]
    source: frozenset[Annotated[Reliability, Scale(RELIABILITY_LABELS)]]
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from exercises.kinds.shape import Many, Text
from exercises.tradecraft.labels import N_, Label


@dataclass(frozen=True, slots=True)
class Says:
    """What a field is called on the form, and a hint below it; source strings."""

    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Entries:
    """What one entry of a list is called, and how the id of a new one begins (``E`` gives E1)."""

    noun: str
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The text is the handle of a paragraph of the dossier, such as ``¶7``."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """The text is the id of an entry of the brief's list ``path``.

    As the key of a mapping it gives the mapping a row for each of those entries; ``each`` says that
    no entry may go without one.
    """

    path: str
    each: bool = False


@dataclass(frozen=True, slots=True, eq=False)  # told apart by identity: tables have no hash
class Scale:
    """The words of a scale: by member of an enumeration, or by the texts that are allowed."""

    labels: Mapping[Any, Label]


Id = Annotated[
    str, Text(12), Says(N_("Handle"), N_("Short and used once; it is what the key goes by."))
]
Cites = Annotated[
    tuple[Annotated[str, Text(12), Paragraph()], ...],
    Many(0, 12),
    Says(N_("Paragraphs"), N_("Where the dossier speaks of it, such as ¶2 ¶5.")),
]
Why = N_("Why")
WHY_HINT = N_("What students read beside their points; write it for them.")
