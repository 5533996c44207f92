"""The words to be translated, read from code and templates; Babel does what GNU gettext would."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from django.utils.translation.template import templatize

from courseplatform.settings.rooms import BASE_DIR

CODE = ("courseplatform", "courses", "exercises")
KEYWORDS = {
    name: places
    for names, places in (
        (("_", "gettext", "gettext_lazy", "gettext_noop"), None),
        (("ngettext", "ngettext_lazy"), (1, 2)),
        (("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
        (("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
    )
    for name in names
}
NOTES = ("Translators:",)


def collected() -> Catalog:
    """Return every translatable message of the project, with where it stands."""
    catalogue = Catalog(project="courseplatform", charset="utf-8")
    for path in sources():
        place = path.relative_to(BASE_DIR).as_posix()
        for line, message, notes, context in messages_in(path):
            catalogue.add(message, None, [(place, line)], auto_comments=notes, context=context)
    return catalogue


def sources() -> Iterator[Path]:
    """Yield the files that may hold words, in a fixed order."""
    for folder in CODE:
        for path in sorted((BASE_DIR / folder).rglob("*")):
            inside = path.relative_to(BASE_DIR).parts
            if "migrations" in inside or "locale" in inside:
                continue
            if path.suffix == ".py" or ("templates" in inside and path.suffix in {".html", ".txt"}):
                yield path


def messages_in(path: Path) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    """Yield line, message, notes and context of each translatable text in a file."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # What Django makes of a template reads as Python once no line is indented.
        lines = templatize(text, origin=str(path)).splitlines()
        text = "\n".join(line.strip() for line in lines) + "\n"
    yield from extract("python", BytesIO(text.encode()), KEYWORDS, NOTES, {"encoding": "utf-8"})
