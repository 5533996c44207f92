"""The house keeps its order: places, names, and what is handed to browsers."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import get_finders

ROOT = Path(__file__).resolve().parents[2]
CODE = ("courseplatform", "courses", "exercises")
FORBIDDEN_NAMES = {"utils", "helpers", "services", "managers", "common", "misc"}


def _tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.fail("The tree is not a git checkout, so its files cannot be listed.")
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def _python() -> list[Path]:
    return [
        path
        for path in _tracked()
        if path.suffix == ".py"
        and path.relative_to(ROOT).parts[0] in CODE
        and "migrations" not in path.parts
    ]


def test_no_other_code_folder_stands_at_the_top() -> None:
    tops = {path.relative_to(ROOT).parts[0] for path in _tracked() if path.suffix == ".py"}
    assert tops <= {*CODE, "tests", "manage.py", "docs"}


def test_no_module_is_named_for_a_layer() -> None:
    named = [path for path in _python() if path.stem in FORBIDDEN_NAMES]
    assert named == []


def test_static_files_are_only_of_kinds_that_browsers_ask_for() -> None:
    allowed = {".css", ".js", ".svg", ".png", ".ico", ".webmanifest", ".txt", ".woff2"}
    ours = [
        Path(storage.path(name))
        for finder in get_finders()
        for name, storage in finder.list([])
        if Path(storage.path(name)).is_relative_to(ROOT)
        and ".venv" not in Path(storage.path(name)).parts
    ]
    strange = [path for path in ours if path.suffix not in allowed]
    assert ours
    assert strange == []


def test_no_template_carries_inline_style_script_or_handlers() -> None:
    inline = re.compile(
        r"<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|hx-on|javascript:", re.IGNORECASE
    )
    bare_script = re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", re.IGNORECASE
    )
    wrong = []
    for path in _tracked():
        if path.suffix != ".html" or "letters" in path.parts or "docs" in path.parts:
            continue
        text = path.read_text()
        if inline.search(text) or bare_script.search(text):
            wrong.append(str(path.relative_to(ROOT)))
    assert wrong == []


def test_business_time_comes_from_the_clock_alone() -> None:
    direct = re.compile(r"datetime\.now\(|timezone\.now\(|date\.today\(|\bNow\(\)|auto_now")
    allowed = {"courseplatform/kit/clock.py"}
    apart = ("courseplatform/runtime/", "courseplatform/sandbox/")
    wrong = [
        name
        for path in _python()
        if (name := str(path.relative_to(ROOT))) not in allowed
        and not name.startswith(apart)
        and direct.search(path.read_text())
    ]
    assert wrong == []


def test_queries_and_commands_are_never_built_from_text() -> None:
    suspicious = re.compile(r"\.raw\(|\.extra\(|RawSQL\(|mark_safe\(f|os\.system\(|shell=True")
    apart = ("courseplatform/runtime/", "courseplatform/sandbox/")
    wrong = [
        str(path.relative_to(ROOT))
        for path in _python()
        if not str(path.relative_to(ROOT)).startswith(apart) and suspicious.search(path.read_text())
    ]
    assert wrong == []


def test_every_public_function_says_what_it_means() -> None:
    silent = []
    for path in _python():
        tree = ast.parse(path.read_text())
        for node in tree.body:
            public = isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name[0] != "_"
            if public and not ast.get_docstring(node):
                silent.append(f"{path.relative_to(ROOT)}:{node.name}")
    assert silent == []
