"""The embedded Valkey: Celery's broker and the shared cache, on a unix socket."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path

from courseplatform.runtime import processes
from courseplatform.runtime.binaries import choose_valkey
from courseplatform.runtime.trouble import Trouble

START_SECONDS = 30.0
STOP_SECONDS = 10.0


@dataclass
class Valkey:
    """One server whose data lies in `home`; what it holds is a hint, the database has the truth."""

    home: Path
    sockets: Path
    log: Path
    durable: bool = True
    process: subprocess.Popen[bytes] | None = None

    @property
    def socket(self) -> Path:
        return self.sockets / "valkey.sock"

    @property
    def url(self) -> str:
        """The address for Celery."""
        return f"redis+socket://{self.socket}"

    def start(self) -> None:
        """Start the server; unreadable data is set aside, since nothing is lost with it.

        Raises Trouble when it does not come up.
        """
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._comes_up():
            return
        self.stop()
        aside = self.home.with_name(f"{self.home.name}.unreadable")
        self._set_aside(aside)
        if not self._comes_up():
            self.stop()
            raise Trouble(
                f"Valkey does not come up; {self.log} says why. A broker of your own can be named "
                "with CELERY_BROKER_URL."
            )

    def _set_aside(self, aside: Path) -> None:
        shutil.rmtree(aside, ignore_errors=True)
        self.home.rename(aside)
        self.home.mkdir(mode=0o700)

    def _comes_up(self) -> bool:
        process = self.launch()

        def settled() -> bool:
            return process.poll() is not None or self.answers()

        return processes.wait_until(settled, START_SECONDS) and process.poll() is None

    def launch(self) -> subprocess.Popen[bytes]:
        """Start the server without waiting for its answer."""
        self.socket.unlink(missing_ok=True)
        options = {
            "--port": "0",
            "--unixsocket": str(self.socket),
            "--unixsocketperm": "700",
            "--dir": str(self.home),
            "--appendonly": "yes" if self.durable else "no",
            "--save": "",
            "--loglevel": "warning",
        }
        with self.log.open("ab") as log:
            self.process = processes.spawn(
                [choose_valkey(), *(word for pair in options.items() for word in pair)],
                environment=os.environ,
                folder=self.home,
                log=log,
            )
        return self.process

    def answers(self) -> bool:
        """True when it answers a PING, which it does not while it reads its data."""
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as client:
            client.settimeout(2.0)
            client.connect(str(self.socket))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
        return False

    def stop(self) -> None:
        """Stop the server, which writes its log to the end."""
        process, self.process = self.process, None
        if process is None:
            return
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
            return
        processes.signal_group(process.pid, signal.SIGKILL)
        process.wait()
