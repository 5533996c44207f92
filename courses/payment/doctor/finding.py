"""What a check found: a sentence, and what to do about it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class Tone(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARN = "warn"  # sells, but somebody should look
    BAD = "bad"  # money or places suffer


@dataclass(frozen=True)
class Finding:
    """One check's answer.

    Attributes:
        slug: the check's stable name.
        sentence: what is so.
        remedy: what to do about it; empty when nothing is to be done.
    """

    slug: str
    tone: Tone
    sentence: str
    remedy: str = ""

    def to_json(self) -> dict[str, str]:
        """Return plain data."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Finding:
        """Return the finding that ``to_json`` wrote."""
        return cls(data["slug"], Tone(data["tone"]), data["sentence"], data["remedy"])


def ok(slug: str, sentence: str) -> Finding:
    """Return a finding with which all is well."""
    return Finding(slug, Tone.OK, sentence)


def warn(slug: str, sentence: str, remedy: str) -> Finding:
    """Return a finding that somebody should look at."""
    return Finding(slug, Tone.WARN, sentence, remedy)


def bad(slug: str, sentence: str, remedy: str) -> Finding:
    """Return a finding under which money or places suffer."""
    return Finding(slug, Tone.BAD, sentence, remedy)


def ago(age: timedelta) -> str:
    """Return how long ago in words, in the largest unit that is whole."""
    minutes = max(0, int(age.total_seconds() // 60))
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return ngettext("%(n)s minute ago", "%(n)s minutes ago", minutes) % {"n": minutes}
    if minutes < 2880:
        hours = minutes // 60
        return ngettext("%(n)s hour ago", "%(n)s hours ago", hours) % {"n": hours}
    return _("%(n)s days ago") % {"n": minutes // 1440}
