"""Write down the parts of others that run here, as a bill of materials."""

from __future__ import annotations

import json
import re
from importlib.metadata import Distribution, distributions
from typing import Any

from django.core.management import BaseCommand


class Command(BaseCommand):
    """``parts``: every package of this Python, in CycloneDX 1.6, for scanners and auditors."""

    help = "Prints every installed package with its version, as a CycloneDX bill of materials."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the bill, the same for the same packages."""
        self.stdout.write(json.dumps(bill(), indent=1))


def bill() -> dict[str, Any]:
    """Return the bill of materials of this Python: packages by name, each with its address."""
    found = {_name(one): one for one in distributions()}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "courseplatform"}},
        "components": [_component(name, found[name]) for name in sorted(found)],
    }


def _component(name: str, one: Distribution) -> dict[str, Any]:
    address = f"pkg:pypi/{name}@{one.version}"
    stated = one.metadata.get_all("License-Expression") or [""]
    return {
        "type": "library",
        "bom-ref": address,
        "name": name,
        "version": one.version,
        "purl": address,
        **({"licenses": [{"expression": stated[0]}]} if stated[0] else {}),
    }


def _name(one: Distribution) -> str:
    """Return a package's name as the index spells it."""
    return re.sub(r"[-_.]+", "-", one.metadata["Name"]).lower()
