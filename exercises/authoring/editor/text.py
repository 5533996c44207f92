"""The same data as text: the task's file and the key's file, as they stand in a case's folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from courseplatform.kit.refusals import Refusal
from exercises.authoring.editor.controls import tidy
from exercises.cases.files import TomlFault, parse_toml
from exercises.cases.toml import as_toml

_BRIEF = "brief"
TITLE_MOST = 160
PROMPT_MOST = 8000


@dataclass(frozen=True)
class TaskText:
    """What a task's file holds."""

    title: str
    prompt: str
    brief: dict[str, Any]


def task_as_text(kind: str, title: str, prompt: str, brief: Mapping[str, Any]) -> str:
    """Return what students see of a task as the text of its file."""
    head: dict[str, Any] = {"kind": kind, "title": title}
    if prompt:
        head["prompt"] = prompt
    return as_toml({**head, _BRIEF: brief})


def key_as_text(key: Mapping[str, Any]) -> str:
    """Return a key as the text of its file."""
    return as_toml(key)


def read_task(kind: str, text: str) -> TaskText:
    """Return what a task's text says; the brief as typed, sound or not.

    Raises:
        Refusal: the text is no TOML, is of another kind, or holds what is no part of a task.
    """
    data = _parsed(text)
    brief = data.pop(_BRIEF, {})
    said = data.pop("kind", kind)
    if said != kind:
        raise Refusal(
            _("The kind of a task stays “%(kind)s”. Add a task of the other kind instead.")
            % {"kind": kind},
            code="other-kind",
        )
    title, prompt = _text(data, "title", TITLE_MOST), _text(data, "prompt", PROMPT_MOST)
    if data:
        raise Refusal(
            _("There is no field “%(name)s” here. A task has kind, title, prompt and brief.")
            % {"name": next(iter(data))},
            code="no-such-field",
        )
    if not isinstance(brief, dict):
        raise Refusal(_("The brief is a table: begin it with [brief]."), code="no-table")
    return TaskText(title, prompt, brief)


def read_key(text: str) -> dict[str, Any]:
    """Return what a key's text says, sound or not. Raises Refusal where it is no TOML."""
    return _parsed(text)


def _parsed(text: str) -> dict[str, Any]:
    if "\x00" in text:
        raise Refusal(_("The text holds a character that cannot be stored (NUL)."), code="nul")
    try:
        data = parse_toml(text.replace("\r\n", "\n"))
    except TomlFault as fault:
        raise Refusal(str(fault), code="no-toml") from None
    found: dict[str, Any] = _plain(data)
    return found


def _plain(data: Any) -> Any:
    """TOML's dates and odd numbers as text: JSON has none, and no field of ours is one."""
    if isinstance(data, dict):
        return {key.replace("\x00", ""): _plain(each) for key, each in data.items()}
    if isinstance(data, list):
        return [_plain(each) for each in data]
    if isinstance(data, float) and data - data != 0:  # infinite, or not a number
        return str(data)
    if isinstance(data, str):
        return data.replace("\x00", "")
    return data if isinstance(data, bool | int | float) else str(data)


def _text(data: dict[str, Any], name: str, most: int) -> str:
    value = data.pop(name, "")
    if not isinstance(value, str) or len(value) > most:
        raise Refusal(
            _("“%(name)s” is a text of at most %(most)s characters.")
            % {"name": name, "most": most},
            code="no-text",
        )
    return tidy(value)
