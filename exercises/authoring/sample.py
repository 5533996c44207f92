"""The visitors' sample: a few tasks from files, scored on the spot, never stored.

A case may have a folder ``sample/`` beside its exercises: ``sample.toml``, ``dossier.md`` and tasks
with their keys, written like those of an exercise. It has a dossier and keys of its own, because
everybody may see what they are; nothing of it is loaded into the database.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from courseplatform.kit import richtext
from exercises.authoring.checking import misfits
from exercises.authoring.library import TaskEntry
from exercises.cases.dossier import read_paragraphs
from exercises.cases.files import FileFault, read_shape, read_toml, shaped
from exercises.cases.library import LIBRARY
from exercises.kinds import registry
from exercises.kinds.contract import AnyKind, Passage
from exercises.kinds.shape import ShapeError, Text, Whole

_KEY_ENDING = ".key.toml"


@dataclass(frozen=True)
class SampleEntry:
    """What ``sample.toml`` holds."""

    title: Annotated[str, Text(160)]
    mark: Annotated[str, Text(200)]
    introduction: Annotated[str, Text(2000)]
    minutes: Annotated[int, Whole(1, 60)] = 3


@dataclass(frozen=True)
class SampleTask:
    """One task with its key, ready to be answered and scored."""

    kind: AnyKind
    title: str
    prompt: SafeString
    brief: Any
    key: Any


@dataclass(frozen=True)
class Sample:
    """The whole sample: its words, its paragraphs by handle, its tasks in order."""

    title: str
    mark: str
    minutes: int
    introduction: SafeString
    passages: Mapping[str, Passage]
    tasks: Sequence[SampleTask]


@cache
def sample_of(slug: str) -> Sample | None:
    """Return the sample of a shipped case, or None where it has none; read once in a process."""
    folder = LIBRARY / slug / "sample"
    return read_sample(folder) if (folder / "sample.toml").exists() else None


def read_sample(folder: Path) -> Sample:
    """Read a sample from its folder.

    Raises:
        FileFault: a file is missing or does not fit; the sentence names file, place and fault.
    """
    entry = read_shape(SampleEntry, folder / "sample.toml")
    passages = {
        f"¶{each.number}": Passage(f"¶{each.number}", each.html, f"p{each.number}", entry.title)
        for each in read_paragraphs(folder / "dossier.md", None)
    }
    paths = [path for path in sorted(folder.glob("*.toml")) if _is_task(path)]
    return Sample(
        title=entry.title,
        mark=entry.mark,
        minutes=entry.minutes,
        introduction=mark_safe(richtext.render(entry.introduction).html),
        passages=passages,
        tasks=[_task(path, set(passages)) for path in paths],
    )


def _is_task(path: Path) -> bool:
    return path.name != "sample.toml" and not path.name.endswith(_KEY_ENDING)


def _task(path: Path, handles: set[str]) -> SampleTask:
    data = read_toml(path)
    brief_data = data.pop("brief", {})
    entry = shaped(TaskEntry, data, path)
    kind = registry.every().get(entry.kind)
    if kind is None:
        raise FileFault(path, _("There is no kind “%(kind)s”.") % {"kind": entry.kind}, "kind")
    key_path = path.with_name(path.stem + _KEY_ENDING)
    brief = _typed(kind.brief_from, brief_data, path)
    key = _typed(kind.key_from, read_toml(key_path), key_path)
    for sentence in misfits(kind, brief, key, handles):
        raise FileFault(path, sentence)
    return SampleTask(
        kind=kind,
        title=entry.title,
        prompt=mark_safe(richtext.render(entry.prompt).html),
        brief=brief,
        key=key,
    )


def _typed(read: Callable[[Mapping[str, Any]], Any], data: Mapping[str, Any], path: Path) -> Any:
    try:
        return read(data)
    except ShapeError as error:
        raise FileFault(path, error.sentence, error.at) from error
