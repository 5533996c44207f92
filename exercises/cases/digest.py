"""The hash that says what an edition is: any change of content changes it, nothing else does."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from exercises.cases.models import CaseEdition

_SOURCE_FIELDS = ("code", "title", "form", "publisher", "dated", "language", "remark")


def sha256_of(content: Any) -> str:
    """Return the SHA-256 (64 hex digits) of JSON-like content, whatever the order of its keys."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def edition_digest(edition: CaseEdition) -> str:
    """Return the hash of an edition as it stands in the database."""
    sources = edition.sources.order_by("position")
    paragraphs = edition.paragraphs.order_by("number").select_related("source")
    return sha256_of(
        {
            "title": edition.title,
            "mark": edition.mark,
            "language": edition.language,
            "intro": edition.intro_html,
            "facts": edition.facts,
            "sources": [{name: getattr(each, name) for name in _SOURCE_FIELDS} for each in sources],
            "paragraphs": [{**each.content(), "source": each.source.code} for each in paragraphs],
        }
    )
