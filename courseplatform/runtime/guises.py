"""As whom PostgreSQL runs: it refuses to be root, so root lends it another face.

In a user namespace the server sees itself as `nobody`, while its files stay root's: no account is
made and no folder opened. Where the system refuses namespaces, the server becomes `nobody` for real
and must be able to reach its programs and data.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from courseplatform.runtime.trouble import Trouble

CLONE_NEWUSER = 0x10000000
NOBODY = 65534


@dataclass(frozen=True)
class Guise:
    """How a server process is disguised, and who owns its files in the eyes of the system."""

    owner: int | None
    disguise: Callable[[], None] | None = None
    socket_mode: str = "0700"


def enter_namespace() -> None:
    """Move the calling process into a user namespace where root is nobody."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWUSER):
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{NOBODY} 0 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{NOBODY} 0 1", encoding="ascii")


def become_nobody() -> None:
    """Make the calling process a real nobody, for good."""
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)


AS_I_AM = Guise(owner=None)
IN_NAMESPACE = Guise(owner=0, disguise=enter_namespace)
AS_NOBODY = Guise(owner=NOBODY, disguise=become_nobody, socket_mode="0777")


def choose(program: Path, homes: Sequence[Path], environment: Mapping[str, str]) -> Guise:
    """The first guise in which the program runs and can write to its homes, which it then owns.

    Raises Trouble when root finds none.
    """
    if os.geteuid() != 0:
        return AS_I_AM
    for guise in (IN_NAMESPACE, AS_NOBODY):
        if not _runs(guise, [str(program), "--version"], environment):
            continue
        for home in homes:
            hand_over(guise, home)
        if all(_can_write(guise, home, environment) for home in homes):
            return guise
    raise Trouble(
        "PostgreSQL refuses to run as root, and as nobody it cannot reach both "
        f"{program.parent} and {homes[0]}: start as an ordinary user, or set DATABASE_URL."
    )


def _can_write(guise: Guise, folder: Path, environment: Mapping[str, str]) -> bool:
    question = 'cd "$1" && test -w .'
    return _runs(guise, ["/bin/sh", "-c", question, "sh", str(folder)], environment)


def _runs(guise: Guise, command: list[str], environment: Mapping[str, str]) -> bool:
    try:
        done = subprocess.run(
            command,
            preexec_fn=guise.disguise,
            env=dict(environment),
            cwd="/",
            capture_output=True,
            timeout=30,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def hand_over(guise: Guise, folder: Path) -> None:
    """Give a folder and all in it to the guise, after an earlier start under another one."""
    owner = guise.owner
    if owner is None or not folder.exists():
        return
    for path in [folder, *folder.rglob("*")]:
        if path.lstat().st_uid != owner:
            os.chown(path, owner, owner, follow_symlinks=False)


def require_owner(folder: Path) -> None:
    """Raise Trouble when the data belongs to another person, whose server would lose it."""
    if not folder.exists():
        return
    owner, me = folder.stat().st_uid, os.geteuid()
    if owner == me or (me == 0 and owner == NOBODY):
        return
    raise Trouble(
        f"The data in {folder} belongs to {_name(owner)}: start as {_name(owner)}, or name another "
        "folder with COURSEPLATFORM_VAR."
    )


def _name(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return f"user {user}"
