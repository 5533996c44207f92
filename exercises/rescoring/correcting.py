"""A corrected key as text: read, checked against the task, and kept beside the frozen version."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext as _

from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import User
from exercises.authoring import keys
from exercises.authoring.checking import misfits
from exercises.authoring.models import KeyCorrection, Task
from exercises.authoring.tasks import open_task
from exercises.kinds.shape import ShapeError

LONGEST = 200_000
LONGEST_WHY = 300


def as_text(task: Task) -> str:
    """Return the key that holds now as text to change."""
    opened = open_task(task)
    held = keys.key_in_force(task.pk)
    typed = opened.kind.key_from(held.data, held.schema)
    return json.dumps(opened.kind.to_json(typed), indent=2, ensure_ascii=False)


def correct(task: Task, text: str, *, why: str, by: User) -> KeyCorrection:
    """Keep a corrected key, proposed; it scores nothing before a list with it is decided on.

    Raises:
        Refusal: there is no reason, the text is no key of this kind, it does not fit the task, or
            it is the key that holds already.
    """
    words = " ".join(why.replace("\x00", "").split())[:LONGEST_WHY]
    if not words:
        raise Refusal(_("Say what was wrong with the key, in a sentence."), code="no-reason")
    opened = open_task(task)
    try:
        key = opened.kind.key_from(_parsed(text))
    except ShapeError as error:
        place = f"{error.at}: " if error.at else ""
        raise Refusal(f"{place}{error.sentence}", code="no-key") from error
    handles = set(task.version.edition.passages())
    for sentence in misfits(opened.kind, opened.brief, key, handles):
        raise Refusal(sentence, code="key-does-not-fit")
    data = opened.kind.to_json(key)
    held = keys.key_in_force(task.pk)
    if data == opened.kind.to_json(opened.kind.key_from(held.data, held.schema)):
        raise Refusal(_("This is the key that holds already. Change it first."), code="same-key")
    return keys.propose(task, data, schema=opened.kind.schema, why=words, by=by)


def _parsed(text: str) -> dict[str, Any]:
    if len(text) > LONGEST:
        raise Refusal(_("This text is too long for a key."), code="long-key")
    try:
        data = json.loads(text.replace("\x00", ""))
    except (ValueError, RecursionError) as error:
        at = getattr(error, "lineno", 0)
        raise Refusal(
            _("Line %(line)s cannot be read. Look for a missing comma, quotation mark or bracket.")
            % {"line": at},
            code="no-json",
        ) from error
    if not isinstance(data, dict):
        raise Refusal(_("A key is a set of named parts: begin it with a brace."), code="no-object")
    return data
