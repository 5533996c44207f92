"""A brief or key as text: what is no TOML or no part of a task is said, and nothing else is touched."""

from __future__ import annotations

import pytest

from courseplatform.kit.refusals import Refusal
from exercises.authoring.editor.text import TaskText, read_key, read_task, task_as_text

BRIEF = {"question": "Which?"}


def test_what_is_written_is_read_back_with_or_without_a_prompt() -> None:
    for prompt in ("", "Two\n\nparagraphs."):
        text = task_as_text("choice", "Choose", prompt, BRIEF)
        assert read_task("choice", text) == TaskText("Choose", prompt, BRIEF)
    assert read_task("choice", "") == TaskText("", "", {})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("title = ", "no-toml"),
        ('title = "a\x00b"', "nul"),
        ('kind = "estimate"', "other-kind"),
        ("points = 3", "no-such-field"),
        ("brief = 3", "no-table"),
        ("title = 3", "no-text"),
        (f'title = "{"x" * 200}"', "no-text"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(text: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_task("choice", text)
    assert refused.value.code == code
    assert "\n" not in refused.value.sentence


def test_what_json_cannot_hold_becomes_text() -> None:
    text = 'a = 1979-05-27\nb = inf\nc = [nan, 1.5, true]\nd = {e = 2, f = "g\\u0000"}\r\n'
    assert read_key(text) == {
        "a": "1979-05-27", "b": "inf", "c": ["nan", 1.5, True], "d": {"e": 2, "f": "g"},
    }  # fmt: skip
