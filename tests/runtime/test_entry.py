"""What reaches the person: sentences and exit codes, never a traceback of ours."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from courseplatform.runtime import commands, entry, environment, locks, places
from courseplatform.runtime import record as records
from courseplatform.runtime.binaries import NoServer
from courseplatform.runtime.record import Record
from courseplatform.runtime.trouble import Trouble


@pytest.fixture(autouse=True)
def own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COURSEPLATFORM_ENV", "own")
    monkeypatch.setenv("COURSEPLATFORM_VAR", str(tmp_path / "var"))


def fail_with(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def fails(arguments: Sequence[str]) -> int:
        raise error

    monkeypatch.setattr(entry, "OURS", {"up": (entry.SITE, fails)})


def django(words: list[str]) -> int:
    return len(words)


def test_trouble_is_told_in_its_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fail_with(monkeypatch, Trouble("Do this instead."))
    assert entry.main(["up"], django) == 1
    assert capsys.readouterr().err == "Do this instead.\n"


def test_what_the_system_refuses_is_told_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fail_with(monkeypatch, OSError(28, "No space left on device", "/var/x"))
    assert entry.main(["up"], django) == 1
    assert "No space left on device: '/var/x'" in capsys.readouterr().err


def test_ctrl_c_ends_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fail_with(monkeypatch, KeyboardInterrupt())
    assert entry.main(["up"], django) == 130
    assert capsys.readouterr().err == "Stopped.\n"


def test_a_missing_server_is_looked_for_again_by_the_next_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fail_with(monkeypatch, NoServer("None fits."))
    monkeypatch.delenv("COURSEPLATFORM_ENV")
    monkeypatch.setattr(environment, "enter", lambda wanted: None)
    forgotten: list[str] = []
    monkeypatch.setattr(environment, "forget", forgotten.append)
    assert entry.main(["up"], django) == 1
    assert forgotten == ["embedded"]


def test_help_needs_no_environment(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(environment, "enter", lambda wanted: pytest.fail("entered"))
    with pytest.raises(SystemExit) as ended:
        entry.main(["up", "--help"], django)
    assert ended.value.code == 0
    assert "PORT chooses the port" in capsys.readouterr().out


def test_all_other_words_are_djangos(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "courseplatform.settings.production")
    assert entry.main(["check", "--deploy"], django) == 3
    assert entry.main([], django) == 1


def test_production_names_its_own_servers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "courseplatform.settings.production")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with commands.surroundings("migrate"):
        assert "DATABASE_URL" not in os.environ
    assert not (tmp_path / "var").exists()


@pytest.fixture
def nothing_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "CELERY_BROKER_URL", "DJANGO_SETTINGS_MODULE"):
        monkeypatch.setenv(name, "")  # so that what a command sets is undone after the test
        monkeypatch.delenv(name)


@pytest.mark.usefixtures("nothing_named")
def test_help_starts_no_servers(tmp_path: Path) -> None:
    with commands.surroundings("help"):
        assert os.environ["DJANGO_SETTINGS_MODULE"] == "courseplatform.settings.demo"
    assert not (tmp_path / "var").exists()


@pytest.mark.runtime
@pytest.mark.usefixtures("nothing_named")
def test_a_command_waits_for_another_one_and_then_has_servers_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    var = places.Var(tmp_path / "var")
    places.claim_var(var)
    monkeypatch.setattr(commands, "WAIT_SECONDS", 0.3)
    with (
        locks.held(var.lock),
        pytest.raises(Trouble, match="Another command holds the data"),
        commands.surroundings("migrate"),
    ):
        pytest.fail("ran beside another command")
    with commands.surroundings("migrate"):
        assert os.environ["DATABASE_URL"].startswith("postgresql://app@/courseplatform?host=")
        assert locks.is_held(var.lock)
        record = records.read(var.record)
        assert record is not None
        assert record.processes.keys() == {"postgres", "valkey"}
    assert not var.record.exists()


@pytest.mark.usefixtures("nothing_named")
def test_a_command_uses_the_servers_of_a_running_site(tmp_path: Path) -> None:
    var = places.Var(tmp_path / "var")
    places.claim_var(var)
    told = {"DATABASE_URL": "postgresql://there", "CELERY_BROKER_URL": "redis://there"}
    Record("up", os.getpid(), environment=told).write(var.record)
    with locks.held(var.lock), commands.surroundings("migrate"):
        assert os.environ["DATABASE_URL"] == "postgresql://there"


@pytest.mark.usefixtures("nothing_named")
def test_the_demo_is_not_made_anew_under_a_running_site(tmp_path: Path) -> None:
    var = places.Var(tmp_path / "var")
    places.claim_var(var)
    Record("up", os.getpid(), environment={"DATABASE_URL": "postgresql://there"}).write(var.record)
    with (
        locks.held(var.lock),
        pytest.raises(Trouble, match="Stop it with Ctrl-C"),
        commands.surroundings("demo", ["--again"]),
    ):
        pytest.fail("emptied the data of a running site")
    with locks.held(var.lock), commands.surroundings("demo", ["--logins"]):
        assert os.environ["DATABASE_URL"] == "postgresql://there"


@pytest.mark.parametrize("content", ["", "[]", '{"command": "up"}', '{"processes": {"a": [1]}}'])
def test_a_broken_record_is_no_record(tmp_path: Path, content: str) -> None:
    (tmp_path / "running.json").write_text(content)
    assert records.read(tmp_path / "running.json") is None
