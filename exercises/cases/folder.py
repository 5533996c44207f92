"""A case as a folder: the files that ``cases.library`` reads, written from an edition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.text import slugify

from exercises.cases.models import CaseEdition, CaseSource
from exercises.cases.numbering import written
from exercises.cases.toml import as_toml

_ABOUT = ("form", "publisher", "dated", "language", "remark")


def dossier_files(edition: CaseEdition) -> dict[str, str]:
    """Return ``case.toml`` and the sources of an edition by their paths in its folder; two queries."""
    sources = list(edition.sources.order_by("position"))
    names = _file_names(sources)
    texts: dict[int, list[tuple[int, str, str]]] = {}
    for each in edition.paragraphs.order_by("number"):
        texts.setdefault(each.source_id, []).append((each.number, each.heading, each.text))
    files = {"case.toml": as_toml(_case(edition, sources, names))}
    for source in sources:
        files[f"dossier/{names[source.pk]}"] = written(texts.get(source.pk, []))
    return files


def _case(
    edition: CaseEdition, sources: list[CaseSource], names: Mapping[int, str]
) -> dict[str, Any]:
    facts = edition.facts
    said = {
        "title": edition.title,
        "mark": edition.mark,
        "question": facts.get("question", ""),
        "customer": facts.get("customer", ""),
        "as_of": facts.get("as_of", ""),
        "sub_questions": list(facts.get("sub_questions", ())),
        "note": facts.get("note", ""),
        "language": edition.language,
        "introduction": edition.intro_md,
    }
    return {
        **{name: value for name, value in said.items() if value},
        "sources": [_source(source, names[source.pk]) for source in sources],
    }


def _source(source: CaseSource, file: str) -> dict[str, str]:
    about = {name: getattr(source, name) for name in _ABOUT if getattr(source, name)}
    return {"code": source.code, "file": file, "title": source.title, **about}


def _file_names(sources: list[CaseSource]) -> dict[int, str]:
    """A file for each source, named for its code; no two alike."""
    found: dict[int, str] = {}
    for source in sources:
        stem = slugify(source.code) or "source"
        name = f"{stem}.md"
        if name in found.values():
            name = f"{stem}-{source.position}.md"
        found[source.pk] = name
    return found
