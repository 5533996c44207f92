"""Reading posted fields: short helpers of one meaning, so that every kind refuses alike.

Each returns the value to keep and adds to ``wrong`` and ``typed`` what could not be read. A field
that was not posted keeps its previous value.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from django.http import QueryDict
from django.utils.translation import gettext as _

from exercises.kinds.contract import FieldError

E = TypeVar("E", bound=StrEnum)

_KEPT = {"\n", "\t"}


def clean(text: str) -> str:
    """Return a typed text with one kind of line break and without control characters."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(c for c in text if c in _KEPT or unicodedata.category(c) not in {"Cc", "Cs"})


@dataclass
class Posted:
    """A posted form while it is read."""

    post: QueryDict
    wrong: list[FieldError] = field(default_factory=list)
    typed: dict[str, str] = field(default_factory=dict)

    def refuse(self, name: str, sentence: str) -> None:
        """Note that the field ``name`` could not be read, and keep what was typed."""
        self.wrong.append(FieldError(name, sentence))
        self.typed[name] = self.post.get(name, "")[:2000]

    def refuse_together(self, names: Iterable[str], sentence: str) -> None:
        """Note at the first of some fields that they make no sense together; keep what they had."""
        first, *others = names
        self.refuse(first, sentence)
        for name in others:
            self.typed.setdefault(name, self.post.get(name, "")[:2000])

    def text(self, name: str, previous: str, most: int) -> str:
        """Return a text of at most ``most`` characters."""
        if name not in self.post:
            return previous
        value = clean(self.post.get(name, "")).strip()
        if len(value) > most:
            self.refuse(
                name,
                _("At most %(most)s characters; this has %(has)s. Shorten it.")
                % {"most": most, "has": len(value)},
            )
            return previous
        return value

    def choice(self, name: str, of: type[E], previous: E | None) -> E | None:
        """Return one value of an enumeration; an empty field clears it."""
        if name not in self.post:
            return previous
        value = self.post.get(name, "")
        if not value:
            return None
        try:
            return of(value)
        except ValueError:
            self.refuse(name, _("Choose one of the values offered."))
            return previous

    def one_of(self, name: str, offered: frozenset[str], previous: str) -> str:
        """Return one of the words offered; an empty field clears it."""
        if name not in self.post:
            return previous
        value = self.post.get(name, "")
        if value and value not in offered:
            self.refuse(name, _("Choose one of the values offered."))
            return previous
        return value

    def percent(
        self, name: str, previous: int | None, least: int = 1, most: int = 99
    ) -> int | None:
        """Return a whole number of per cent, ``least`` to ``most``; an empty field clears it."""
        if name not in self.post:
            return previous
        value = self.post.get(name, "").strip().removesuffix("%").strip()
        if not value:
            return None
        if not value.isascii() or not value.isdigit() or not least <= int(value[:4]) <= most:
            self.refuse(
                name,
                _("Type a whole number from %(least)s to %(most)s.")
                % {"least": least, "most": most},
            )
            return previous
        return int(value)
