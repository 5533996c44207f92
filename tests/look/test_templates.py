"""Rules for every template of the repository: nothing the content policy would have to forgive."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted(
    path
    for app in ("courseplatform", "courses", "exercises")
    for path in (ROOT / app).rglob("templates/**/*.html")
)
PAGES = [path for path in TEMPLATES if "letters" not in path.parts]


def _text(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    return re.sub(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", "", text, flags=re.DOTALL)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_page_has_no_inline_style_or_script(path: Path) -> None:
    text = _text(path)
    assert not re.search(r"<style\b", text)
    assert not re.search(r"<[^>]*\sstyle\s*=", text)
    assert not re.search(r"<[a-z][^>]*\son[a-z]+\s*=", text)
    assert not re.search(r"hx-on|hx-vals=.js:|javascript:", text)
    for script in re.findall(r"<script\b[^>]*>", text):
        assert "src=" in script or 'type="application/json"' in script, script


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_page_loads_nothing_from_third_parties(path: Path) -> None:
    for tag in re.findall(r"<(?:script|link|img|audio|video|source|iframe)\b[^>]*>", _text(path)):
        assert not re.search(r"(?:src|href)\s*=\s*[\"']?(?:https?:)?//", tag), tag
