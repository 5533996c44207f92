"""Logs on the terminal: whole lines, once, behind the name of their part."""

from __future__ import annotations

from pathlib import Path

import pytest

from courseplatform.runtime.tails import Tail, Tails, last_lines


def test_only_whole_lines_that_are_new_are_read(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    tail = Tail("web", log)
    assert tail.new_lines() == []
    log.write_bytes(b"one\ntw")
    assert tail.new_lines() == ["one"]
    with log.open("ab") as out:
        out.write("o é\n".encode() + b"\xff\n")
    assert tail.new_lines() == ["two é", "\ufffd"]
    assert tail.new_lines() == []


def test_what_came_before_or_in_silence_is_not_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "web.log"
    log.write_text("an earlier start\n")
    tails = Tails([Tail("web", log)], silent=True)
    with log.open("a") as out:
        out.write("starting\n")
        out.flush()
        tails.show()
        tails.silent = False
        out.write("an error\n")
        out.flush()
        tails.show()
    assert capsys.readouterr().out == "     web | an error\n"


def test_the_last_lines_are_those_before_the_end(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("1\n2\n3\n")
    assert last_lines(log, 2) == "    2\n    3"
    assert last_lines(tmp_path / "none", 2) == "    (no log)"
