"""What an author writes wrongly is refused by the types, with a sentence."""

from __future__ import annotations

import copy
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest

from exercises.kinds import registry
from exercises.kinds.contract import Sheet
from exercises.kinds.shape import ShapeError

Change = Callable[[dict[str, Any]], object]


def sample(slug: str, part: str) -> dict[str, Any]:
    return copy.deepcopy(getattr(import_module(f"exercises.kinds.{slug}.samples"), part))


@pytest.mark.parametrize(
    ("slug", "change", "sentence"),
    [
        ("ach_matrix", lambda b: b["rows"].append(b["rows"][0]), "Two entries have the same id"),
        ("ach_matrix", lambda b: b.update(standing_c=5000), "worth a fifth at most"),
        ("ach_matrix", lambda b: b.update(hypotheses=b["hypotheses"][:1]), "2 to 10 entries"),
        ("claim_sorting", lambda b: b["statements"].append(b["statements"][0]), "same id"),
        ("claim_sorting", lambda b: b["voices"].append(b["voices"][0]), "Two voices"),
        ("claim_sorting", lambda b: b.update(who_c=100), "worth less than its class"),
        ("claim_sorting", lambda b: b.update(voices=[]), "which voices there are"),
        ("estimate", lambda b: b["questions"].append(b["questions"][0]), "same id"),
        ("estimate", lambda b: b.update(nested=["Q1", "Q9"]), "at most once, by its id"),
        ("estimate", lambda b: b.update(nested=["Q1"]), "nothing nested"),
        ("source_grading", lambda b: b["items"].append(b["items"][0]), "same id"),
        ("choice", lambda b: b["options"].append(b["options"][0]), "Two options have the same id"),
        ("chronology", lambda b: b["events"].append(b["events"][0]), "same id"),
        ("indicators", lambda b: b["hypotheses"].append(b["hypotheses"][0]), "same id"),
        ("source_lineage", lambda b: b["sources"].append(b["sources"][0]), "same id"),
        ("forecast", lambda b: b["questions"].append(b["questions"][0]), "same id"),
        (
            "forecast",
            lambda b: b["questions"][1].update(outcomes=[{"id": "a", "text": "a"}]),
            "two outcomes or more",
        ),
    ],
)
def test_a_brief_that_contradicts_itself_is_refused(
    slug: str, change: Change, sentence: str
) -> None:
    data = sample(slug, "BRIEF")
    change(data)
    with pytest.raises(ShapeError, match=sentence):
        registry.find(slug).brief_from(data)


@pytest.mark.parametrize(
    ("slug", "change", "sentence"),
    [
        ("claim_sorting", lambda k: k["statements"]["1"].update(also={"RF": 0.5}), "must differ"),
        ("claim_sorting", lambda k: k["statements"]["1"].update(also={"CX": 1.5}), "at most 1"),
        ("estimate", lambda k: k["questions"]["Q1"].update(low=90), "begins above its end"),
        ("source_grading", lambda k: k["items"]["R"].update(source=[]), "or on neither"),
        ("flaw_finding", lambda k: k["flaws"].append(k["flaws"][0]), "Two flaws"),
        (
            "key_assumptions",
            lambda k: k["assumptions"].append(k["assumptions"][0]),
            "Two assumptions",
        ),
        (
            "key_assumptions",
            lambda k: k["assumptions"][0].update(wordings=["…"]),
            "words to know it by",
        ),
        ("source_lineage", lambda k: k["links"].append(k["links"][0]), "listed twice"),
        ("source_lineage", lambda k: k.update(at_least=3, at_most=1), "cannot be less"),
        ("chronology", lambda k: k["dates"]["A"].update(month=2, day=30), "no such day"),
    ],
)
def test_a_key_that_contradicts_itself_is_refused(slug: str, change: Change, sentence: str) -> None:
    data = sample(slug, "KEY")
    change(data)
    with pytest.raises(ShapeError, match=sentence):
        registry.find(slug).key_from(data)


