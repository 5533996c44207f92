"""The bill of materials holds what the requirements name, and what those bring along."""

from __future__ import annotations

import json
import re
from io import StringIO
from pathlib import Path

from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[3]


def parts() -> dict[str, dict[str, str]]:
    out = StringIO()
    call_command("parts", stdout=out)
    told = json.loads(out.getvalue())
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.6")
    return {one["name"]: one for one in told["components"]}


def test_every_pinned_requirement_is_there_in_its_version() -> None:
    pinned = re.findall(
        r"^([\w-]+)(?:\[.*\])?==(\S+)$", (ROOT / "requirements.txt").read_text(), re.MULTILINE
    )
    assert len(pinned) > 15
    known = parts()
    assert {name: known[name]["version"] for name, _version in pinned} == dict(pinned)


def test_what_they_bring_along_is_there_once_with_an_address() -> None:
    known = parts()
    assert {"kombu", "sqlparse", "cffi"} <= set(known)
    addresses = [one["purl"] for one in known.values()]
    assert len(set(addresses)) == len(addresses)
    assert f"pkg:pypi/kombu@{known['kombu']['version']}" in addresses
