"""The hash that says what an edition is: any change of content changes it, nothing else does."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from exercises.cases.models import CaseEdition, CaseSource, Paragraph

_EDITION_FIELDS = ("title", "mark", "language", "intro_html", "facts")
_SOURCE_FIELDS = ("code", "title", "form", "publisher", "dated", "language", "remark")
_INJECT_FIELDS = ("inject", "mark")
_PARAGRAPH_FIELDS = ("number", "heading", "html")


def sha256_of(content: Any) -> str:
    """Return the SHA-256 (64 hex digits) of JSON-like content, whatever the order of its keys."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def digest_of(
    edition: CaseEdition, sources: Iterable[CaseSource], paragraphs: Iterable[Paragraph]
) -> str:
    """Return the hash of an edition with these parts, stored or not; both in their order."""
    return sha256_of(
        {
            **_fields(edition, _EDITION_FIELDS),
            "sources": [_source(each) for each in sources],
            "paragraphs": [
                {**_fields(each, _PARAGRAPH_FIELDS), "source": each.source.code}
                for each in paragraphs
            ],
        }
    )


def edition_digest(edition: CaseEdition) -> str:
    """Return the hash of an edition as it stands in the database; two queries."""
    return digest_of(
        edition,
        edition.sources.order_by("position"),
        edition.paragraphs.order_by("number").select_related("source"),
    )


def _source(source: CaseSource) -> dict[str, Any]:
    """A source's content; what makes it an inject counts where it is one."""
    fields = (*_SOURCE_FIELDS, *_INJECT_FIELDS) if source.inject else _SOURCE_FIELDS
    return _fields(source, fields)


def _fields(row: CaseEdition | CaseSource | Paragraph, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
