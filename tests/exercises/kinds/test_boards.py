"""One test over all class boards: what is told to whom, in which order, and nothing before its time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any

import pytest
from django.template.loader import render_to_string

from exercises.kinds import registry
from exercises.kinds.boards import (
    CLASS,
    PANEL,
    WHY,
    Board,
    Choice,
    Given,
    TalliedBoard,
    bars,
    find,
    modal,
    part,
    parts,
    tally_of,
    tenths,
)
from exercises.kinds.contract import AnyKind, Sample
from exercises.tradecraft.disclosure import Audience

INSTRUCTOR, _COORDINATOR, _STUDENT, LIVE = Audience
BOARDS = [
    (kind, board) for kind in registry.every().values() if (board := find(kind.slug)) is not None
]
each_board = pytest.mark.parametrize(
    ("kind", "board"), BOARDS, ids=[kind.slug for kind, _board in BOARDS]
)
AB = [Choice("A", "first"), Choice("B", "second"), Choice("F", "apart", apart=True)]


def samples_of(kind: AnyKind) -> list[Sample]:
    samples = import_module(f"exercises.kinds.{kind.slug}.samples").SAMPLES
    first = samples[0]
    return [
        sample
        for sample in samples
        if not sample.invalid and sample.brief == first.brief and sample.key == first.key
    ]


def given(kind: AnyKind, names: Sequence[str]) -> list[Given[Any]]:
    by_name = {sample.name: sample for sample in samples_of(kind)}
    return [Given(kind.answer_from(by_name[name].answer)) for name in names]


def terms(kind: AnyKind) -> tuple[Any, Any]:
    first = samples_of(kind)[0]
    return kind.brief_from(first.brief), kind.key_from(first.key)


def found(
    kind: AnyKind, board: Board[Any, Any, Any], names: Sequence[str], audience: Audience
) -> list[dict[str, Any]]:
    brief, key = terms(kind)
    return [each.to_json() for each in board.findings(brief, key, given(kind, names), audience)]


def figures_in(data: Any) -> Iterator[Any]:
    if isinstance(data, dict):
        for name, value in data.items():
            if name in {"share", "count", "n"} and value is not None:
                yield value
            yield from figures_in(value)
    elif isinstance(data, list):
        for each in data:
            yield from figures_in(each)


def drawn(kind: AnyKind, finding: dict[str, Any], reveal: int) -> str:
    context = {
        "finding": finding,
        "reveal": reveal,
        "template": f"kinds/{kind.slug}/debrief.html",
        "mine": (),
    }
    return render_to_string("debrief/finding.html", context)


MANY = ("right",) * 4 + ("wrong",) * 3 + ("partly right",) * 2


def test_the_kinds_that_a_class_can_look_at_have_a_board() -> None:
    assert {kind.slug for kind, _board in BOARDS} >= {
        "ach_matrix",
        "choice",
        "claim_sorting",
        "estimate",
        "flaw_finding",
        "forecast",
        "key_assumptions",
        "source_grading",
        "source_lineage",
    }
    assert find("written_assessment") is None


@each_board
def test_findings_are_json_with_names_of_their_own(kind: AnyKind, board: Any) -> None:
    for audience in (INSTRUCTOR, LIVE):
        findings = found(kind, board, MANY, audience)
        assert findings
        assert json.loads(json.dumps(findings)) == findings
        slugs = [each["slug"] for each in findings]
        assert len(set(slugs)) == len(slugs)
        assert all(1 <= each["steps"] <= 3 for each in findings)


@each_board
def test_under_five_answers_the_screen_depends_on_nobodys_answer(kind: AnyKind, board: Any) -> None:
    right = found(kind, board, ("right",) * 4, LIVE)
    wrong = found(kind, board, ("wrong",) * 4, LIVE)
    assert right == wrong == found(kind, board, ("empty",) * 2, LIVE)
    assert not list(figures_in(right))


@each_board
def test_the_instructor_sees_figures_from_the_first_answer_on(kind: AnyKind, board: Any) -> None:
    assert list(figures_in(found(kind, board, ("right",), INSTRUCTOR)))
    assert found(kind, board, (), INSTRUCTOR) is not None


@each_board
def test_the_order_of_the_class_changes_nothing(kind: AnyKind, board: Any) -> None:
    for audience in (INSTRUCTOR, LIVE):
        assert found(kind, board, MANY, audience) == found(kind, board, MANY[::-1], audience)


@each_board
def test_the_class_comes_first_then_the_experts_then_why(kind: AnyKind, board: Any) -> None:
    canaries = [
        word
        for word in json.dumps(samples_of(kind)[0].key)
        .replace('"', " ")
        .replace("\\u2019", "")
        .split()
        if word.startswith("KEY-")
    ]
    assert canaries
    whole = ""
    for finding in found(kind, board, MANY, LIVE):
        first, second, third = (drawn(kind, finding, reveal) for reveal in (CLASS, PANEL, WHY))
        assert not [word for word in canaries if word in first], "the class alone"
        assert "◆" not in first
        if finding["panel"]:
            assert "◆" in second
        assert not finding["why"] or "<h3" in third
        whole += third
    assert [word for word in canaries if word in whole], "in the end the experts' words are told"


@each_board
def test_pages_of_findings_carry_no_style_and_no_script(kind: AnyKind, board: Any) -> None:
    for audience in (INSTRUCTOR, LIVE):
        for finding in found(kind, board, MANY, audience):
            page = drawn(kind, finding, WHY)
            assert " style=" not in page
            assert "<script" not in page
            assert "{" not in page.replace("&#x27;", "")


@each_board
def test_ones_own_answer_is_found_among_the_bars(kind: AnyKind, board: Any) -> None:
    brief, _key = terms(kind)
    mine = board.mine(brief, given(kind, ("right",))[0].answer)
    findings = {each["slug"]: each for each in found(kind, board, MANY, INSTRUCTOR)}
    for slug, codes in mine.items():
        if slug in findings and "rows" in json.dumps(findings[slug]["facts"]):
            text = json.dumps(findings[slug]["facts"])
            assert all(json.dumps(code.rsplit(":", 1)[-1])[1:-1] in text for code in codes)


TALLIED = [(kind, board) for kind, board in BOARDS if isinstance(board, TalliedBoard)]


@pytest.mark.parametrize(("kind", "board"), TALLIED, ids=[kind.slug for kind, _b in TALLIED])
def test_counting_large_answers_takes_what_is_stored(kind: AnyKind, board: Any) -> None:
    for sample in samples_of(kind):
        answer = kind.answer_from(sample.answer)
        stored = kind.to_json(answer)
        plain = board.plain(answer)
        assert tally_of([plain], board.tallied) == tally_of(
            [{name: stored[name] for name in board.tallied}], board.tallied
        )


# --- what all boards are made of ------------------------------------------------------------------
def test_a_tally_counts_values_by_place() -> None:
    answers = [
        {"cells": {"E1": {"H1": "C", "H2": ""}}, "linchpin": "E1"},
        {"cells": {"E1": {"H1": "C"}}, "linchpin": None},
        {"linchpin": ""},
    ]
    assert tally_of(answers, {"cells": 2, "linchpin": 0}) == {
        ("cells", "E1", "H1"): {"C": 2},
        ("linchpin",): {"E1": 1},
    }


def test_bars_hold_count_and_share_as_far_as_they_may_be_told() -> None:
    told = bars({"A": 3, "B": 2}, AB, LIVE, panel=("B",))
    assert [(row["count"], row["share"], row["panel"]) for row in told["rows"]] == [
        (3, 60, False),
        (2, 40, True),
        (0, 0, False),
    ]
    assert (told["n"], modal(told)) == (5, "A")
    hidden = bars({"A": 2, "B": 2}, AB, LIVE)
    assert (hidden["n"], hidden["rows"], modal(hidden)) == (None, [], None)
    assert hidden["hidden"]["template"] == "Shown from {needed} answers on."
    alike = bars({"A": 12, "B": 1}, AB, LIVE)
    assert [row["words"] for row in alike["rows"]] == ["nearly all", None, None]
    assert not list(figures_in(alike["rows"]))
    assert modal(alike) == "A"
    assert modal(bars({}, AB, INSTRUCTOR)) is None


def test_parts_of_people_do_not_exclude_each_other() -> None:
    told = parts({"A": 6, "B": 10}, 10, AB, LIVE, panel=("A",))
    assert [(row["share"], row["words"]) for row in told["rows"]] == [
        (60, None),
        (None, "nearly all"),
        (None, "nearly nobody"),
    ]
    assert parts({"A": 3}, 4, AB, LIVE)["rows"] == []
    assert part(1, 4, LIVE) == {"share": None, "words": None}
    assert part(1, 4, INSTRUCTOR) == {"share": 25, "words": None}


def test_per_cents_fall_into_tenths() -> None:
    assert tenths([1, 9, 10, 37, 90, 99, 100]) == {"0": 2, "10": 1, "30": 1, "90": 3}
