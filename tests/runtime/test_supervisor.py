"""The supervisor over small real processes: restarts, giving up, order of stopping."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from courseplatform.runtime import supervisor as supervising
from courseplatform.runtime.interruptions import Interrupted, Interruptions
from courseplatform.runtime.parts import Part, launcher
from courseplatform.runtime.processes import identify, wait_until
from courseplatform.runtime.supervisor import Supervisor, how_it_ended
from courseplatform.runtime.trouble import Trouble

pytestmark = pytest.mark.runtime

# Lives until it is asked to end, and writes down when that was. "stubborn" does not listen.
BODY = """
import signal, sys, time
name, journal, manner = sys.argv[1:]
def end(number, frame):
    with open(journal, "a") as out: out.write(f"{name} asked\\n")
    if manner == "stubborn": return
    time.sleep(0.2)
    with open(journal, "a") as out: out.write(f"{name} ended\\n")
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
with open(journal, "a") as out: out.write(f"{name} began\\n")
if manner == "short": sys.exit("I cannot stay")
while True: time.sleep(60)
"""


@pytest.fixture
def interruptions() -> Iterator[Interruptions]:
    with Interruptions() as listening:
        listening.only_count()
        yield listening


@pytest.fixture
def supervisor(interruptions: Interruptions) -> Iterator[Supervisor]:
    keeper = Supervisor(interruptions)
    yield keeper
    keeper.stop()


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    path = tmp_path / "journal"
    path.touch()
    return path


@pytest.fixture
def part(tmp_path: Path, journal: Path) -> Callable[..., Part]:
    def make(name: str, manner: str = "", *, essential: bool = False, stage: int = 0) -> Part:
        command = [sys.executable, "-c", BODY, name, str(journal), manner]
        log = tmp_path / f"{name}.log"
        start = launcher(command, os.environ, log)
        return Part(name, start, log, essential=essential, stage=stage)

    return make


def lines(journal: Path) -> list[str]:
    return journal.read_text().splitlines()


def test_a_part_that_dies_is_started_again(
    supervisor: Supervisor, part: Callable[..., Part], journal: Path
) -> None:
    pids: dict[str, int] = {}
    supervisor._note = pids.__setitem__
    supervisor.start([part("clerk")])
    assert supervisor.watch(lambda: lines(journal) == ["clerk began"], 60)
    first = pids["clerk"]
    os.kill(first, signal.SIGKILL)
    assert supervisor.watch(lambda: lines(journal) == ["clerk began"] * 2, 60)
    assert pids["clerk"] != first


def test_a_part_that_cannot_stay_is_given_up_with_its_last_words(
    supervisor: Supervisor, part: Callable[..., Part], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("courseplatform.runtime.patience.TRIES", 1)
    supervisor.start([part("clerk", "short")])
    with pytest.raises(Trouble, match="again and again") as told:
        supervisor.watch(lambda: False, 60)
    assert "clerk ended (code 1)" in str(told.value)
    assert "    I cannot stay" in str(told.value)


def test_an_essential_part_that_dies_ends_the_watch(
    supervisor: Supervisor, part: Callable[..., Part]
) -> None:
    supervisor.start([part("clerk"), part("heart", "short", essential=True)])
    with pytest.raises(Trouble, match=r"heart ended \(code 1\), so everything was stopped"):
        supervisor.watch(lambda: False, 60)


def test_what_a_dead_part_had_started_dies_with_it(supervisor: Supervisor, tmp_path: Path) -> None:
    pid_file = tmp_path / "child"
    code = (
        "import subprocess, sys, time; from pathlib import Path; "
        "child = subprocess.Popen(['sleep', '600']); "
        "Path(sys.argv[1]).write_text(str(child.pid)); time.sleep(600)"
    )
    started: list[int] = []
    supervisor._note = lambda name, pid: started.append(pid)
    log = tmp_path / "log"
    start = launcher([sys.executable, "-c", code, str(pid_file)], os.environ, log)
    supervisor.start([Part("parent", start, log)])
    assert supervisor.watch(lambda: pid_file.exists() and pid_file.read_text() != "", 60)
    child = int(pid_file.read_text())
    os.kill(started[0], signal.SIGKILL)
    assert supervisor.watch(lambda: identify(child) is None, 60)


def test_parts_of_a_stage_end_together_and_the_next_stage_after_them(
    supervisor: Supervisor, part: Callable[..., Part], journal: Path
) -> None:
    supervisor.start([part("last", stage=1), part("one"), part("two")])
    assert supervisor.watch(lambda: len(lines(journal)) == 3, 60)
    supervisor.stop()
    told = lines(journal)[3:]
    assert sorted(told[:2]) == ["one asked", "two asked"]
    assert sorted(told[2:4]) == ["one ended", "two ended"]
    assert told[4:] == ["last asked", "last ended"]


def test_a_part_that_does_not_listen_is_killed_when_the_grace_is_over(
    supervisor: Supervisor,
    part: Callable[..., Part],
    journal: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(supervising, "GRACE_SECONDS", 0.3)
    pids: list[int] = []
    supervisor._note = lambda name, pid: pids.append(pid)
    supervisor.start([part("mule", "stubborn")])
    assert supervisor.watch(lambda: len(lines(journal)) == 1, 60)
    supervisor.stop()
    assert identify(pids[0]) is None


def test_a_second_ctrl_c_shortens_the_grace(
    supervisor: Supervisor, part: Callable[..., Part], journal: Path
) -> None:
    supervisor.start([part("mule", "stubborn")])
    assert supervisor.watch(lambda: len(lines(journal)) == 1, 60)
    os.kill(os.getpid(), signal.SIGINT)
    assert not supervisor.watch(lambda: False, 60), "the first ends the watch"

    def press_again() -> None:
        wait_until(lambda: "mule asked" in lines(journal), 60)
        os.kill(os.getpid(), signal.SIGINT)

    presser = threading.Thread(target=press_again)
    presser.start()
    began = time.monotonic()
    supervisor.stop()
    presser.join()
    assert time.monotonic() - began < supervising.GRACE_SECONDS


def test_the_watch_ends_when_its_time_is_over(
    supervisor: Supervisor, part: Callable[..., Part]
) -> None:
    supervisor.start([part("clerk")])
    assert not supervisor.watch(lambda: False, 0.1)


def test_an_adopted_process_is_watched_but_stopped_by_its_owner(
    supervisor: Supervisor, part: Callable[..., Part], journal: Path
) -> None:
    adopted = part("guest")
    process = adopted.start()
    supervisor.adopt(adopted, process)
    assert supervisor.watch(lambda: len(lines(journal)) == 1, 60)
    supervisor.stop()
    assert process.poll() is None
    process.kill()
    process.wait()


def test_a_part_ends_with_a_supervisor_that_is_killed(tmp_path: Path, journal: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; "
        "from courseplatform.runtime.interruptions import Interruptions; "
        "from courseplatform.runtime.parts import Part, launcher; "
        "from courseplatform.runtime.supervisor import Supervisor; "
        "log = Path(sys.argv[1]); "
        "keeper = Supervisor(Interruptions(), note=lambda name, pid: print(pid, flush=True)); "
        "keeper.start([Part('clerk', launcher(['sleep', '600'], os.environ, log), log)]); "
        "keeper.watch(lambda: False)"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "log")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as keeper:
        assert keeper.stdout is not None
        identity = identify(int(keeper.stdout.readline()))
        assert identity is not None
        keeper.kill()
    assert wait_until(lambda: identify(identity.pid) != identity, 30)


def test_during_preparations_the_first_request_breaks_off_and_the_second_does_not() -> None:
    with Interruptions() as listening:
        with pytest.raises(Interrupted):
            os.kill(os.getpid(), signal.SIGTERM)
        os.kill(os.getpid(), signal.SIGINT)
        assert (listening.count, listening.from_elsewhere) == (2, 1)


def test_return_codes_are_told_in_words() -> None:
    assert how_it_ended(-9) == "killed by SIGKILL"
    assert how_it_ended(-250) == "code -250"
    assert how_it_ended(3) == "code 3"
