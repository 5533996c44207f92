"""Every letter of the house has its three templates, and both bodies stand in the house's layout."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SUBJECTS = sorted(
    path
    for app in ("courseplatform", "courses", "exercises")
    for folder in ("templates/letters", "templates/account/email", "templates/mfa/email")
    for path in (ROOT / app).glob(f"**/{folder}/*.subject.txt")
)


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda path: path.name.split(".")[0])
def test_a_letter_has_subject_text_and_page_in_the_same_blocks(subject: Path) -> None:
    stem = subject.name.removesuffix(".subject.txt")
    text = (subject.parent / f"{stem}.txt").read_text()
    page = (subject.parent / f"{stem}.html").read_text()
    assert "{% extends " in text
    assert "{% extends " in page
    for block in ("what", "when", "act", "why"):
        sign = f"{{% block {block} %}}"
        assert (sign in text) == (sign in page), f"{block} stands in one body only"
    assert len(subject.read_text().strip().splitlines()) == 1, "a subject is one line"


def test_there_are_letters() -> None:
    assert len(SUBJECTS) > 15
