"""docs/asvs.md names every requirement once, and nothing that is not there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
STATES = {"met", "part", "open", "host", "none"}

# How many requirements of levels 1 and 2 each section of ASVS 5.0.0 has; they are numbered from 1.
SECTIONS = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1,
    "3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4,
    "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3, "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5,
    "6.6": 3, "6.8": 4, "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2, "8.1": 2,
    "8.2": 3, "8.3": 1, "8.4": 1, "9.1": 3, "9.2": 4, "10.1": 2, "10.2": 2, "10.3": 4, "10.4": 11,
    "10.5": 5, "10.6": 2, "10.7": 3, "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1,
    "11.6": 1, "12.1": 3, "12.2": 2, "12.3": 4, "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5,
    "14.1": 2, "14.2": 4, "14.3": 3, "15.1": 3, "15.2": 3, "15.3": 7, "16.1": 1, "16.2": 5,
    "16.3": 4, "16.4": 3, "16.5": 3, "17.1": 1, "17.2": 4, "17.3": 2,
}  # fmt: skip

ROWS = [line for line in TEXT.splitlines() if re.match(r"\| \d", line)]
CHAPTERS = [line for line in re.split(r"\n\n", TEXT) if re.match(r"\d+\.\d+\.\d+", line)]


def numbers(words: str) -> Iterator[str]:
    """Yield what stands in a first column: single numbers, and ranges within one section."""
    for first, last in re.findall(r"(\d+\.\d+\.\d+)(?:–(\d+\.\d+\.\d+))?", words):
        section, _, start = first.rpartition(".")
        end_section, _, end = (last or first).rpartition(".")
        assert section == end_section, f"{first}–{last} leaves its section"
        yield from (f"{section}.{number}" for number in range(int(start), int(end) + 1))


def cells(row: str) -> list[str]:
    """Return a row's cells."""
    return [cell.strip() for cell in row.strip("|").split("|")]


def test_every_requirement_stands_there_once() -> None:
    named = Counter(
        number
        for words in [*(cells(row)[0] for row in ROWS), *(c.partition(":")[0] for c in CHAPTERS)]
        for number in numbers(words)
    )
    wanted = {
        f"{section}.{number}"
        for section, count in SECTIONS.items()
        for number in range(1, count + 1)
    }
    assert [number for number, count in named.items() if count > 1] == []
    assert set(named) == wanted, sorted(set(named) ^ wanted)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: cells(row)[0])
def test_a_row_says_its_state_and_where(row: str) -> None:
    _numbers, asks, state, where, test = cells(row)
    assert asks
    assert state in STATES
    assert where or state == "none"
    written = "[" in where  # a decision in writing is read, not run
    if state == "met" and "`" in where and not written:
        assert test, "what is met in code is held by a test"


@pytest.mark.parametrize("page", ["asvs.md", "security.md"])
def test_what_a_page_names_is_there(page: str) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    missing = []
    for name in re.findall(r"`((?:courseplatform|courses|exercises|tests)/[\w/.:-]+)`", text):
        path, _, test = name.partition("::")
        place = ROOT / path
        if not place.exists() or (
            test
            and not re.search(rf"^def {test}\(", place.read_text(encoding="utf-8"), re.MULTILINE)
        ):
            missing.append(name)
    linked = re.findall(r"\]\(([\w-]+\.md)\)", text)
    missing += [name for name in linked if not (ROOT / "docs" / name).exists()]
    assert missing == []
