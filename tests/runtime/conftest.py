"""Real processes on data folders of their own, and the means to find and kill them."""

from __future__ import annotations

import contextlib
import http.client
import itertools
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from courseplatform.runtime import cluster, places, ports
from courseplatform.runtime import record as records
from courseplatform.runtime.cluster import Cluster
from courseplatform.runtime.places import PROJECT
from courseplatform.runtime.processes import identify, wait_until

# What only root can do is asked only of root.
collect_ignore = [] if os.geteuid() == 0 else ["test_guises.py"]

PATIENCE = 180.0  # for a condition on a busy machine; never slept through
READY = "The platform runs at"

_numbers = itertools.count()


def unused_port() -> int:
    """A port away from those that the system hands out, so that tests side by side do not meet."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
    while True:
        port = 20_000 + worker * 1_000 + (os.getpid() % 30) * 30 + next(_numbers) % 10 * 3
        if all(ports.is_free("127.0.0.1", port + offset) for offset in range(3)):
            return port


def processes_on(folder: Path) -> set[int]:
    """All living processes that were told of a data folder, work in it, or name it."""
    mark, found = os.fsencode(folder), set()
    for entry in Path("/proc").glob("[0-9]*"):
        pid = int(entry.name)
        with contextlib.suppress(OSError):
            told = [(entry / name).read_bytes() for name in ("environ", "cmdline")]
            works_in = os.fsencode(os.readlink(entry / "cwd"))  # noqa: PTH115 - bytes compare
            if pid != os.getpid() and any(mark in text for text in [*told, works_in]):
                found.add(pid)
    return {pid for pid in found if identify(pid) is not None}


def settled(condition: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    """Wait for a condition and fail with its name when it does not come."""
    assert wait_until(condition, seconds, pause=0.05), (
        f"did not come within {seconds:.0f} s: {what}"
    )


@dataclass
class Instance:
    """One `manage.py up` on a data folder."""

    var: Path
    port: int
    output: Path
    environment: dict[str, str]
    process: subprocess.Popen[bytes]

    def said(self) -> str:
        """All that it has printed so far."""
        return self.output.read_text(encoding="utf-8", errors="replace")

    def wait_ready(self) -> Instance:
        """Wait until it has told its address."""
        settled(lambda: READY in self.said() or self.process.poll() is not None, "the address")
        assert READY in self.said(), self.said()
        return self

    def pid(self, part: str) -> int:
        """The process number of a part now."""
        record = records.read(self.var / "running.json")
        assert record is not None
        return record.processes[part].pid

    def has(self, part: str) -> bool:
        """True once a part has been started."""
        record = records.read(self.var / "running.json")
        return record is not None and part in record.processes

    def wait_all_parts(self) -> Instance:
        """Wait until the last part has been started too."""
        settled(lambda: self.has("beat"), "all parts")
        return self

    def get(self, path: str) -> int:
        """Ask the site for a page; the status of its answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        finally:
            connection.close()

    @property
    def told(self) -> dict[str, str]:
        """Addresses of the running servers, as it tells them to other commands."""
        record = records.read(self.var / "running.json")
        assert record is not None
        return record.environment

    def write_down(self, word: str) -> None:
        """Leave a row in the database."""
        with psycopg.connect(self.told["DATABASE_URL"]) as connection:
            connection.execute("create table if not exists left_by_test (word text)")
            connection.execute("insert into left_by_test values (%s)", [word])

    def written(self) -> list[str]:
        """The rows that were left."""
        with psycopg.connect(self.told["DATABASE_URL"]) as connection:
            return [row[0] for row in connection.execute("select word from left_by_test")]

    def worker_answers(self) -> bool:
        """Ask the worker through the broker: both must work."""
        code = "from celery import Celery; print(Celery().control.ping(timeout=2.0))"
        environment = self.environment | {"CELERY_BROKER_URL": self.told["CELERY_BROKER_URL"]}
        asked = subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, check=False
        )
        return b"pong" in asked.stdout

    def kill(self, part: str) -> int:
        """Kill one part without warning; its process number."""
        pid = self.pid(part)
        os.kill(pid, signal.SIGKILL)
        return pid

    def kill_supervisor(self) -> None:
        """Kill what was started, and nothing else."""
        self.process.kill()
        self.process.wait()

    def kill_everything(self) -> None:
        """Kill the supervisor and all that it and its parts have started."""
        for pid in [self.process.pid, *processes_on(self.var)]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def wait_ended(self) -> int:
        """Wait for its end; its exit code."""
        return self.process.wait(PATIENCE)

    def interrupt(self) -> int:
        """Press Ctrl-C and wait for the end."""
        self.process.send_signal(signal.SIGINT)
        return self.wait_ended()

    def nothing_left(self) -> None:
        """Fail unless all its processes end by themselves."""
        settled(lambda: not processes_on(self.var), f"the end of {processes_on(self.var)}", 60)


