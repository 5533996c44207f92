"""Coverage floors: what is below them is told, file by file."""

from __future__ import annotations

from typing import Any

from courseplatform.runtime.floors import Floors, shortfalls, wanted


def report(percent: float, **files: dict[str, Any]) -> dict[str, Any]:
    return {
        "totals": {"percent_covered": percent},
        "files": {f"app/{name}.py": content for name, content in files.items()},
    }


WHOLE = {"missing_lines": [], "missing_branches": []}


def test_enough_everywhere_is_silent() -> None:
    assert shortfalls(Floors(90, ("app/rule.py",)), report(90.0, rule=WHOLE)) == []


def test_too_little_altogether_is_told_with_both_figures() -> None:
    (sentence,) = shortfalls(Floors(90, ()), report(89.994, rule=WHOLE))
    assert "89.99 %" in sentence
    assert "90 %" in sentence


def test_a_pure_file_may_miss_neither_line_nor_branch() -> None:
    files = {
        "rule": {"missing_lines": [7], "missing_branches": []},
        "other": {"missing_lines": [], "missing_branches": [[3, 9], [4, -1]]},
        "loose": {"missing_lines": [1, 2], "missing_branches": []},
    }
    sentences = shortfalls(Floors(0, ("app/rule.py", "app/o*.py")), report(50.0, **files))
    assert sentences == [
        "app/rule.py: 100 % wanted, not run: line 7.",
        "app/other.py: 100 % wanted, not run: the way from 3 to 9, the way from 4 to the exit.",
    ]


def test_a_pattern_that_matches_nothing_is_told_lest_a_rename_lifts_the_floor() -> None:
    assert shortfalls(Floors(0, ("app/gone.py",)), report(100.0, rule=WHOLE)) == [
        "app/gone.py: no measured file matches."
    ]


def test_the_project_asks_for_ninety_per_cent_and_names_existing_files() -> None:
    from courseplatform.runtime.places import PROJECT

    floors = wanted()
    assert floors.overall >= 90
    for pattern in floors.complete:
        assert list(PROJECT.glob(pattern)), pattern
