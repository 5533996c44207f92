"""What changed between two editions of a case: paragraph by paragraph, and around the dossier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from exercises.cases.comparing import Pair, Piece, align, changed_words
from exercises.cases.models import CaseEdition, Paragraph


@dataclass(frozen=True)
class Change:
    """One paragraph that is not as it was.

    Attributes:
        old, new: its handles in the two editions; empty where it is not there.
        pieces: the words woven together; what went and what came is marked.
        heading: the words of its heading, if that is what changed.
    """

    old: str
    new: str
    pieces: Sequence[Piece]
    heading: Sequence[Piece] = ()

    @property
    def what(self) -> str:
        """``added``, ``removed`` or ``changed``."""
        return "changed" if self.old and self.new else "added" if self.new else "removed"


@dataclass(frozen=True)
class Around:
    """One thing around the dossier that is not as it was."""

    label: str
    pieces: Sequence[Piece]


@dataclass(frozen=True)
class Changes:
    """Everything that differs between two editions.

    Attributes:
        paragraphs: what was added, removed or changed, in reading order.
        around: title, question, introduction and so on.
        sources: what is said about the sources.
        moved: how many paragraphs kept their words and have another number.
    """

    paragraphs: Sequence[Change]
    around: Sequence[Around]
    sources: Sequence[Around]
    moved: int

    @property
    def touched(self) -> frozenset[int]:
        """Numbers, in the old edition, of the paragraphs that were changed or removed."""
        return frozenset(int(each.old[1:]) for each in self.paragraphs if each.old)

    def __bool__(self) -> bool:
        return bool(self.paragraphs or self.around or self.sources or self.moved)


def changes_between(old: CaseEdition, new: CaseEdition) -> Changes:
    """Return what differs between two editions; four queries."""
    before, after = _paragraphs(old), _paragraphs(new)
    pairs = align([each.text for each in before], [each.text for each in after])
    return Changes(
        paragraphs=[c for pair in pairs if (c := _change(pair, before, after))],
        around=_around(_surroundings(old), _surroundings(new)),
        sources=_around(_sources(old), _sources(new)),
        moved=sum(
            1
            for pair in pairs
            if pair.old is not None
            and pair.new is not None
            and before[pair.old].number != after[pair.new].number
            and before[pair.old].text == after[pair.new].text
        ),
    )


def counterparts(old: CaseEdition, new: CaseEdition) -> dict[int, int]:
    """Return which number each paragraph of ``old`` has in ``new``; what is gone is left out."""
    before, after = _paragraphs(old), _paragraphs(new)
    pairs = align([each.text for each in before], [each.text for each in after])
    return {
        before[pair.old].number: after[pair.new].number
        for pair in pairs
        if pair.old is not None and pair.new is not None
    }


def _paragraphs(edition: CaseEdition) -> list[Paragraph]:
    return list(edition.paragraphs.order_by("number"))


def _change(pair: Pair, before: list[Paragraph], after: list[Paragraph]) -> Change | None:
    old = None if pair.old is None else before[pair.old]
    new = None if pair.new is None else after[pair.new]
    if old and new and (old.text, old.heading) == (new.text, new.heading):
        return None
    texts = (old.text if old else "", new.text if new else "")
    headings = (old.heading if old else "", new.heading if new else "")
    return Change(
        old=old.handle if old else "",
        new=new.handle if new else "",
        pieces=changed_words(*texts),
        heading=changed_words(*headings) if headings[0] != headings[1] else (),
    )


def _around(old: Mapping[str, str], new: Mapping[str, str]) -> list[Around]:
    return [
        Around(label, changed_words(old.get(label, ""), new.get(label, "")))
        for label in dict.fromkeys([*old, *new])
        if old.get(label, "") != new.get(label, "")
    ]


def _surroundings(edition: CaseEdition) -> dict[str, str]:
    facts: dict[str, Any] = edition.facts
    return {
        _("Title"): edition.title,
        _("Handling mark"): edition.mark,
        _("Key question"): facts.get("question", ""),
        _("For whom"): facts.get("customer", ""),
        _("As of"): facts.get("as_of", ""),
        _("Part questions"): "\n".join(facts.get("sub_questions", ())),
        _("Introduction"): edition.intro_md,
        _("Note"): facts.get("note", ""),
        _("Language"): edition.language,
    }


def _sources(edition: CaseEdition) -> dict[str, str]:
    return {
        source.code: " · ".join(
            each
            for each in (
                source.title, source.form, source.publisher, source.dated, source.language,
                source.remark,
            )
            if each
        )
        for source in edition.sources.order_by("position")
    }  # fmt: skip
