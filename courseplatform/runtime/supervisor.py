"""Keeps the parts of the site running, and ends them in order."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from courseplatform.runtime import processes
from courseplatform.runtime.interruptions import Interruptions
from courseplatform.runtime.parts import Part
from courseplatform.runtime.patience import Patience
from courseplatform.runtime.say import warn
from courseplatform.runtime.tails import last_lines
from courseplatform.runtime.trouble import Trouble

GRACE_SECONDS = 15.0  # for a request under way, or a task
LOOK_SECONDS = 0.25


@dataclass
class Running:
    """A part with its process now, or the moment of its next start."""

    part: Part
    process: subprocess.Popen[bytes] | None = None
    adopted: bool = False
    started: float = 0.0
    due: float | None = None
    patience: Patience = field(default_factory=Patience)


class Supervisor:
    """Starts parts, watches them, restarts or gives up, and stops them stage by stage."""

    def __init__(
        self,
        interruptions: Interruptions,
        *,
        note: Callable[[str, int], None] = lambda name, pid: None,
        meanwhile: Callable[[], None] = lambda: None,
    ) -> None:
        self._interruptions = interruptions
        self._note = note
        self._meanwhile = meanwhile
        self._running: list[Running] = []

    def adopt(self, part: Part, process: subprocess.Popen[bytes]) -> None:
        """Watch a process that runs already and that somebody else stops in the end."""
        self._running.append(Running(part, process, adopted=True, started=time.monotonic()))

    def start(self, parts: Sequence[Part]) -> None:
        """Start parts, all at once."""
        for part in parts:
            running = Running(part)
            self._running.append(running)
            self._launch(running)

    def watch(self, until: Callable[[], bool], seconds: float | None = None) -> bool:
        """Keep all parts running until a condition holds or somebody wants an end.

        True when the condition holds, False on an end or when the seconds are over. Raises Trouble
        when an essential part dies, or another one again and again.
        """
        deadline = None if seconds is None else time.monotonic() + seconds
        with _woken_by_signals() as wakeup:
            while not self._interruptions.count:
                self._look_after_all()
                self._meanwhile()
                if until():
                    return True
                if deadline is not None and time.monotonic() > deadline:
                    return False
                select.select([wakeup], [], [], LOOK_SECONDS)
                _drain(wakeup)
        return False

    def _look_after_all(self) -> None:
        for running in self._running:
            process = running.process
            if process is not None and process.poll() is not None:
                self._bury(running, process)
            if running.due is not None and time.monotonic() >= running.due:
                self._launch(running)

    def _launch(self, running: Running) -> None:
        running.process, running.due = running.part.start(), None
        running.started = time.monotonic()
        self._note(running.part.name, running.process.pid)

    def _bury(self, running: Running, process: subprocess.Popen[bytes]) -> None:
        """Clear what a dead part left of itself and decide whether it comes back."""
        part, running.process = running.part, None
        processes.signal_group(process.pid, signal.SIGKILL)
        pause = running.patience.after_death(time.monotonic() - running.started)
        if part.essential or pause is None:
            raise Trouble(_obituary(part, process.returncode))
        running.due = time.monotonic() + pause
        warn(f"{part.name} ended ({how_it_ended(process.returncode)}); starting it again.")

    def stop(self) -> None:
        """Stop all parts that we started, stage by stage. A second Ctrl-C shortens the grace."""
        ours = [running for running in self._running if not running.adopted]
        for stage in sorted({running.part.stage for running in ours}):
            self._stop_stage([each for each in ours if each.part.stage == stage])
        self._running.clear()

    def _stop_stage(self, stage: Sequence[Running]) -> None:
        patience_until = time.monotonic() + GRACE_SECONDS
        asked_before = max(1, self._interruptions.count)
        alive = [each.process for each in stage if each.process is not None]
        for process in alive:
            process.terminate()
        while any(process.poll() is None for process in alive):
            hurried = self._interruptions.count > asked_before
            if hurried or time.monotonic() > patience_until:
                break
            self._meanwhile()
            time.sleep(0.02)
        for process in alive:
            processes.signal_group(process.pid, signal.SIGKILL)
            process.wait()


def how_it_ended(code: int) -> str:
    """A return code in words."""
    if code < 0:
        with contextlib.suppress(ValueError):
            return f"killed by {signal.Signals(-code).name}"
    return f"code {code}"


def _obituary(part: Part, code: int) -> str:
    fate = "so everything was stopped" if part.essential else "again and again, so all was stopped"
    return (
        f"{part.name} ended ({how_it_ended(code)}), {fate}. Nothing is lost: start again with "
        f"python3 manage.py up. Its last words, from {part.log}:\n{last_lines(part.log, 15)}"
    )


@contextlib.contextmanager
def _woken_by_signals() -> Iterator[int]:
    """A file descriptor that becomes readable when a child ends or somebody wants an end."""
    reader, writer = os.pipe()
    for end in (reader, writer):
        os.set_blocking(end, False)
    before = signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    child_before = signal.signal(signal.SIGCHLD, lambda number, frame: None)
    try:
        yield reader
    finally:
        signal.set_wakeup_fd(before)
        signal.signal(signal.SIGCHLD, child_before)
        os.close(reader)
        os.close(writer)


def _drain(reader: int) -> None:
    with contextlib.suppress(BlockingIOError):
        while os.read(reader, 4096):
            pass
