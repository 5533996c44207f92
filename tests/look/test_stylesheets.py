"""The bundles: what is in them, how heavy they are, and the rules the sources keep."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from courseplatform import stylesheets

ROOT = Path(__file__).parents[2]
CSS = stylesheets.SOURCES / "css"
LAYERS = {
    "base": "base",
    "components": "components",
    "rooms": "rooms",
    "utilities": "utilities",
}


BY_ID = re.compile(r"(^|[\s,}>+~(])#(?![0-9a-fA-F]{3,8}\b)[a-zA-Z][\w-]*(?=[^;}]*\{)")


def _all_sources() -> list[Path]:
    return sorted(CSS.rglob("*.css"))


def _kinds() -> list[Path]:
    return sorted(ROOT.glob("exercises/kinds/*/static/kinds/*/*.css"))


@pytest.mark.parametrize("bundle", stylesheets.BUNDLES)
def test_a_bundle_is_found_like_any_static_file(bundle: str) -> None:
    found = finders.find(bundle)
    assert found
    assert Path(found).read_text(encoding="utf-8") == stylesheets.joined(bundle)


def test_a_bundle_is_written_anew_when_a_source_has_changed() -> None:
    path = Path(str(finders.find("css/work.css")))
    path.write_text("old", encoding="utf-8")
    assert Path(str(finders.find("css/work.css"))).read_text(encoding="utf-8") != "old"


def test_a_path_that_is_no_bundle_is_left_to_the_other_finders() -> None:
    assert stylesheets.BundleFinder().find("css/nothing.css") == []


def test_collecting_lists_every_bundle() -> None:
    listed = [path for path, _storage in stylesheets.BundleFinder().list([])]
    assert listed == list(stylesheets.BUNDLES)


def test_every_stylesheet_reaches_a_bundle() -> None:
    delivered = {path for bundle in stylesheets.BUNDLES for path in stylesheets.sources(bundle)}
    assert set(_all_sources()) <= delivered


@pytest.mark.parametrize("bundle", [name for name in stylesheets.BUNDLES if name.endswith(".css")])
def test_what_a_page_loads_keeps_the_budget(bundle: str) -> None:
    text = stylesheets.joined(bundle).encode()
    assert len(text) <= 60_000
    assert len(gzip.compress(text)) <= 14_000


def test_all_own_scripts_of_every_page_keep_the_budget() -> None:
    assert len(stylesheets.joined("js/page.js").encode()) <= 15_000


def test_a_kinds_stylesheet_is_small() -> None:
    for path in _kinds():
        text = stylesheets.slim_css(path.read_text(encoding="utf-8"))
        assert len(text.encode()) <= 8_000, path


@pytest.mark.parametrize("path", [*_all_sources(), *_kinds()], ids=lambda path: path.name)
def test_a_stylesheet_stays_in_its_layer_and_keeps_the_rules(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    if path.name != "layers.css":
        outside = re.sub(
            r"@layer [\w, ]+\s*\{(?:[^{}]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})*\}", "", text
        )
        assert not outside.strip(), "every rule lies in a layer"
    assert not BY_ID.search(text), "no selector by id"
    if path.name not in {"layout.css", "page.css"}:
        assert "!important" not in text
    assert not re.search(
        r"(?<![\w-])(margin|padding|border)-(left|right|top|bottom)\b|(?<![\w-])(left|right|top|bottom|width|height)\s*:",
        text,
    ), "logical properties only"
    assert "url(" not in text
    assert "@import" not in text


@pytest.mark.parametrize("folder", LAYERS)
def test_a_folder_holds_one_layer(folder: str) -> None:
    for path in sorted((CSS / folder).glob("*.css")):
        layers = set(re.findall(r"@layer ([\w]+)", path.read_text(encoding="utf-8")))
        assert layers <= {LAYERS[folder], "reset"}, path


def test_colours_stand_in_the_tokens_alone() -> None:
    for path in _all_sources():
        if path.name in {"tokens.css", "dialog.css"}:  # a backdrop has no role of its own
            continue
        assert not re.search(
            r"oklch\(|rgb\(|hsl\(|#[0-9a-fA-F]{3,8}\b", path.read_text(encoding="utf-8")
        ), path


def test_slimming_keeps_quoted_text() -> None:
    css = '/* gone */\na::after { content: " , ; { } "; color : red ; }\n'
    assert slim(css) == 'a::after{content:" , ; { } ";color :red}'


def slim(css: str) -> str:
    return stylesheets.slim_css(css)
