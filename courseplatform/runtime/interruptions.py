"""Ctrl-C and its kin: during preparations they break off at once, later they are counted."""

from __future__ import annotations

import signal
from types import FrameType, TracebackType

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupted(KeyboardInterrupt):
    """Somebody asked us to end while something was being prepared."""


class Interruptions:
    """Counts requests to end. The first one raises Interrupted where `breaking_off` is on.

    Never raised twice: what stops the servers must itself not be broken off half way.
    """

    def __init__(self) -> None:
        self.count = 0
        self.from_elsewhere = 0  # requests that did not come from the keyboard
        self.breaking_off = True
        self._before: dict[signal.Signals, object] = {}

    def __enter__(self) -> Interruptions:
        for number in ENDING:
            if signal.getsignal(number) is not signal.SIG_IGN or number is signal.SIGINT:
                self._before[number] = signal.signal(number, self._hear)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]

    def _hear(self, number: int, frame: FrameType | None) -> None:
        self.count += 1
        self.from_elsewhere += number != signal.SIGINT
        if self.breaking_off and self.count == 1:
            raise Interrupted

    def only_count(self) -> None:
        """From now on requests are counted and somebody looks at the count."""
        self.breaking_off = False
