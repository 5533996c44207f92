"""The sources of a draft: adding, writing, moving and removing them; paragraphs number themselves.

Whatever moves numbers lets everything that cites a paragraph go with it, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import User
from exercises.cases import followers
from exercises.cases.editing import in_work
from exercises.cases.followers import Citing
from exercises.cases.layout import Line, lay_down, layout_of, numbering_of, read_lines, text_of
from exercises.cases.models import CaseEdition, CaseSource
from exercises.cases.numbering import Numbering
from exercises.cases.stale import Stale

MOST_SOURCES = 60


@dataclass(frozen=True)
class About:
    """What is known about a source, besides its text."""

    code: str
    title: str
    form: str = ""
    publisher: str = ""
    dated: str = ""
    language: str = ""
    remark: str = ""


@dataclass(frozen=True)
class Outlook:
    """What saving a text would do: the paragraphs with their numbers, and what that means.

    Attributes:
        lines: the paragraphs of the source, each with its new number.
        numbering: what happens to all numbers of the edition.
        moved: what cites a paragraph whose number moves.
        gone: what cites a paragraph that would be gone.
    """

    lines: Sequence[tuple[int, Line]]
    numbering: Numbering
    moved: Sequence[Citing]
    gone: Sequence[Citing]


class CitedError(Refusal):
    """A change would take away paragraphs that are cited; ``outlook`` says by what."""

    def __init__(self, gone: Sequence[Citing]) -> None:
        self.gone = gone
        super().__init__(
            _(
                "Tasks cite paragraphs that would be gone. Look at them below; save again if that is "
                "what you want, and mend the tasks afterwards."
            ),
            code="cited",
        )


def look_ahead(edition: CaseEdition, source: CaseSource | None, lines: Sequence[Line]) -> Outlook:
    """Return what it would mean if ``source`` (None: a new one at the end) consisted of ``lines``."""
    layout = layout_of(edition)
    if source is None:
        layout.append((CaseSource(edition=edition), list(lines)))
        place = len(layout) - 1
    else:
        place = next(n for n, (each, _l) in enumerate(layout) if each.pk == source.pk)
        layout[place] = (layout[place][0], list(lines))
    numbering = numbering_of(edition, layout)
    return Outlook(
        lines=list(zip(numbering.numbers[place], lines, strict=True)),
        numbering=numbering,
        moved=followers.citing(edition, numbering.moved),
        gone=followers.citing(edition, numbering.gone),
    )


def add_source(edition: CaseEdition, about: About, text: str, *, by: User) -> CaseSource:
    """Add a source at the end.

    Raises:
        Refusal: the code is taken, the text cannot be used, or the edition is frozen.
    """
    lines = read_lines(text, [])
    with in_work(edition, by=by) as locked:
        layout = layout_of(locked)
        if len(layout) >= MOST_SOURCES:
            raise Refusal(
                _("A case has at most %(most)s sources.") % {"most": MOST_SOURCES},
                code="too-many-sources",
            )
        _require_free_code(locked, about.code, None)
        source = CaseSource(
            edition=locked, position=max((s.position for s, _l in layout), default=0) + 1,
            **vars(about),
        )  # fmt: skip
        source.save()
        locked.undo = None
        lay_down(locked, [*layout, (source, lines)])
    return source


def change_source(
    source: CaseSource, revision: int, about: About, text: str, *, by: User, anyway: bool = False
) -> Numbering:
    """Change a source and its text; return what happened to the numbers.

    Args:
        source: the source as it was.
        revision: the one the author started from.
        about: what is known about it now.
        text: its text now.
        by: who changes it.
        anyway: take cited paragraphs away all the same.

    Raises:
        Stale: somebody saved in the meantime.
        CitedError: a cited paragraph would be gone.
        Refusal: the code is taken, the text cannot be used, or the edition is frozen.
    """
    with in_work(source.edition, by=by) as locked:
        now = CaseSource.objects.filter(pk=source.pk, edition=locked).first()
        if now is None or now.revision != revision:
            raise Stale
        known = list(now.paragraphs.values_list("number", flat=True))
        lines = read_lines(text, known)
        _require_free_code(locked, about.code, now)
        layout = [(s, lines if s.pk == now.pk else old) for s, old in layout_of(locked)]
        numbering = numbering_of(locked, layout)
        _require_uncited(locked, numbering, anyway)
        CaseSource.objects.filter(pk=now.pk).update(revision=revision + 1, **vars(about))
        locked.undo = None
        lay_down(locked, layout)
    return numbering


def move_source(source: CaseSource, by_places: int, *, by: User) -> Numbering | None:
    """Move a source up (-1) or down (1); None where it stands at that end already."""
    with in_work(source.edition, by=by) as locked:
        layout = layout_of(locked)
        place = next((n for n, (each, _l) in enumerate(layout) if each.pk == source.pk), None)
        if place is None or not 0 <= place + by_places < len(layout):
            return None
        layout.insert(place + by_places, layout.pop(place))
        return lay_down(locked, layout)


def remove_source(source: CaseSource, *, by: User, anyway: bool = False) -> None:
    """Remove a source with its text; ``restore_source`` brings it back until the next change.

    Raises:
        CitedError: a cited paragraph would be gone.
        Refusal: the edition is frozen.
    """
    with in_work(source.edition, by=by) as locked:
        layout = [(s, lines) for s, lines in layout_of(locked) if s.pk != source.pk]
        _require_uncited(locked, numbering_of(locked, layout), anyway)
        now = CaseSource.objects.filter(pk=source.pk, edition=locked).first()
        if now is None:
            return
        names = ("position", "code", "title", "form", "publisher", "dated", "language", "remark")
        locked.undo = {"about": {n: getattr(now, n) for n in names}, "text": text_of(now)}
        lay_down(locked, layout, but=now)


def restore_source(edition: CaseEdition, *, by: User) -> CaseSource | None:
    """Bring back the source removed last, at its old place; None where there is none.

    Citations that its removal broke stay broken: the tasks were told.
    """
    with in_work(edition, by=by) as locked:
        if not locked.undo or "about" not in locked.undo:
            return None
        about: dict[str, Any] = dict(locked.undo["about"])
        place = about.pop("position") - 1
        lines = read_lines(locked.undo["text"], [])
        _require_free_code(locked, about["code"], None)
        layout = layout_of(locked)
        last = max((s.position for s, _l in layout), default=0)
        source = CaseSource(edition=locked, position=last + 1, **about)
        source.save()
        layout.insert(min(place, len(layout)), (source, lines))
        locked.undo = None
        lay_down(locked, layout)
    return source


def set_first_number(edition: CaseEdition, first: int, *, by: User) -> None:
    """Let paragraphs begin at 0 (the title of the dossier) or at 1."""
    with in_work(edition, by=by) as locked:
        locked.first_number = first
        lay_down(locked, layout_of(locked))


def _require_free_code(edition: CaseEdition, code: str, but: CaseSource | None) -> None:
    taken = CaseSource.objects.filter(edition=edition, code=code)
    if but is not None:
        taken = taken.exclude(pk=but.pk)
    if taken.exists():
        raise Refusal(
            _("Another source has the code “%(code)s”. Choose one of its own.") % {"code": code},
            code="code-taken",
        )


def _require_uncited(edition: CaseEdition, numbering: Numbering, anyway: bool) -> None:
    gone = [] if anyway else followers.citing(edition, numbering.gone)
    if gone:
        raise CitedError(gone)
