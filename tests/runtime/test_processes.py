"""Who lives, who is who: the same answers from /proc and from ps."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from courseplatform.runtime import processes

pytestmark = pytest.mark.runtime

STUBBORN = "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True); "


@pytest.fixture(params=["of this system", "of ps"])
def source(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where the answers come from."""
    if request.param == "of ps":
        monkeypatch.setattr(processes, "ON_LINUX", False)
    return request.param


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(["sleep", "600"], start_new_session=True) as process:
        yield process
        process.kill()


def test_a_living_process_is_the_same_one_each_time(
    source: str, sleeper: subprocess.Popen[bytes]
) -> None:
    first = processes.identify(sleeper.pid)
    assert first is not None
    assert first == processes.identify(sleeper.pid)
    assert processes.is_alive(first)
    assert processes.wait_until(lambda: processes.command_line(sleeper.pid) == ["sleep", "600"], 10)


def test_a_zombie_is_dead(source: str, sleeper: subprocess.Popen[bytes]) -> None:
    identity = processes.identify(sleeper.pid)
    assert identity is not None
    sleeper.kill()  # and not waited for
    assert processes.wait_until(lambda: processes.identify(sleeper.pid) is None, 10)
    assert not processes.is_alive(identity)


def test_a_number_that_nobody_has_is_nobody(source: str) -> None:
    assert processes.identify(2**22 + 1) is None
    assert processes.command_line(2**22 + 1) == []


def test_somebody_who_got_the_same_number_is_not_the_one_meant(source: str) -> None:
    assert not processes.is_alive(processes.Identity(os.getpid(), "another birth"))


def test_a_process_is_asked_to_end_before_it_is_made_to(
    sleeper: subprocess.Popen[bytes],
) -> None:
    identity = processes.identify(sleeper.pid)
    assert identity is not None
    processes.end(identity)
    assert sleeper.wait() == -signal.SIGTERM
    processes.end(identity)  # nobody there: nothing happens


def test_who_does_not_listen_is_made_to_end() -> None:
    command = [sys.executable, "-c", STUBBORN + "time.sleep(600)"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True) as mule:
        assert mule.stdout is not None
        mule.stdout.readline()
        identity = processes.identify(mule.pid)
        assert identity is not None
        processes.end(identity, seconds=0.2)
        assert mule.wait() == -signal.SIGKILL


def test_waiting_ends_with_the_condition_or_the_time() -> None:
    assert processes.wait_until(lambda: True, 0)
    assert not processes.wait_until(lambda: False, 0.05)
