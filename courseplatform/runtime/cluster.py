"""The embedded PostgreSQL: one data folder for each major version, one server, no network port."""

from __future__ import annotations

import contextlib
import locale
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from courseplatform.runtime import guises, processes
from courseplatform.runtime.binaries import PostgresPrograms, choose_postgres
from courseplatform.runtime.guises import Guise
from courseplatform.runtime.trouble import Trouble

OWNER = "app"
START_SECONDS = 60.0  # after a kill the server first reads its log back
STOP_SECONDS = 20.0

DURABLE: Mapping[str, str] = {"shared_buffers": "64MB", "max_connections": "60"}
THROWAWAY: Mapping[str, str] = {
    "shared_buffers": "128MB",
    "max_connections": "200",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum_naptime": "10min",
}


def server_environment() -> dict[str, str]:
    """The environment for the server's programs: nothing of the person's locale or libpq settings.

    `lc_ctype` has to be a UTF-8 one that the machine has: pg_trgm and initdb both depend on it.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("LC_", "LANG", "PG"))
    }
    return kept | {"LC_ALL": utf8_locale()}


def utf8_locale() -> str:
    """A locale with UTF-8 characters that this machine has; "C" when it has none."""
    wishes = ["en_US.UTF-8", "C.UTF-8"] if sys.platform == "darwin" else ["C.UTF-8", "en_US.UTF-8"]
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for wish in wishes:
            with contextlib.suppress(locale.Error):
                locale.setlocale(locale.LC_CTYPE, wish)
                return wish
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    return "C"


def initdb_arguments(major: int, locale_name: str) -> list[str]:
    """How a data folder is made: UTF-8, code-point order, the same on every machine."""
    arguments = ["-U", OWNER, "-A", "trust", "-E", "UTF8", f"--locale={locale_name}"]
    if major >= 17:
        arguments += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return arguments


def majors_with_data(home: Path) -> list[int]:
    """The major versions that have a data folder in `home`."""
    found = (re.fullmatch(r"pg(\d+)", path.name) for path in home.glob("pg*"))
    return [int(match[1]) for match in found if match]


@dataclass
class Cluster:
    """A data folder below `home` and the server on it; its socket lies in `sockets`.

    The caller holds the lock on the data: nobody else starts or stops a server on it.
    """

    home: Path
    sockets: Path
    log: Path
    database: str
    settings: Mapping[str, str] = field(default_factory=lambda: DURABLE)
    process: subprocess.Popen[bytes] | None = None
    _said_before: int = field(default=0, init=False, repr=False)

    @property
    def url(self) -> str:
        """The address for Django, in libpq's own form."""
        return f"postgresql://{OWNER}@/{self.database}?host={quote(str(self.sockets), safe='/')}"

    def start(self) -> None:
        """Start the server, after making the data folder and clearing what a kill left.

        Raises Trouble when it does not come up.
        """
        guises.require_owner(self.home)
        programs = choose_postgres(majors_with_data(self.home))
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        environment = server_environment()
        guise = guises.choose(programs.postgres, [self.home, self.sockets], environment)
        data = self.home / f"pg{programs.major}"
        if not data.exists():
            self._create(data, programs, guise, environment)
        clear_predecessor(data, self.sockets)
        command = [str(programs.postgres), "-D", str(data), *self._options(guise)]
        for attempt in range(3):
            process = self._launch(command, guise, environment)
            if self._comes_up(process, data):
                return
            self.stop()
            if attempt == 2 or not self._said("still in use", "lock file"):
                break
            processes.wait_until(lambda: not still_used(data), 5.0)
        raise Trouble(
            f"PostgreSQL does not come up ({self._last_words()}); the whole story is in {self.log}."
        )

    def _create(
        self, data: Path, programs: PostgresPrograms, guise: Guise, environment: dict[str, str]
    ) -> None:
        """Make the data folder with our database in it; a kill leaves no half of it behind."""
        draft = data.with_name(f"{data.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        arguments = initdb_arguments(programs.major, environment["LC_ALL"])
        self._step([programs.initdb, "-D", draft, *arguments], guise, environment)
        self._step(
            [programs.postgres, "--single", "-D", draft, "postgres"],
            guise,
            environment,
            f"CREATE DATABASE {self.database}\n",
        )
        draft.rename(data)

    def _step(
        self,
        command: Sequence[str | Path],
        guise: Guise,
        environment: dict[str, str],
        spoken: str = "",
    ) -> None:
        done = subprocess.run(
            command,
            input=spoken,
            capture_output=True,
            text=True,
            env=environment,
            cwd=self.home,
            preexec_fn=processes.dying_with_parent(signal.SIGTERM, guise.disguise),
            check=False,
        )
        if done.returncode or "ERROR:" in done.stderr or "FATAL:" in done.stderr:
            with self.log.open("a", encoding="utf-8") as log:
                log.write(done.stdout + done.stderr)
            raise Trouble(
                f"The database in {self.home} could not be made ({last_words(done.stderr)}); see "
                f"that the disk has room, then start again. The whole story is in {self.log}."
            )

    def _options(self, guise: Guise) -> list[str]:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "unix_socket_permissions": guise.socket_mode,
            **self.settings,
        }
        return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]

    def _launch(
        self, command: Sequence[str | Path], guise: Guise, environment: dict[str, str]
    ) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            self._said_before = log.tell()
            self.process = processes.spawn(
                command,
                environment=environment,
                folder=self.home,
                log=log,
                when_we_die=signal.SIGINT,
                first=guise.disguise,
            )
        return self.process

    def _comes_up(self, process: subprocess.Popen[bytes], data: Path) -> bool:
        """Wait for the server's own word that it takes connections: line 8 of its pid file."""

        def settled() -> bool:
            return process.poll() is not None or pid_file(data)[:1] + pid_file(data)[7:8] == [
                str(process.pid),
                "ready",
            ]

        return processes.wait_until(settled, START_SECONDS) and process.poll() is None

    def stop(self) -> None:
        """Stop the server: disconnecting clients first, then at once; its log makes both safe."""
        process, self.process = self.process, None
        if process is None:
            return
        for number, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 10.0)):
            if process.poll() is None:
                process.send_signal(number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(seconds)
                return
        processes.signal_group(process.pid, signal.SIGKILL)
        process.wait()

    def cannot_restart(self) -> subprocess.Popen[bytes]:
        """Nobody starts a dead database under running clients. Raises Trouble."""
        raise Trouble("The database is not started again while the site runs.")

    def _new_words(self) -> str:
        with self.log.open("rb") as log:
            log.seek(self._said_before)
            return log.read().decode("utf-8", errors="replace")

    def _said(self, *phrases: str) -> bool:
        words = self._new_words()
        return any(phrase in words for phrase in phrases)

    def _last_words(self) -> str:
        return last_words(self._new_words())


def last_words(text: str) -> str:
    """The last complaint in a server's output, without its time stamp."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    complaints = [line for line in lines if re.search(r"FATAL|PANIC|ERROR|error:", line)]
    chosen = (complaints or lines or ["it said nothing"])[-1]
    return re.sub(r"^.*?(FATAL|PANIC|ERROR|error):\s*", "", chosen)


def pid_file(data: Path) -> list[str]:
    """The lines of a data folder's postmaster.pid, stripped; empty when there is none."""
    try:
        text = (data / "postmaster.pid").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return []
    return [line.strip() for line in text.splitlines()]


def running_server(data: Path) -> processes.Identity | None:
    """The server that runs on a data folder although we did not start it.

    The number in postmaster.pid may belong to anybody by now, so its command line must say that
    it is a PostgreSQL on this very folder.
    """
    first = (pid_file(data) or [""])[0]
    identity = processes.identify(int(first)) if first.isdecimal() and int(first) > 1 else None
    if identity is None:
        return None
    words = processes.command_line(identity.pid)
    is_ours = bool(words) and "postgres" in Path(words[0]).name and str(data) in words
    return identity if is_ours else None


def clear_predecessor(data: Path, sockets: Path) -> None:
    """Stop a server that outlived its supervisor and remove the marks of one that did not.

    PostgreSQL itself would take a zombie, or a stranger that got the same number, for a running
    server and refuse to start.
    """
    server = running_server(data)
    if server is not None:
        processes.end(server, signal.SIGINT, STOP_SECONDS)
    for mark in (data / "postmaster.pid", *sockets.glob(".s.PGSQL.*")):
        mark.unlink(missing_ok=True)


def still_used(data: Path) -> bool:
    """True while orphaned server processes work in the folder (Linux; elsewhere unknown)."""
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (folder / "cwd").readlink() == data:
                return True
    return False
