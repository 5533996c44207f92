"""The project's own .venv, made from what is at hand: no test here needs a network."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from courseplatform.runtime import environment, installing, places
from courseplatform.runtime.trouble import Trouble


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose requirement files ask for nothing, on a machine without a network."""
    for name in ("requirements.txt", "requirements-embedded.txt", "tests/requirements.txt"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text("# nothing\n")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/")
    monkeypatch.setenv("PIP_RETRIES", "0")
    return tmp_path


def make(project: Path) -> Path:
    return environment.make_ready(project / ".venv", ["site", "embedded"], project)


@pytest.mark.runtime
def test_the_environment_is_made_once_renewed_when_half_done_and_repaired_when_broken(
    project: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    python = make(project)
    assert subprocess.run([python, "-m", "pip", "--version"], check=False).returncode == 0
    record = json.loads((project / ".venv" / environment.RECORD).read_text())
    assert set(record) == {"site", "embedded"}
    assert "Making the project's environment" in capfd.readouterr().out

    make(project)
    assert capfd.readouterr().out == "", "a second start has nothing to do"

    (project / "requirements.txt").write_text("no-such-package-anywhere==1\n")
    with pytest.raises(Trouble, match="check the network"):
        make(project)
    assert "Making" not in capfd.readouterr().out, "a failed download costs no environment"

    (project / "requirements.txt").write_text("# nothing\n")
    environment.write_record(project / ".venv", {**record, environment.UNFINISHED: True})
    made: list[Path] = []
    monkeypatch.setattr(environment, "create", made.append)
    make(project)
    assert made == [project / ".venv"], "an installation that was killed is made anew"

    monkeypatch.undo()
    python.unlink()
    python.symlink_to("/nonexistent/python3.11")
    make(project)
    assert environment.python_of(project / ".venv") == "{}.{}".format(*sys.version_info[:2])


def test_a_python_without_venv_is_told_how_to_get_it(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = importlib.util.find_spec

    def without_ensurepip(name: str, package: str | None = None) -> ModuleSpec | None:
        return None if name == "ensurepip" else real(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", without_ensurepip)
    with pytest.raises(Trouble, match="apt install python3-venv"):
        make(project)


def test_a_folder_that_an_uninstalled_module_left_is_not_the_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "left_over" / "__pycache__").mkdir(parents=True)
    monkeypatch.syspath_prepend(str(tmp_path))
    assert not environment.has_module("left_over")
    assert environment.has_module("venv")


def test_another_value_than_own_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSEPLATFORM_ENV", "mine")
    with pytest.raises(Trouble, match="'mine'"):
        environment.own_interpreter()


def test_own_means_the_running_interpreter_and_asks_for_django(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COURSEPLATFORM_ENV", "own")
    environment.enter(["site"])
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(Trouble, match=r"no Django: install .* -r requirements\.txt"):
        environment.enter(["site"])


def test_programs_of_the_environment_see_no_foreign_packages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PYTHONPATH", "/somewhere/else")
    monkeypatch.setenv("PIP_TARGET", "/somewhere/else")
    inside = installing.inside(Path("/p/.venv"))
    assert "PYTHONPATH" not in inside
    assert "PIP_TARGET" not in inside
    assert inside["PATH"].startswith("/p/.venv/bin" + os.pathsep)


def test_what_pip_is_told_about_the_index_is_told_to_uv_too() -> None:
    listing = (
        ":env:.cert='/etc/certs.pem'\nglobal.index-url='http://pkg.example/simple'\n"
        "global.find-links='/a /b'\nglobal.timeout='9'\nnonsense\n"
    )
    assert installing.translate_pip_settings(listing, {"SSL_CERT_FILE": "/mine.pem"}) == {
        "UV_DEFAULT_INDEX": "http://pkg.example/simple",
        "UV_FIND_LINKS": "/a,/b",
    }


def test_a_missing_server_is_tried_again_by_the_next_start(tmp_path: Path) -> None:
    environment.write_record(tmp_path, {"site": "a", "embedded": "b"})
    environment.forget("embedded", tmp_path)
    assert environment.read_record(tmp_path) == {"site": "a"}


@pytest.mark.parametrize("content", ["", "{", "[]", "\x00"])
def test_an_unreadable_record_is_no_record(tmp_path: Path, content: str) -> None:
    (tmp_path / environment.RECORD).write_text(content)
    assert environment.read_record(tmp_path) == {}


def test_a_folder_that_cannot_be_made_is_told_with_the_way_out(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(Trouble, match=r"cannot write to .*: name another folder"):
        places.claim(blocked / "var", "name another folder.")
