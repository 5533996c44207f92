"""Where things lie: the project, its environment, and the folder that holds all data."""

from __future__ import annotations

import contextlib
import getpass
import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from courseplatform.runtime.trouble import Trouble

PROJECT = Path(__file__).resolve().parents[2]
VENV = PROJECT / ".venv"

# A unix socket's path holds about 107 bytes, of which ".s.PGSQL.5432" needs 14.
LONGEST_SOCKET_FOLDER = 85
FAR = "courseplatform-12345678"  # such as a folder far from the data is named


@dataclass(frozen=True)
class Var:
    """The folder with everything that the running site keeps."""

    path: Path

    @property
    def postgres(self) -> Path:
        return self.path / "postgres"

    @property
    def valkey(self) -> Path:
        return self.path / "valkey"

    @property
    def logs(self) -> Path:
        return self.path / "log"

    @property
    def lock(self) -> Path:
        return self.path / "lock"

    @property
    def record(self) -> Path:
        return self.path / "running.json"


def chosen_var() -> Var:
    """`var/` in the project, or the folder that COURSEPLATFORM_VAR names."""
    return Var(Path(os.environ.get("COURSEPLATFORM_VAR") or PROJECT / "var").resolve())


def whoami() -> str:
    """Name of the running user, or their number where there is no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}"


def claim(folder: Path, way_out: str) -> None:
    """Make a folder and see that it can be written.

    Raises Trouble with `way_out` as its advice when it cannot.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        reason = error.strerror or str(error)
        raise Trouble(f"{whoami()} cannot write to {folder} ({reason}): {way_out}") from error


def claim_var(var: Var) -> None:
    """Make the data folder, for the owner's eyes only.

    Root's may be passed through, not looked at: its database may have to run as nobody.
    """
    advice = (
        "give yourself the right to write there, or name another folder with COURSEPLATFORM_VAR."
    )
    fresh = not os.path.exists(var.path)  # noqa: PTH110 - false, not an error, where it is hidden
    claim(var.path, advice)
    if fresh:
        var.path.chmod(0o711 if os.geteuid() == 0 else 0o700)
    for inner in (var.logs, var.path / "private"):
        inner.mkdir(mode=0o700, exist_ok=True)
    claim(var.logs, advice)


def socket_folder(var: Var) -> Path:
    """A private folder for unix sockets, near the data if its path is short and plain enough.

    Plain, because the path travels inside addresses, where signs such as `?` mean something.
    """
    near = var.path / "run"
    if _fits(near):
        near.mkdir(mode=0o700, exist_ok=True)
        return near
    bases = [base for base in (tempfile.gettempdir(), "/tmp") if _fits(Path(base) / FAR)]  # noqa: S108
    return Path(tempfile.mkdtemp(prefix="courseplatform-", dir=bases[0] if bases else None))


def _fits(folder: Path) -> bool:
    is_plain = re.fullmatch(r"[\w./-]+", str(folder), re.ASCII) is not None
    return is_plain and len(str(folder)) <= LONGEST_SOCKET_FOLDER


def remove_socket_folder(folder: Path, var: Var) -> None:
    """Remove a socket folder that `socket_folder` had to make far from the data."""
    if folder.parent != var.path and folder.name.startswith("courseplatform-"):
        with contextlib.suppress(OSError):
            shutil.rmtree(folder)
