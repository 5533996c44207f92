"""The processes of the running site: what is started, with which words."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from courseplatform.runtime import places, processes

Start = Callable[[], "subprocess.Popen[bytes]"]


@dataclass(frozen=True)
class Part:
    """One process under supervision.

    An essential part that dies takes everything with it; any other is started again. Parts stop
    in the order of `stage`: all of a stage at once, the next stage when they are gone.
    """

    name: str
    start: Start
    log: Path
    essential: bool = False
    stage: int = 0


def launcher(command: Sequence[str], environment: Mapping[str, str], log: Path) -> Start:
    """A start for a program that writes to a log of its own and dies with us."""

    def start() -> subprocess.Popen[bytes]:
        with log.open("ab") as out:
            return processes.spawn(command, environment=environment, folder=places.PROJECT, log=out)

    return start


def web_command(host: str, port: int, *, access_log: bool = False) -> list[str]:
    """gunicorn with threads; its control socket would lie in the person's home."""
    listen = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    command = [sys.executable, "-m", "gunicorn", "courseplatform.wsgi", "--bind", listen]
    command += ["--worker-class", "gthread", "--workers", "2", "--threads", "4"]
    command += ["--no-control-socket", "--graceful-timeout", "10", "--log-level", "warning"]
    return command + (["--access-logfile", "-"] if access_log else [])


def celery(*words: str) -> list[str]:
    """Celery without its banner, and without its alarm that a demo may be started by root."""
    interpreter = [sys.executable, "-W", "ignore:You're running the worker with superuser"]
    return [*interpreter, "-m", "celery", "--quiet", "-A", "courseplatform", *words]


def worker_command(level: str) -> list[str]:
    """A Celery worker with two children and no gossip with others: there are none."""
    return celery("worker", "-c", "2", "--without-mingle", "--without-gossip", "-l", level)


def beat_command(schedule: Path, level: str) -> list[str]:
    """Celery's beat; a pid file left by a kill would keep it from starting, so it has none."""
    return celery("beat", "-s", str(schedule), "--pidfile=", "-l", level)


def sandbox_command() -> list[str]:
    """The stand-ins for the outside world."""
    return [sys.executable, "-m", "courseplatform.sandbox"]
