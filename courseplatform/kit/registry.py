"""Finding things by their file: a new kind, reminder, card or sweep is one file, no list to edit."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import TypeVar

T = TypeVar("T")

APPS = ("courseplatform", "courses", "exercises")
# Stand-ins are found by nobody, settings and runtime hold no business.
NOT_ROOMS = {"sandbox", "settings", "runtime", "kit", "migrations", "templatetags", "management"}


@cache
def rooms() -> tuple[str, ...]:
    """Return the dotted names of all rooms of the house, sorted."""
    found: list[str] = []
    for app in APPS:
        package = import_module(app)
        found += [
            f"{app}.{info.name}"
            for info in pkgutil.iter_modules(package.__path__)
            if info.ispkg and info.name not in NOT_ROOMS
        ]
    return tuple(sorted(found))


@cache
def modules(file_name: str) -> tuple[ModuleType, ...]:
    """Import and return ``<room>.<file_name>`` of every room that has such a file or folder.

    The folders are looked through once in a process: pages ask for this too.
    """
    found: list[ModuleType] = []
    for room in rooms():
        package = import_module(room)
        names = {info.name for info in pkgutil.iter_modules(package.__path__)}
        if file_name in names:
            module = import_module(f"{room}.{file_name}")
            found.append(module)
            if hasattr(module, "__path__"):
                parts = sorted(info.name for info in pkgutil.iter_modules(module.__path__))
                found += [import_module(f"{module.__name__}.{part}") for part in parts]
    return tuple(found)


def instances(file_name: str, of: type[T]) -> list[T]:
    """Return every module-level instance of ``of`` in the rooms' files called ``file_name``."""
    found: dict[int, T] = {}
    for module in modules(file_name):
        for value in vars(module).values():
            if isinstance(value, of):
                found[id(value)] = value
    return list(found.values())
