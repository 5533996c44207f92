"""`manage.py floors`: does the last test run's coverage reach what pyproject.toml asks for?"""

from __future__ import annotations

import fnmatch
import json
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from courseplatform.runtime import places
from courseplatform.runtime.say import say, warn
from courseplatform.runtime.trouble import Trouble


@dataclass(frozen=True)
class Floors:
    """Per cent of lines and branches for all code, and the files that must be covered wholly."""

    overall: float
    complete: tuple[str, ...]


def wanted(project: Path = places.PROJECT) -> Floors:
    """The floors in pyproject.toml under [tool.courseplatform.coverage]."""
    raw = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))
    table = raw["tool"]["courseplatform"]["coverage"]
    return Floors(float(table["overall"]), tuple(table["complete"]))


def shortfalls(floors: Floors, report: Mapping[str, Any]) -> list[str]:
    """Sentences about what lies below its floor, from coverage's JSON report."""
    found = []
    overall = report["totals"]["percent_covered"]
    if overall < floors.overall:
        found.append(f"All code together: {overall:.2f} %, at least {floors.overall:g} % wanted.")
    for pattern in floors.complete:
        names = sorted(name for name in report["files"] if fnmatch.fnmatch(name, pattern))
        if not names:
            found.append(f"{pattern}: no measured file matches.")
        for name in names:
            missed = _missed(report["files"][name])
            if missed:
                found.append(f"{name}: 100 % wanted, not run: {missed}.")
    return found


def _missed(file: Mapping[str, Any]) -> str:
    lines = [f"line {line}" for line in file["missing_lines"]]
    branches = [
        f"the way from {start} to {'the exit' if end < 0 else end}"
        for start, end in file.get("missing_branches", [])
    ]
    return ", ".join([*lines, *branches])


def floors(arguments: Sequence[str]) -> int:
    """Compare and tell; 1 when something lies below its floor. Raises Trouble without a run."""
    if not (places.PROJECT / ".coverage").exists():
        raise Trouble("No coverage was measured: run python3 manage.py test --cov first.")
    with tempfile.TemporaryDirectory() as scratch:
        target = Path(scratch) / "coverage.json"
        done = subprocess.run(
            [sys.executable, "-m", "coverage", "json", "-q", "-o", target],
            cwd=places.PROJECT,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise Trouble(f"The coverage data cannot be read: {done.stdout.strip()}")
        report = json.loads(target.read_text(encoding="utf-8"))
    below = shortfalls(wanted(), report)
    for sentence in below:
        warn(sentence)
    say(f"Coverage of lines and branches: {report['totals']['percent_covered']:.2f} %.")
    return 1 if below else 0
