"""The test command itself: what it passes on, what it hides, what it refuses."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from courseplatform.runtime import trial
from courseplatform.runtime.places import PROJECT
from courseplatform.runtime.processes import wait_until
from courseplatform.runtime.trouble import Trouble


@pytest.mark.parametrize(
    "url",
    ["postgresql://app@/courseplatform?host=/run", "postgresql://u:p@db.example.org:5432/live"],
)
def test_a_database_that_is_not_for_tests_is_refused(url: str) -> None:
    with pytest.raises(Trouble, match="lacks 'test'") as told:
        trial.require_test_database(url)
    assert ":p@" not in str(told.value), "no password on the terminal"


@pytest.mark.parametrize("url", ["", "postgresql://app@/my_test?host=/run"])
def test_a_test_database_or_none_is_accepted(url: str) -> None:
    trial.require_test_database(url)


@pytest.mark.parametrize(
    "arguments",
    [["-n", "4"], ["-n0"], ["--numprocesses=2"], ["tests/x.py::test_y"], ["-s"], ["--pdb"]],
)
def test_the_caller_and_a_single_test_decide_about_processes(arguments: list[str]) -> None:
    assert trial.parallel(arguments, 8) == []


def test_otherwise_there_are_as_many_processes_as_cores() -> None:
    assert trial.parallel(["-q", "-k", "name"], 8)[:2] == ["-n", "8"]
    assert trial.parallel(["-q"], 1) == []


@pytest.mark.parametrize("arguments", [["tests/runtime"], ["-k", "x"], ["-mjourney"], ["--lf"]])
def test_part_of_a_run_is_known(arguments: list[str]) -> None:
    assert trial.is_part(arguments)


@pytest.mark.parametrize("arguments", [[], ["-q"], ["--cov", "--cov-report="], ["-x", "-n", "3"]])
def test_a_whole_run_is_known(arguments: list[str]) -> None:
    assert not trial.is_part(arguments)


def test_tests_see_nothing_of_the_persons_settings(tmp_path: Path) -> None:
    around = {
        "PATH": "/bin",
        "STRIPE_SECRET_KEY": "sk_live_x",
        "DJANGO_SETTINGS_MODULE": "courseplatform.settings.production",
        "LANG": "xx_YY",
        "COVERAGE_PROCESS_CONFIG": "c",
        "PYTEST_ADDOPTS": "-x",
        "DATABASE_URL": "postgresql://live",
    }
    behind = {"DATABASE_URL": "postgresql://throwaway"}
    seen = trial.clean_environment(around, tmp_path, behind, Path("/opt/chromium"))
    assert seen["PATH"] == "/bin"
    assert seen["DATABASE_URL"] == "postgresql://throwaway"
    assert seen["DJANGO_SETTINGS_MODULE"] == "courseplatform.settings.test"
    assert seen["COURSEPLATFORM_BROWSER"] == "/opt/chromium"
    assert seen["COVERAGE_PROCESS_CONFIG"] == "c"
    assert seen["HOME"].startswith(str(tmp_path))
    assert not {"STRIPE_SECRET_KEY", "LANG", "PYTEST_ADDOPTS"} & seen.keys()


def test_the_scratch_folder_goes_and_takes_those_of_killed_runs_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    left = tmp_path / f"{trial.PREFIX}killed"
    left.mkdir()
    with trial.scratch_folder() as first, trial.scratch_folder() as second:
        assert not left.exists()
        assert first.exists(), "the folder of a run that lasts is not touched"
        assert second.exists()
    assert list(tmp_path.iterdir()) == []


def test_servers_find_their_data_again_unless_a_run_was_killed(tmp_path: Path) -> None:
    kept, scratch = tmp_path / "kept", tmp_path / "scratch"
    with trial.servers_var(kept, scratch) as var:
        var.postgres.mkdir(parents=True)
        var.valkey.mkdir()
    with trial.servers_var(kept, scratch) as again:
        assert again == var
        assert var.postgres.exists()
        assert not var.valkey.exists(), "no job of an earlier run is done again"
    with pytest.raises(KeyboardInterrupt), trial.servers_var(kept, scratch):
        raise KeyboardInterrupt
    with trial.servers_var(kept, scratch):
        assert not var.postgres.exists()


def test_a_second_run_at_once_has_data_of_its_own(tmp_path: Path) -> None:
    kept, scratch = tmp_path / "kept", tmp_path / "scratch"
    with trial.servers_var(kept, scratch) as first, trial.servers_var(kept, scratch) as second:
        assert first.path.parent == kept
        assert second.path.parent == scratch


def test_what_somebody_else_put_there_is_not_used(tmp_path: Path) -> None:
    kept, scratch, elsewhere = (tmp_path / name for name in ("kept", "scratch", "elsewhere"))
    elsewhere.mkdir()
    kept.symlink_to(elsewhere)
    with trial.servers_var(kept, scratch) as var:
        assert var.path.parent == scratch
    (missing := tmp_path / "file").touch()
    with trial.servers_var(missing / "kept", scratch) as var:
        assert var.path.parent == scratch


@pytest.fixture
def command(tmp_path: Path) -> dict[str, str]:
    """The environment of a person who runs the test command, with a folder for what it leaves."""
    kept = {name: os.environ[name] for name in ("PATH", "PG_BINDIR") if name in os.environ}
    kept |= {name: text for name, text in os.environ.items() if name.startswith("COVERAGE_")}
    return {**kept, "COURSEPLATFORM_ENV": "own", "SKIP_BROWSER": "1", "TMPDIR": str(tmp_path)}


def left_in(folder: Path) -> list[Path]:
    return list(folder.glob(f"{trial.PREFIX}*"))


@pytest.mark.runtime
def test_the_command_brings_servers_up_and_hands_pytests_verdict_on(
    tmp_path: Path, command: dict[str, str]
) -> None:
    tests = tmp_path / "test_own.py"
    tests.write_text(
        "import os, psycopg, redis\n"
        "from django.conf import settings\n"
        "def test_servers():\n"
        "    with psycopg.connect(os.environ['DATABASE_URL']) as connection:\n"
        "        assert connection.execute('show fsync').fetchone() == ('off',)\n"
        "    path = os.environ['CELERY_BROKER_URL'].removeprefix('redis+socket://')\n"
        "    with redis.Redis(unix_socket_path=path) as talk:\n"
        "        assert talk.ping()\n"
        "    assert settings.MODE == 'test'\n"
        "def test_that_fails():\n"
        "    assert False\n"
    )
    words = [sys.executable, "manage.py", "test", str(tests), "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(
        words, cwd=PROJECT, env=command, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stderr
    assert "1 failed, 1 passed" in done.stdout
    assert left_in(tmp_path) == []


@pytest.mark.runtime
def test_a_request_to_end_reaches_pytest_and_the_servers_go_after_it(
    tmp_path: Path, command: dict[str, str]
) -> None:
    tests, begun = tmp_path / "test_own.py", tmp_path / "begun"
    tests.write_text(
        "import pathlib, time\n"
        "def test_long():\n"
        f"    pathlib.Path({str(begun)!r}).touch()\n"
        "    time.sleep(600)\n"
    )
    words = [sys.executable, "manage.py", "test", f"{tests}::test_long", "-p", "no:cacheprovider"]
    with subprocess.Popen(
        words, cwd=PROJECT, env=command, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as running:
        assert wait_until(begun.exists, 120)
        running.send_signal(signal.SIGTERM)
        told, _ = running.communicate(timeout=120)
    assert running.returncode == 2
    assert "no tests ran in" in told, "pytest has its last word"
    assert left_in(tmp_path) == []


def test_the_command_refuses_a_database_that_is_not_for_tests(command: dict[str, str]) -> None:
    words = [sys.executable, "manage.py", "test"]
    environment = command | {"DATABASE_URL": "postgresql://u@127.0.0.1/live"}
    done = subprocess.run(
        words, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "'live', whose name lacks 'test'" in done.stderr
