"""`manage.py test`: throwaway servers, a browser, a clean environment, and pytest."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from courseplatform.runtime import backing, browser, locks, places, processes
from courseplatform.runtime.interruptions import Interruptions
from courseplatform.runtime.record import Record
from courseplatform.runtime.trouble import Trouble

PREFIX = "courseplatform-test-"
DATABASE = "courseplatform_test"
WHOLE = "whole"  # the file that says that the last run on kept data came to its end

# What the tests may see of the person's environment. Everything else could change their outcome.
KEPT = {
    "PATH",
    "USER",
    "LOGNAME",
    "TERM",
    "COLUMNS",
    "CI",
    "NO_COLOR",
    "FORCE_COLOR",
    "PG_BINDIR",
    "SKIP_BROWSER",
    "VIRTUAL_ENV",
    "LD_LIBRARY_PATH",
}
# Words of pytest that make several processes useless or hide what is being looked for.
ONE_PROCESS = {
    "-s",
    "--pdb",
    "--trace",
    "--co",
    "--collect-only",
    "--fixtures",
    "--markers",
    "--help",
    "-h",
    "--version",
}
NARROWING = ONE_PROCESS | {"--lf", "--last-failed", "--sw", "--stepwise"}


def trial(arguments: Sequence[str]) -> int:
    """Run the tests and return pytest's exit code. Raises Trouble when they cannot run."""
    require_test_database(os.environ.get("DATABASE_URL", ""))
    with (
        Interruptions() as interruptions,
        scratch_folder() as scratch,
        servers_var(kept_folder(), scratch) as var,
    ):
        places.claim_var(var)
        found = provide_browser(arguments)
        record = Record("test", os.getpid())
        with backing.servers(var, record, throwaway=True, database=DATABASE) as behind:
            interruptions.only_count()
            environment = clean_environment(os.environ, scratch, behind.environment, found)
            command = [sys.executable, "-m", "pytest", "--ds=courseplatform.settings.test"]
            command += ["-p", "no:valkey"]  # the broker wheel's plugin wants packages nobody needs
            command += [*parallel(arguments, cores()), *arguments]
            return wait_for(command, environment, interruptions)


def require_test_database(url: str) -> None:
    """Raise Trouble when DATABASE_URL names a database that is not for tests."""
    if not url:
        return
    name = unquote(urlsplit(url).path.lstrip("/"))
    if "test" not in name:
        raise Trouble(
            f"DATABASE_URL names the database {name!r}, whose name lacks 'test', and tests destroy "
            "what they find: leave the variable out to get a throwaway server, or name another."
        )


@contextlib.contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder for this run, removed at its end; those of killed runs go as well."""
    base = Path(tempfile.gettempdir())
    for old in base.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            if old.stat().st_uid == os.geteuid() and not locks.is_held(old):
                shutil.rmtree(old)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=base))
    with locks.held(folder):
        for name in ("home", "tmp"):
            (folder / name).mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def kept_folder() -> Path:
    """Where one run leaves its servers' data for the next one of this person, project and server."""
    pins = (places.PROJECT / "requirements-embedded.txt").read_bytes()
    told = f"{places.PROJECT}\n{os.environ.get('PG_BINDIR', '')}\n".encode() + pins
    name = f"courseplatform-kept-{os.geteuid()}-{hashlib.sha256(told).hexdigest()[:8]}"
    return Path(tempfile.gettempdir()) / name


@contextlib.contextmanager
def servers_var(kept: Path, scratch: Path) -> Iterator[places.Var]:
    """Where this run's servers have their data: kept for the next one, which need not migrate again.

    A second run at the same time has its own in `scratch`, and so has one whose folder is somebody
    else's. Data that a kill left are made anew: a server that syncs nothing promises nothing.
    """
    with contextlib.ExitStack() as stack:
        if not (_is_mine(kept) and stack.enter_context(locks.held(kept))):
            yield places.Var(scratch / "var")
            return
        whole, var = kept / WHOLE, places.Var(kept / "var")
        if not whole.exists():
            shutil.rmtree(var.path, ignore_errors=True)
        whole.unlink(missing_ok=True)
        shutil.rmtree(var.valkey, ignore_errors=True)
        yield var
        whole.touch()


def _is_mine(folder: Path) -> bool:
    """Make the folder; true when it is a folder of this person's, whoever made it."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid()


def clean_environment(
    around: Mapping[str, str], scratch: Path, behind: Mapping[str, str], browser_found: Path | None
) -> dict[str, str]:
    """What pytest and all that it starts may see."""
    kept = {name: around[name] for name in sorted(KEPT & around.keys())}
    kept |= {name: text for name, text in around.items() if name.startswith("COVERAGE_")}
    if browser_found is not None:
        kept[browser.CHOSEN] = str(browser_found)
    return {
        **kept,
        **behind,
        "COURSEPLATFORM_ENV": "own",
        "COURSEPLATFORM_VAR": str(scratch / "site"),
        "DJANGO_SETTINGS_MODULE": "courseplatform.settings.test",
        "HOME": str(scratch / "home"),
        "XDG_CACHE_HOME": str(browser.cache_folder().parent),
        "TMPDIR": str(scratch / "tmp"),
        "LC_ALL": "C.UTF-8",
        "PYTHONUNBUFFERED": "1",
    }


def cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def parallel(arguments: Sequence[str], processors: int) -> list[str]:
    """xdist's words: as many processes as cores, unless the caller knows better.

    A file's tests stay together, since they share what is slow to start; the tests' own order, the
    slowest files first, is kept.
    """
    chosen = any(word.startswith(("-n", "--numprocesses")) for word in arguments)
    single = any("::" in word for word in arguments) or ONE_PROCESS & set(arguments)
    if chosen or single or processors < 2:
        return []
    return ["-n", str(processors), "--dist", "loadfile", "--no-loadscope-reorder"]


def provide_browser(arguments: Sequence[str]) -> Path | None:
    """A browser before a whole run, so that it fails at once; in part of one only what is there.

    A part that turns out to need a browser gets it from the tests' own fixture, in the same way.
    Raises Trouble when a whole run cannot have one.
    """
    if os.environ.get("SKIP_BROWSER") == "1":
        return None
    return browser.find() if is_part(arguments) else browser.obtain()


def is_part(arguments: Sequence[str]) -> bool:
    """True when the words choose some tests by place, name or mark."""
    return any(
        word in NARROWING or word.startswith(("-k", "-m")) or _is_place(word) for word in arguments
    )


def _is_place(word: str) -> bool:
    return not word.startswith("-") and (places.PROJECT / word.partition("::")[0]).exists()


def wait_for(
    command: Sequence[str], environment: Mapping[str, str], interruptions: Interruptions
) -> int:
    """Run pytest in our session, where Ctrl-C reaches it by itself; other requests are passed on.

    Its servers stay up until it has ended, so that it can tell what it found so far.
    """
    process = subprocess.Popen(
        command,
        env=dict(environment),
        cwd=places.PROJECT,
        preexec_fn=processes.dying_with_parent(signal.SIGTERM),  # noqa: PLW1509 - one thread
    )
    passed_on = 0
    while True:
        try:
            return process.wait(timeout=0.5)
        except subprocess.TimeoutExpired:
            if interruptions.from_elsewhere > passed_on:
                passed_on = interruptions.from_elsewhere
                process.send_signal(signal.SIGINT)
