"""The library: cases as folders, and loading them.

A case is a folder with ``case.toml``, ``dossier/*.md`` and ``exercises/``. Loading the same content
twice changes nothing; changed content becomes a new edition, unless nobody has used the newest one
or touched it at the desk, which is then filled anew. docs/write-a-case.md tells how to write one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from courseplatform.kit import clock, richtext
from courseplatform.kit.refusals import Refusal
from exercises.cases import followers
from exercises.cases.digest import digest_of
from exercises.cases.dossier import Written, read_paragraphs
from exercises.cases.files import FileFault, read_shape
from exercises.cases.models import Case, CaseEdition, CaseSource, Paragraph
from exercises.kinds.shape import Many, Text

LIBRARY = Path(__file__).parent

_FILLED = (
    "title", "mark", "language", "intro_md", "intro_html", "facts", "first_number", "sha256",
)  # fmt: skip


@dataclass(frozen=True)
class SourceEntry:
    """One document in ``case.toml``; ``file`` lies in ``dossier/``."""

    code: Annotated[str, Text(8)]
    file: Annotated[str, Text(80)]
    title: Annotated[str, Text(200)]
    form: Annotated[str, Text(120, 0)] = ""
    publisher: Annotated[str, Text(160, 0)] = ""
    dated: Annotated[str, Text(120, 0)] = ""
    language: Annotated[str, Text(60, 0)] = ""
    remark: Annotated[str, Text(1000, 0)] = ""


@dataclass(frozen=True)
class CaseEntry:
    """What ``case.toml`` holds."""

    title: Annotated[str, Text(160)]
    mark: Annotated[str, Text(160)]
    question: Annotated[str, Text(600)]
    sources: Annotated[tuple[SourceEntry, ...], Many(1, 60)]
    introduction: Annotated[str, Text(8000, 0)] = ""
    customer: Annotated[str, Text(400, 0)] = ""
    as_of: Annotated[str, Text(200, 0)] = ""
    note: Annotated[str, Text(1200, 0)] = ""
    sub_questions: Annotated[tuple[Annotated[str, Text(400)], ...], Many(0, 20)] = ()
    language: Annotated[str, Text(12)] = "en"


def folders() -> list[str]:
    """Return the slugs of the cases that are shipped, sorted."""
    return sorted(path.parent.name for path in LIBRARY.glob("*/case.toml"))


def folder_of(slug: str) -> Path:
    """Return the folder of a shipped case. Raises Refusal for an unknown one."""
    if slug not in folders():
        raise Refusal(
            _("The library has no case “%(slug)s”. It has: %(cases)s.")
            % {"slug": slug, "cases": ", ".join(folders())},
            code="no-such-case",
        )
    return LIBRARY / slug


def load(slug: str) -> CaseEdition:
    """Load a shipped case; return its edition, an old one where nothing has changed."""
    return load_folder(folder_of(slug))


def load_folder(folder: Path) -> CaseEdition:
    """Load a case from a folder; the folder's name is the case's slug.

    Raises:
        FileFault: a file is missing or does not fit; the sentence names file, place and fault.
    """
    path = folder / "case.toml"
    entry = read_shape(CaseEntry, path)
    if not folder.name.replace("-", "").isalnum() or len(folder.name) > 60:
        raise FileFault(path, _("Name the folder with letters, digits and hyphens only."))
    edition, sources, paragraphs = _read(folder, path, entry)
    return _store(folder.name, edition, sources, paragraphs)


def _read(
    folder: Path, path: Path, entry: CaseEntry
) -> tuple[CaseEdition, list[CaseSource], list[Paragraph]]:
    edition = CaseEdition(
        title=entry.title,
        mark=entry.mark,
        language=entry.language,
        intro_md=entry.introduction,
        intro_html=richtext.render(entry.introduction).html,
        facts={
            "question": entry.question,
            "customer": entry.customer,
            "as_of": entry.as_of,
            "note": entry.note,
            "sub_questions": list(entry.sub_questions),
        },
    )
    codes = [each.code for each in entry.sources]
    if len(set(codes)) != len(codes):
        raise FileFault(path, _("Two sources have the same code."), "sources")
    sources: list[CaseSource] = []
    paragraphs: list[Paragraph] = []
    next_number: int | None = None
    for position, each in enumerate(entry.sources, start=1):
        if Path(each.file).name != each.file:
            raise FileFault(
                path,
                _("Give the name of a file in dossier/, without a path."),
                f"sources[{position - 1}].file",
            )
        source = _source(each, position)
        written = read_paragraphs(folder / "dossier" / each.file, next_number)
        next_number = written[-1].number + 1
        sources.append(source)
        paragraphs += [_paragraph(source, one) for one in written]
    edition.first_number = paragraphs[0].number
    edition.sha256 = digest_of(edition, sources, paragraphs)
    return edition, sources, paragraphs


def _source(entry: SourceEntry, position: int) -> CaseSource:
    return CaseSource(
        position=position,
        code=entry.code,
        title=entry.title,
        form=entry.form,
        publisher=entry.publisher,
        dated=entry.dated,
        language=entry.language,
        remark=entry.remark,
    )


def _paragraph(source: CaseSource, written: Written) -> Paragraph:
    return Paragraph(
        source=source,
        number=written.number,
        heading=written.heading,
        text=written.text,
        html=written.html,
    )


@transaction.atomic
def _store(
    slug: str, read: CaseEdition, sources: Sequence[CaseSource], paragraphs: Sequence[Paragraph]
) -> CaseEdition:
    Case.objects.get_or_create(slug=slug, defaults={"title": read.title, "created_at": clock.now()})
    case = Case.objects.select_for_update(no_key=True).get(slug=slug)
    same = case.editions.filter(sha256=read.sha256).order_by("-number").first()
    if same:
        return same
    untouched = case.editions.filter(frozen_at=None, changed_by=None)
    edition = untouched.order_by("-number").first()
    if edition is None:
        newest = case.editions.aggregate(newest=Max("number"))["newest"] or 0
        edition = CaseEdition(case=case, number=newest + 1)
    else:
        edition.paragraphs.all().delete()
        edition.sources.all().delete()
    for name in _FILLED:
        setattr(edition, name, getattr(read, name))
    edition.save()
    for source in sources:
        source.edition = edition
    CaseSource.objects.bulk_create(sources)
    for paragraph in paragraphs:
        paragraph.edition = edition
        paragraph.source = next(each for each in sources if each.code == paragraph.source.code)
    Paragraph.objects.bulk_create(paragraphs)
    followers.unsettle(edition)
    Case.objects.filter(pk=case.pk).update(title=read.title)
    return edition