@pytest.mark.parametrize(
    ("slug", "change", "sentence"),
    [
        ("ach_matrix", lambda k: k["rows"]["E1"].update(experts=[["C", "I"]]), "needs 3 codes"),
        ("ach_matrix", lambda k: k.update(chances={"H1": 100}), "must name every hypothesis"),
        ("ach_matrix", lambda k: k["chances"].update(H1=90), "must add up to 100"),
        ("claim_sorting", lambda k: k["statements"]["2"].update(who=[]), "does not say who"),
        ("claim_sorting", lambda k: k["statements"]["2"].update(who=["me"]), "does not offer"),
        ("written_assessment", lambda k: k.update(model="word " * 99), "The model answer has 99"),
        ("choice", lambda k: k.update(right=["z"]), "is no option"),
        ("chronology", lambda k: k.update(order=[["A", "B", "C"]]), "puts nothing in order"),
        ("chronology", lambda k: k.update(undated=["A"]), "does not place event A exactly once"),
        ("deception_check", lambda k: k["model"].pop("eve-fit"), "does not answer “eve-fit”"),
        ("flaw_finding", lambda k: k["flaws"][0].update(paragraphs=["¶8"]), "in no paragraph"),
        ("forecast", lambda k: k["settled"]["Q1"].update(outcome="few"), "cannot come out so"),
        ("forecast", lambda k: k["settled"].pop("Q1"), "has points but no outcome"),
        ("forecast", lambda k: k["reference"].update(Q2=[50, 20]), "does not add up to 100"),
        ("forecast", lambda k: k["reference"].update(Q2=[50, 20, 10]), "does not add up to 100"),
        ("indicators", lambda k: k["examples"][0].update(supports=["H9"]), "is no hypothesis"),
        ("indicators", lambda k: k["examples"][0].update(opposes=[]), "do not earn full points"),
        (
            "key_assumptions",
            lambda k: k["assumptions"][0].update(text="Else."),
            "by its own wordings",
        ),
        ("source_lineage", lambda k: k["links"][0].update(source="X"), "is no source"),
        ("written_assessment", lambda k: k["levels"].update(change={"4": "x"}), "not marked"),
    ],
)
def test_a_key_that_does_not_fit_its_brief_is_found(
    slug: str, change: Change, sentence: str
) -> None:
    kind = registry.find(slug)
    data = sample(slug, "KEY")
    change(data)
    faults = kind.validate(kind.brief_from(sample(slug, "BRIEF")), kind.key_from(data))
    assert [fault for fault in faults if sentence in fault]


def test_a_key_of_an_unknown_class_of_standard_is_refused() -> None:
    data = sample("written_assessment", "KEY")
    data["levels"] = {"style": {"4": "x"}}
    with pytest.raises(ShapeError, match="“style” is not one of sources"):
        registry.find("written_assessment").key_from(data)


def test_what_is_missing_is_named_item_by_item() -> None:
    kind = registry.find("source_grading")
    brief = kind.brief_from(sample("source_grading", "BRIEF"))
    answer = kind.answer_from(
        {"grades": {"R": {"source": "D", "information": "3"}, "N": {"no_report": True}}}
    )
    assert kind.missing(brief, answer) == [
        (
            "R, Radio reports a ship: "
            "no reason for the source, no reason for the information, "
            "no chance given."
        ),
        "N, No picture exists: no reason.",
    ]


def test_claims_without_a_class_and_without_a_voice_are_listed_apart() -> None:
    kind = registry.find("claim_sorting")
    brief = kind.brief_from(sample("claim_sorting", "BRIEF"))
    answer = kind.answer_from({"sorted": {"2": {"code": "AA"}, "3": {"code": "SP"}}})
    assert kind.missing(brief, answer) == ["Not sorted: 1, 4.", "Who asserts it is open: 2."]


def test_chances_that_do_not_add_up_are_named_with_their_sum() -> None:
    kind = registry.find("ach_matrix")
    brief = kind.brief_from(sample("ach_matrix", "BRIEF"))
    some = kind.answer_from({"chances": {"H1": 30}})
    assert "No chance given for H2, H3." in kind.missing(brief, some)
    wrong = kind.answer_from({"chances": {"H1": 30, "H2": 30, "H3": 30}})
    assert "Your chances add up to 90; they must add up to 100." in kind.missing(brief, wrong)
    right = kind.answer_from({"chances": {"H1": 30, "H2": 30, "H3": 40}})
    assert not [each for each in kind.missing(brief, right) if "chance" in each]


def test_a_row_without_a_reason_is_named() -> None:
    kind = registry.find("ach_matrix")
    brief = kind.brief_from(sample("ach_matrix", "BRIEF"))
    cells = {"H1": "C", "H2": "C", "H3": "C"}
    answer = kind.answer_from({"cells": {"E1": cells, "E2": cells}, "reasons": {"E1": "So."}})
    missing = kind.missing(brief, answer)
    assert missing[:2] == ["Not every hypothesis is rated: E3.", "No reason given: E2."]


