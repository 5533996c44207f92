"""A Chromium for the browser tests: looked for first, then obtained, never silently absent."""

from __future__ import annotations

import os
import shutil
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from courseplatform.runtime import chromium_package, locks
from courseplatform.runtime.say import say
from courseplatform.runtime.trouble import Trouble

CHOSEN = "COURSEPLATFORM_BROWSER"
ON_PATH = (
    "chromium",
    "chromium-headless-shell",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
ON_MACOS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
PLAYWRIGHT_SECONDS = 120.0
APT_SECONDS = 300.0


def cache_folder() -> Path:
    """Where a browser that was obtained for us stays."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "courseplatform"


def works(program: Path) -> bool:
    """True for a browser that really starts; some systems put a stub in its place."""
    try:
        answer = subprocess.run(
            [program, "--version"], capture_output=True, text=True, timeout=60, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return "chrom" in answer.stdout.lower()


def find() -> Path | None:
    """A browser that is there already; None when there is none."""
    return next((program for program in _candidates() if works(program)), None)


def _candidates() -> Iterator[Path]:
    for variable in (CHOSEN, "BROWSER"):
        named = os.environ.get(variable, "")
        if "chrom" in Path(named).name.lower() and shutil.which(named):
            yield Path(shutil.which(named) or named)
    for name in ON_PATH:
        program = shutil.which(name)
        if program:
            yield Path(program)
    yield from (Path(program) for program in ON_MACOS if Path(program).exists())
    yield from playwrights_own()
    packaged = chromium_package.program(cache_folder())
    if packaged.exists():
        yield packaged


def playwrights_own() -> Iterator[Path]:
    """Browsers that playwright has installed, the newest first."""
    chosen = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    places = [
        Path.home() / ".cache" / "ms-playwright",
        Path.home() / "Library" / "Caches" / "ms-playwright",
    ]
    for folder in [Path(chosen)] if chosen else places:
        for name in ("headless_shell", "chrome-headless-shell", "chrome"):
            yield from sorted(folder.glob(f"chromium*/*/{name}"), reverse=True)


def obtain() -> Path:
    """A browser, installed when none is there. Raises Trouble that lists what was tried."""
    cache = cache_folder()
    cache.mkdir(parents=True, exist_ok=True)
    with locks.held(cache, wait=True):  # test processes run side by side
        program = find()
        if program is not None:
            return program
        failures = []
        for name, way in WAYS:
            say(f"Getting a Chromium for the browser tests: {name}")
            reason = way(cache)
            program = find()
            if program is not None:
                return program
            failures.append(f"{name}: {reason}")
    raise Trouble(
        "No Chromium for the browser tests: install chromium and name it with BROWSER, or leave "
        "the browser tests out with SKIP_BROWSER=1. Tried: " + "; ".join(failures) + "."
    )


def _by_playwright(cache: Path) -> str:
    command = [sys.executable, "-m", "playwright", "install", "chromium-headless-shell"]
    return run(command, PLAYWRIGHT_SECONDS)


def _by_apt(cache: Path) -> str:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return "needs root and apt-get"
    run(["apt-get", "update", "-q"], APT_SECONDS)
    command = ["apt-get", "install", "-q", "-y", "--no-install-recommends", "fonts-liberation"]
    for package in ("chromium-headless-shell", "chromium"):
        reason = run([*command, package], APT_SECONDS)
        if not reason:
            return "installed, but it does not start"
    return reason


def authorities() -> dict[str, str]:
    """Have Node trust whom this system trusts: a Node from a wheel knows its own list alone."""
    bundle = ssl.get_default_verify_paths().cafile
    return {"NODE_EXTRA_CA_CERTS": bundle} if bundle else {}


def run(command: Sequence[str], seconds: float, folder: Path | None = None) -> str:
    """Run an installer within a time limit; returns why it failed, or nothing."""
    environment = {**authorities(), **os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        with subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=environment,
            cwd=folder,
            start_new_session=True,
        ) as process:
            try:
                output, _ = process.communicate(timeout=seconds)
            except BaseException:
                os.killpg(process.pid, 9)
                raise
    except subprocess.TimeoutExpired:
        return f"gave up after {seconds:.0f} seconds"
    except OSError as error:
        return error.strerror or str(error)
    if process.returncode == 0:
        return ""
    said = [line.strip() for line in output.splitlines() if line.strip()]
    complaints = [line for line in said if "error" in line.lower()]
    return (complaints or said or [f"code {process.returncode}"])[-1]


WAYS: Sequence[tuple[str, Callable[[Path], str]]] = (
    ("playwright's own", _by_playwright),
    ("apt-get", _by_apt),
    ("a packed one", lambda cache: chromium_package.install(cache, run)),
)
