"""Finding kinds by their folder: ``kinds/<slug>/kind.py`` holds one instance called ``KIND``."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType

from django.utils.translation import gettext as _

from courseplatform.kit.refusals import Refusal
from exercises import kinds
from exercises.kinds.contract import AnyKind, Kind


@cache
def every() -> Mapping[str, AnyKind]:
    """Return all kinds by slug, in alphabetical order."""
    found: dict[str, AnyKind] = {}
    for info in sorted(pkgutil.iter_modules(kinds.__path__), key=lambda each: each.name):
        if not info.ispkg:
            continue
        kind = import_module(f"{kinds.__name__}.{info.name}.kind").KIND
        if not isinstance(kind, Kind) or kind.slug != info.name:
            raise TypeError(f"kinds/{info.name}/kind.py: KIND must be a Kind called “{info.name}”.")
        found[kind.slug] = kind
    return MappingProxyType(found)


def find(slug: str) -> AnyKind:
    """Return the kind ``slug``. Raises Refusal when this installation has no such kind."""
    try:
        return every()[slug]
    except KeyError:
        raise Refusal(
            _("This installation has no task kind “%(slug)s”. Ask the office about this task.")
            % {"slug": slug},
            code="no-such-kind",
        ) from None