def test_a_text_over_its_limit_is_kept_and_named() -> None:
    kind = registry.find("written_assessment")
    brief = kind.brief_from(sample("written_assessment", "BRIEF"))
    long = kind.answer_from({"text": "word " * 61})
    assert kind.missing(brief, long) == ["The text is 1 word over its limit of 60."]
    assert not kind.missing(brief, kind.answer_from({"text": "word " * 60}))


def test_rows_can_be_read_in_the_order_of_their_spread() -> None:
    kind = registry.find("ach_matrix")
    brief = kind.brief_from(sample("ach_matrix", "BRIEF"))
    answer = kind.answer_from(
        {
            "cells": {
                "E1": {"H1": "N", "H2": "N", "H3": "N"},
                "E2": {"H1": "CC", "H2": "II", "H3": "N"},
                "E3": {"H1": "C"},
            }
        }
    )
    rows = kind.context(Sheet(brief, answer, part="by-spread"))["rows"]
    assert [row["id"] for row in rows] == ["E2", "E1", "E3"]
    assert [row["spread"] for row in rows] == ["1.63", "0.00", ""], "shown for complete rows only"


def test_a_panel_that_differs_is_not_graded_and_staff_see_it() -> None:
    kind = registry.find("ach_matrix")
    brief = kind.brief_from(sample("ach_matrix", "BRIEF"))
    split = [["CC", "C", "II"], ["II", "C", "II"], ["N", "C", "II"]]
    data = {"rows": {name: {"experts": split} for name in ("E1", "E2", "E3")}}
    key = kind.key_from(data)
    score = kind.score(brief, key, kind.blank(brief))
    assert score is not None
    assert "None of the 6 cells that count was rated." in [each.render() for each in score.remarks]
    hopeless = kind.key_from(
        {"rows": {name: {"experts": [["CC"] * 3, ["II"] * 3, ["N"] * 3]} for name in data["rows"]}}
    )
    score = kind.score(brief, hopeless, kind.blank(brief))
    assert score is not None
    assert score.remarks[0].points_c == brief.cells_c, "what nobody can grade costs nobody points"
    page = kind.review(Sheet(brief, kind.blank(brief)), key=key)
    assert [cell.ungraded is not None for cell in page["rows"][0]["panel"]] == [True, False, False]


def test_a_matrix_alike_on_both_sides_is_compared_cell_by_cell() -> None:
    kind = registry.find("ach_matrix")
    brief = kind.brief_from(sample("ach_matrix", "BRIEF"))
    same = {"rows": {name: {"experts": [["C", "C", "C"]] * 3} for name in ("E1", "E2", "E3")}}
    cells = {name: {"H1": "C", "H2": "C", "H3": "C"} for name in ("E1", "E2", "E3")}
    score = kind.score(brief, kind.key_from(same), kind.answer_from({"cells": cells}))
    assert score is not None
    assert score.remarks[0].points_c == brief.cells_c
    assert "compared one by one" in score.remarks[0].render()


def test_a_key_of_several_right_options_needs_a_task_that_lets_several_be_chosen() -> None:
    kind = registry.find("choice")
    brief = kind.brief_from({**sample("choice", "BRIEF"), "several": False})
    assert kind.validate(brief, kind.key_from(sample("choice", "KEY"))) == [
        "The key has several right options, but only one can be chosen."
    ]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"model": "x" * 301}, "longer than the field"),
        ({"model": "The harbour master"}, "among the refused wordings"),
        ({"model": "Nobody"}, "fits none of the accepted wordings"),
    ],
)
def test_a_model_answer_that_its_own_key_does_not_know_is_found(
    change: dict[str, str], sentence: str
) -> None:
    kind = registry.find("short_text")
    key = kind.key_from({**sample("short_text", "KEY"), **change})
    assert [
        fault
        for fault in kind.validate(kind.brief_from(sample("short_text", "BRIEF")), key)
        if sentence in fault
    ]


def test_a_wording_without_words_is_refused() -> None:
    with pytest.raises(ShapeError, match="needs a word"):
        registry.find("short_text").key_from({**sample("short_text", "KEY"), "accepted": ["…"]})
