"""What moved between two states of an answer, kind by kind."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest

from exercises.kinds import registry
from exercises.kinds.moving import Moved, by_how_much, shown


def said(slug: str, before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, ...]]:
    """What moved from one answer to another, under the brief of the kind's first sample."""
    kind = registry.find(slug)
    sample = import_module(f"exercises.kinds.{slug}.samples").SAMPLES[0]
    lines = kind.moved(
        kind.brief_from(sample.brief), kind.answer_from(before), kind.answer_from(after)
    )
    return [(each.what, each.before, each.after, each.by) for each in lines]


def test_an_estimate_moves_in_number_word_confidence_and_basis() -> None:
    brief = import_module("exercises.kinds.estimate.samples").SAMPLES[0].brief
    name = brief["questions"][0]["id"]
    before = {"number": 30, "word": "unlikely", "confidence": "low", "because": "Thin."}
    after = {"number": 15, "word": "very unlikely", "confidence": "moderate", "because": "Less."}
    found = said("estimate", {"estimates": {name: before}}, {"estimates": {name: after}})
    assert found == [
        (f"{name}, number", "30 %", "15 %", "−15"),
        (f"{name}, word", "unlikely", "very unlikely", ""),
        (f"{name}, confidence", "low", "moderate", ""),
        (f"{name}, basis", "Thin.", "Less.", ""),
    ]


def test_a_matrix_moves_in_cells_sums_reasons_linchpin_and_chances() -> None:
    brief = import_module("exercises.kinds.ach_matrix.samples").SAMPLES[0].brief
    row, first = brief["rows"][0], brief["hypotheses"][0]
    identity = row["id"]
    before = {"cells": {identity: {first["id"]: "C"}}, "linchpin": identity, "chances": {}}
    after = {
        "cells": {identity: {first["id"]: "II"}},
        "reasons": {identity: "Odd."},
        "linchpin": "none",
        "chances": {first["id"]: 10},
    }
    found = said("ach_matrix", before, after)
    assert found[0] == (f"{identity} against {first['id']} {first['name']}", "C", "II", "")
    assert (f"{first['id']}, inconsistency, plain count", "0", "2", "+2") in found
    assert any("weighted (PARC)" in each[0] for each in found)
    assert (f"{identity}, reason", "–", "Odd.", "") in found
    assert ("Linchpin", identity, "none", "") in found
    assert found[-1] == (f"Chance of {first['id']} {first['name']}", "–", "10 %", "")


def test_graded_sources_move_on_both_axes() -> None:
    brief = import_module("exercises.kinds.source_grading.samples").SAMPLES[0].brief
    name = brief["items"][0]["id"]
    before = {"source": "D", "information": "3", "chance": 40, "source_reason": "A stake."}
    after = {"source": "C", "information": "2", "chance": 55, "no_report": True}
    found = said("source_grading", {"grades": {name: before}}, {"grades": {name: after}})
    assert found == [
        (f"{name}, the source", "D", "C", ""),
        (f"{name}, the information", "3", "2", ""),
        (f"{name}, chance that it is accurate", "40 %", "55 %", "+15"),
        (f"{name}, what it is", "a source report", "not a source report", ""),
        (f"{name}, reason", "A stake.", "–", ""),
    ]


def test_sorted_claims_move_in_class_and_voice() -> None:
    brief = import_module("exercises.kinds.claim_sorting.samples").SAMPLES[0].brief
    name, voice = brief["statements"][0]["id"], brief["voices"][0]
    before, after = {"code": "RF"}, {"code": "AA", "who": voice["id"]}
    found = said("claim_sorting", {"sorted": {name: before}}, {"sorted": {name: after}})
    assert [each[0] for each in found] == [f"{name}, class", f"{name}, who asserts it"]
    assert found[0][1] != found[0][2]
    assert found[1][1:] == ("–", voice["name"], "")


@pytest.mark.parametrize("slug", sorted(registry.every()))
def test_every_kind_says_that_nothing_moved_and_says_something_when_it_did(slug: str) -> None:
    kind = registry.find(slug)
    sample = import_module(f"exercises.kinds.{slug}.samples").SAMPLES[0]
    brief, right = kind.brief_from(sample.brief), kind.answer_from(sample.answer)
    assert list(kind.moved(brief, right, right)) == []
    lines = kind.moved(brief, kind.blank(brief), right)
    assert lines or kind.prose(right)
    assert all(isinstance(each, Moved) and each.sentence for each in lines)


def test_differences_carry_their_sign_and_nothing_is_a_dash() -> None:
    assert (by_how_much(10, 30), by_how_much(30.5, 30.25, 2)) == ("+20", "−0.25")
    assert (by_how_much(None, 3), by_how_much(3, 3)) == ("", "")
    assert (shown(None), shown(""), shown(0)) == ("–", "–", "0")
    assert Moved("Q1", "30 %", "20 %", "−10").sentence == "Q1: 30 % → 20 % (−10)"
    assert Moved("Q1", "low", "high").sentence == "Q1: low → high"
