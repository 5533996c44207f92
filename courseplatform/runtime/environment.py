"""The project's own .venv: made when missing, brought up to date when requirements changed."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from courseplatform.runtime import locks, places
from courseplatform.runtime.fingerprints import REQUIREMENT_FILES, Layer, fingerprint, missing
from courseplatform.runtime.installing import inside, install
from courseplatform.runtime.say import say
from courseplatform.runtime.trouble import Trouble

RECORD = "courseplatform.json"
UNFINISHED = "unfinished"


def own_interpreter() -> bool:
    """True when COURSEPLATFORM_ENV=own asks for the running interpreter as it is."""
    choice = os.environ.get("COURSEPLATFORM_ENV", "")
    if choice not in {"", "own"}:
        raise Trouble(
            f"COURSEPLATFORM_ENV is {choice!r}; leave it out, or set it to 'own' to use the "
            "running Python as it is."
        )
    return choice == "own"


def enter(wanted: Sequence[Layer]) -> None:
    """Return inside an interpreter that has the wanted layers; re-executes when it must.

    Raises Trouble when that interpreter cannot be had.
    """
    if own_interpreter():
        if importlib.util.find_spec("django") is None:
            raise Trouble(
                "COURSEPLATFORM_ENV=own, but this Python has no Django: install the packages with "
                f"{sys.executable} -m pip install -r requirements.txt, or leave the variable out."
            )
        return
    python = make_ready(places.VENV, wanted)
    if Path(sys.prefix).resolve() == places.VENV.resolve():
        return
    sys.stdout.flush()
    sys.stderr.flush()
    os.execve(python, [str(python), *sys.argv], inside(places.VENV))  # noqa: S606


def for_programs() -> dict[str, str]:
    """The process environment for what we start: the chosen interpreter's, with its programs."""
    return dict(os.environ) if own_interpreter() else inside(places.VENV)


def make_ready(venv: Path, wanted: Sequence[Layer], project: Path = places.PROJECT) -> Path:
    """Make the venv hold the wanted layers and return its Python. Raises Trouble."""
    texts = {
        layer: (project / name).read_text(encoding="utf-8")
        for layer, name in REQUIREMENT_FILES.items()
    }
    python = venv / "bin" / "python"
    record = read_record(venv)
    if not record.get(UNFINISHED) and not missing(wanted, texts, record, python_of(venv)):
        return python
    places.claim(
        project,
        "copy the project to a folder of yours and start it there, or install the packages into "
        "an environment of your own and start with COURSEPLATFORM_ENV=own and COURSEPLATFORM_VAR.",
    )
    with locks.held(project, wait=True):  # another start may be making it right now
        record = read_record(venv)
        if record.get(UNFINISHED) or not usable(venv):
            create(venv)
            record = {}
        version = python_of(venv)
        layers = missing(wanted, texts, record, version)
        if not layers:
            return python
        write_record(venv, {**record, UNFINISHED: True})  # a kill leaves this behind
        try:
            for layer in layers:
                install(venv, layer, texts[layer], project)
                record = {**record, layer: fingerprint(texts[layer], version)}
        except Trouble:
            write_record(venv, record)
            raise
        write_record(venv, record)
    return python


def read_record(venv: Path) -> dict[str, object]:
    """What the venv is known to hold; empty when nothing is known."""
    try:
        record = json.loads((venv / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def write_record(venv: Path, record: dict[str, object]) -> None:
    """Write the record in one step, so that a kill leaves the old or the new one."""
    draft = venv / f"{RECORD}.new"
    draft.write_text(json.dumps(record, indent=1), encoding="utf-8")
    draft.replace(venv / RECORD)


def python_of(venv: Path) -> str:
    """The minor version that the venv's Python has today, such as "3.11"; empty when it is broken.

    Asked and not read: after an upgrade of the system the same link may lead to another version.
    """
    if Path(sys.prefix).resolve() == venv.resolve():
        return f"{sys.version_info.major}.{sys.version_info.minor}"
    question = "import sys; print(*sys.version_info[:2], sep='.')"
    try:
        answer = subprocess.run(
            [venv / "bin" / "python", "-I", "-S", "-c", question],
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return answer.stdout.strip()


def usable(venv: Path) -> bool:
    """True when the venv has a Python of a version that we support, with pip for that version."""
    version = python_of(venv)
    if not version or tuple(map(int, version.split("."))) < (3, 11):
        return False
    return (venv / "lib" / f"python{version}" / "site-packages" / "pip").is_dir()


def has_module(name: str) -> bool:
    """True when a module can be imported; a folder that an uninstalled one left has no origin."""
    spec = importlib.util.find_spec(name)
    return spec is not None and spec.origin is not None


def create(venv: Path) -> None:
    """Make the venv from nothing. Raises Trouble when this Python cannot."""
    if not has_module("venv") or not has_module("ensurepip"):
        raise Trouble(
            "This Python comes without its venv module; install it (on Debian and Ubuntu: "
            "apt install python3-venv) and run the same command again."
        )
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    say(f"Making the project's environment in {venv.name} with Python {version}")
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", venv],
        env=inside(venv),
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise Trouble(
            f"The environment in {venv} could not be made ({last_line(made.stdout, made.stderr)}); "
            "see that the disk has room and the folder can be written, then run the same command."
        )


def last_line(*texts: str) -> str:
    """The last line that says something."""
    lines = [line.strip() for text in texts for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no reason given"


def forget(layer: Layer, venv: Path = places.VENV) -> None:
    """Have the next start try a layer again, since what it should have brought is missing."""
    record = read_record(venv)
    if record.pop(layer, None) is not None:
        write_record(venv, record)
