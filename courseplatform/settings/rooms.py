"""Where rooms keep templates and static files, found by looking, in a fixed order."""

from __future__ import annotations

from pathlib import Path

BASE_DIR = Path(__file__).resolve().parents[2]


def folders(name: str) -> list[Path]:
    """Return every room's and kind's folder called ``name``, sorted; a kind's own folder never.

    A room has ``<room>/templates/<room>/``; a kind ``<kind>/templates/kinds/<kind>/``. The folder
    itself is not listed, since that would publish its Python.
    """
    found: list[Path] = []
    for app in ("courseplatform", "courses", "exercises"):
        found += sorted((BASE_DIR / app).glob(f"*/{name}"))
        found += sorted((BASE_DIR / app).glob(f"kinds/*/{name}"))
    sandbox = BASE_DIR / "courseplatform" / "sandbox"
    return [path for path in found if path.is_dir() and sandbox not in path.parents]
