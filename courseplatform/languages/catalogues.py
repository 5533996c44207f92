"""Catalogues on disk: one ``django.po`` a language, and the compiled twin that Django reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po
from django.conf import settings

PLACE = Path("LC_MESSAGES/django.po")
HEAD = "# The words of the course platform in another language; what lacks a translation stays English."
GAP = re.compile(r"%\((\w+)\)")


class BrokenCatalogueError(Exception):
    """A catalogue that cannot be used; the text names the file, the message and the fault."""


def all_catalogues() -> Iterator[Path]:
    """Yield the path of every catalogue that the settings name, in a fixed order."""
    for folder in settings.LOCALE_PATHS:
        yield from sorted(Path(folder).glob(f"*/{PLACE}"))


def locale_of(path: Path) -> str:
    """Return the locale a catalogue is for, such as ``de`` or ``pt_BR``."""
    return path.parents[1].name


def read(path: Path) -> Catalog:
    """Return a catalogue; a new one for a file that is not there."""
    if not path.exists():
        return Catalog(locale_of(path), header_comment=HEAD, project="courseplatform", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=locale_of(path), abort_invalid=True)


def renew(path: Path, collected: Catalog) -> Catalog:
    """Bring a catalogue to the words of today and write it: translations stay, new ones are empty.

    A message that is close to an old one takes its translation marked as fuzzy, which is not used
    until somebody has looked at it.
    """
    catalogue = read(path)
    catalogue.update(collected, update_creation_date=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:  # without numbers of lines it changes only when the words do
        write_po(file, catalogue, width=100, include_lineno=False)
    return catalogue


def compile_all() -> list[Path]:
    """Compile what has changed since it was compiled last, and return it.

    Raises:
        BrokenCatalogueError: a translation has other gaps than its message, or a file is damaged.
    """
    done = []
    for path in all_catalogues():
        compiled = path.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime_ns >= path.stat().st_mtime_ns:
            continue
        catalogue = _sound(path)
        with compiled.open("wb") as file:
            write_mo(file, catalogue)
        done.append(path)
    return done


def _sound(path: Path) -> Catalog:
    try:
        catalogue = read(path)
    except (PoFileError, ValueError) as error:
        raise BrokenCatalogueError(f"{path}: {error}") from error
    for message in catalogue:
        fault = _fault(message) if message.id and is_translated(message) else ""
        if fault:
            raise BrokenCatalogueError(f"{path}, “{_forms(message.id)[0]}”: {fault}")
    return catalogue


def is_translated(message: Message) -> bool:
    """Tell whether every form has words that somebody has agreed to."""
    return all(_forms(message.string)) and not message.fuzzy


def _fault(message: Message) -> str:
    """Say which gap a translation lacks, or has too many: that one would break the page."""
    wanted = set(GAP.findall(" ".join(_forms(message.id))))
    for form in _forms(message.string):
        found = set(GAP.findall(form))
        if found - wanted:
            return f"%({min(found - wanted)})s is nothing that the message has."
        if wanted - found and not message.pluralizable:
            return f"%({min(wanted - found)})s is missing."
    return ""


def _forms(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [text or ""] if text is None or isinstance(text, str) else list(text)