@dataclass
class Workshop:
    """Starts instances and sees that none outlives its test."""

    folder: Path
    started: list[Instance] = field(default_factory=list)

    def environment(self, var: Path, port: int, **more: str) -> dict[str, str]:
        """What a command is told: the running interpreter, a data folder, a port."""
        kept = {
            name: text
            for name, text in os.environ.items()
            if name in {"PATH", "HOME", "TMPDIR", "PG_BINDIR"} or name.startswith("COVERAGE_")
        }
        own = {"COURSEPLATFORM_ENV": "own", "COURSEPLATFORM_VAR": str(var), "PORT": str(port)}
        return {**kept, **own, **more}

    def copy_of(self, var: Path) -> Path:
        """Another data folder with the same content."""
        return Path(shutil.copytree(var, self.folder / "var", symlinks=True))

    def up(self, var: Path, port: int | None = None, **more: str) -> Instance:
        """Start `up` without the demo; it is not ready yet."""
        chosen = port or unused_port()
        environment = self.environment(var, chosen, **more)
        output = self.folder / f"up-{len(self.started)}.txt"
        with output.open("wb") as out:
            process = subprocess.Popen(
                [sys.executable, "manage.py", "up", "--no-demo"],
                cwd=PROJECT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        instance = Instance(var, chosen, output, environment, process)
        self.started.append(instance)
        return instance

    def command(self, instance: Instance, *words: str) -> subprocess.CompletedProcess[str]:
        """Run another command of manage.py on the same data."""
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=PROJECT,
            env=instance.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    def clear(self) -> None:
        """Kill what a failed test has left."""
        for instance in self.started:
            instance.process.kill()
            for pid in processes_on(instance.var):
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGKILL)
            instance.process.wait()
            deadline = time.monotonic() + 10
            while processes_on(instance.var) and time.monotonic() < deadline:
                time.sleep(0.05)


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Workshop]:
    shop = Workshop(tmp_path)
    yield shop
    shop.clear()


@pytest.fixture(scope="session")
def workshops(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Workshop]:
    """Workshops for fixtures that outlive a test."""
    return lambda name: Workshop(tmp_path_factory.mktemp(name))


@pytest.fixture(scope="session")
def first_start(workshops: Callable[[str], Workshop]) -> Iterator[Instance]:
    """A first start that has come up, was given a row to keep, and has been ended."""
    shop = workshops("first")
    instance = shop.up(shop.folder / "var").wait_ready().wait_all_parts()
    instance.write_down("from the first start")
    assert instance.interrupt() == 0, instance.said()
    instance.nothing_left()
    yield instance
    shop.clear()


def on(folder: Path) -> Cluster:
    """A cluster in a folder; quick settings, since kills here are of processes, not machines."""
    var = places.Var(folder)
    places.claim_var(var)
    return Cluster(
        home=var.postgres,
        sockets=places.socket_folder(var),
        log=var.logs / "postgres.log",
        database="trial",
        settings=cluster.THROWAWAY,
    )


@pytest.fixture
def cluster_on() -> Callable[[Path], Cluster]:
    return on


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose database has one row."""
    folder = tmp_path_factory.mktemp("made") / "var"
    server = on(folder)
    server.start()
    with psycopg.connect(server.url) as connection:
        connection.execute("create table kept (word text)")
        connection.execute("insert into kept values ('Élan ж')")
    server.stop()
    return folder


@pytest.fixture
def server(made: Path, tmp_path: Path) -> Iterator[Cluster]:
    """A stopped server on a copy of that folder."""
    shutil.copytree(made, tmp_path / "var", ignore=shutil.ignore_patterns("run"))
    server = on(tmp_path / "var")
    yield server
    server.stop()
