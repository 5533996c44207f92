"""Foreign keys follow the same order as imports; the import linter cannot see string references."""

from __future__ import annotations

import tomllib
from pathlib import Path

from django.apps import apps
from django.db.models import Field

ROOT = Path(__file__).resolve().parents[2]
OURS = ("courseplatform", "courses", "exercises")
# exercises is below courses in the floors, so a foreign key from courses would be allowed by the
# floors; the facade forbids it all the same: courses keeps references, never keys, into exercises.
FACADE = ("courses", "exercises")


def _levels() -> dict[str, int]:
    """Return room -> level (0 is highest), read from the import contracts themselves."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
        "contracts"
    ]
    by_id = {contract["id"]: contract for contract in contracts}
    levels: dict[str, int] = {}
    depth = 0
    for layer in by_id["floors"]["layers"]:
        for name in (part.strip() for part in layer.split("|")):
            if name in {"courses", "exercises"}:
                for rooms in by_id[f"rooms-of-{name}"]["layers"]:
                    depth += 1
                    for room in rooms.replace("(", "").replace(")", "").split("|"):
                        levels[f"{name}.{room.strip()}"] = depth
            else:
                levels[name] = depth
        depth += 1
    return levels


def _room(module: str) -> str:
    return ".".join(module.split(".")[:2])


def _foreign_keys() -> list[tuple[str, str, str]]:
    found = []
    for model in apps.get_models():
        if not model.__module__.startswith(OURS):
            continue
        for field in model._meta.get_fields():
            if isinstance(field, Field) and field.is_relation and field.related_model:
                target = field.related_model
                if target.__module__.startswith(OURS):
                    name = f"{model.__name__}.{field.name}"
                    found.append((name, _room(model.__module__), _room(target.__module__)))
    return found


def test_foreign_keys_point_downwards_or_stay_in_their_room() -> None:
    levels = _levels()
    upward = [
        f"{name}: {source} -> {target}"
        for name, source, target in _foreign_keys()
        if source != target and levels[source] >= levels[target]
    ]
    assert upward == []


def test_there_are_foreign_keys_to_judge() -> None:
    assert len(_foreign_keys()) > 5


def test_no_foreign_key_of_courses_reaches_into_exercises() -> None:
    through = [
        name
        for name, source, target in _foreign_keys()
        if source.startswith(FACADE[0] + ".") and target.startswith(FACADE[1] + ".")
    ]
    assert through == []
