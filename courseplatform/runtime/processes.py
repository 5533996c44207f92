"""Processes of the operating system: who lives, who is who, and dying with the parent."""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, NamedTuple

ON_LINUX = platform.system() == "Linux"
PR_SET_PDEATHSIG = 1


class Identity(NamedTuple):
    """A process beyond the reuse of its number: the number and when it was born."""

    pid: int
    born: str


def _stat_fields(pid: int) -> list[str] | None:
    """State, parent, ... and birth as Linux tells them; None when there is no such process."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    return text.rpartition(")")[2].split()


def _ask_ps(pid: int, column: str) -> str:
    """One column of `ps`, for systems without /proc; empty when there is no such process."""
    answer = subprocess.run(
        ["ps", "-o", f"{column}=", "-p", str(pid)],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
    )
    return answer.stdout.strip()


def identify(pid: int) -> Identity | None:
    """Who has this number now. None when nobody has, or only a zombie that awaits its parent."""
    if ON_LINUX:
        fields = _stat_fields(pid)
        if fields is None or fields[0] in "ZX":
            return None
        return Identity(pid, fields[19])
    if _ask_ps(pid, "stat")[:1] in {"", "Z"}:
        return None
    return Identity(pid, _ask_ps(pid, "lstart"))


def is_alive(identity: Identity) -> bool:
    """True while the very process that was identified runs."""
    return identify(identity.pid) == identity


def command_line(pid: int) -> list[str]:
    """The words a process was started with; empty when it is gone or hidden."""
    if ON_LINUX:
        try:
            raw = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return []
        return [os.fsdecode(word) for word in raw.split(b"\0") if word]
    return _ask_ps(pid, "command").split()


def _load_prctl() -> Callable[[int, int], object] | None:
    if not ON_LINUX:
        return None
    try:
        return ctypes.CDLL(None, use_errno=True).prctl
    except (OSError, AttributeError):
        return None


_prctl = _load_prctl()


def dying_with_parent(
    signal_number: int, first: Callable[[], None] | None = None
) -> Callable[[], None]:
    """Make a `preexec_fn` after which the child gets the signal when this process dies.

    The kernel ties the signal to the *thread* that starts the child and forgets it when the child
    changes user, so start children from the main thread and let `first` do what changes the user.
    Where the kernel does not know this (macOS), the next start clears what was left.
    """
    parent = os.getpid()

    def in_child() -> None:
        if first is not None:
            first()
        if _prctl is not None:
            _prctl(PR_SET_PDEATHSIG, signal_number)
            if os.getppid() != parent:  # the parent died before the line above
                os._exit(1)

    return in_child


def spawn(
    command: Sequence[str | Path],
    *,
    environment: Mapping[str, str],
    folder: Path,
    log: IO[bytes],
    output: IO[bytes] | int | None = None,
    when_we_die: int = signal.SIGTERM,
    first: Callable[[], None] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a program that ends when we do, in a session of its own, so that Ctrl-C spares it.

    It writes to the log, and its standard output to `output` when that is given. Call this from the
    main thread, see `dying_with_parent`.
    """
    return subprocess.Popen(
        [str(word) for word in command],
        stdin=subprocess.DEVNULL,
        stdout=log if output is None else output,
        stderr=log,
        env=dict(environment),
        cwd=folder,
        start_new_session=True,
        preexec_fn=dying_with_parent(when_we_die, first),  # noqa: PLW1509 - we have one thread
    )


def signal_group(leader: int, signal_number: int) -> None:
    """Send a signal to a child and all that it started; nobody there is not an error."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal_number)


def wait_until(condition: Callable[[], bool], seconds: float, pause: float = 0.02) -> bool:
    """Wait for a condition; True as soon as it holds, False when the time is over."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True


def end(identity: Identity, gentle: int = signal.SIGTERM, seconds: float = 10.0) -> None:
    """End a process that is not our child: gently first, then with its whole group."""
    if not is_alive(identity):
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(identity.pid, gentle)
    if not wait_until(lambda: not is_alive(identity), seconds):
        signal_group(identity.pid, signal.SIGKILL)
        wait_until(lambda: not is_alive(identity), 5.0)
