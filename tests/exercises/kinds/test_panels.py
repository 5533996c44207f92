"""Keys from panels: one contract over all kinds that offer it, then each kind's own rules."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.kinds import registry
from exercises.kinds.ach_matrix import types as ach
from exercises.kinds.claim_sorting import types as claims
from exercises.kinds.contract import AnyKind
from exercises.kinds.estimate import types as estimates
from exercises.kinds.forecast import types as forecasts
from exercises.kinds.key_assumptions import types as assumptions
from exercises.kinds.panels import (
    AGREED,
    ALONE,
    BESIDE,
    DIFFER,
    MOST,
    NEAR,
    NOBODY,
    SHOWN,
    SPLIT,
    TOO_FEW,
    PanelReading,
    judge_names,
    judge_order,
    middle,
    most_common,
    whole_hundred,
)
from exercises.kinds.source_grading import types as grading
from exercises.kinds.source_grading.panel import MIXED
from exercises.kinds.source_lineage import types as lineage
from exercises.kinds.source_lineage.panel import MINORITY
from exercises.tradecraft.agreement import Metric
from exercises.tradecraft.lineage import Status

PANEL_KINDS = [kind for kind in registry.every().values() if kind.offers_panel]
each_kind = pytest.mark.parametrize("kind", PANEL_KINDS, ids=lambda kind: kind.slug)
RANKS = {code: float(place) for place, code in enumerate("ABCDE")}


def first(kind: AnyKind) -> tuple[Any, Any, Any]:
    """The brief, key and right answer of a kind's first sample."""
    sample = import_module(f"exercises.kinds.{kind.slug}.samples").SAMPLES[0]
    return (
        kind.brief_from(sample.brief),
        kind.key_from(sample.key),
        kind.answer_from(sample.answer),
    )


def test_the_kinds_that_must_offer_a_panel_do() -> None:
    assert {kind.slug for kind in PANEL_KINDS} == {
        "ach_matrix", "claim_sorting", "estimate", "forecast", "key_assumptions",
        "source_grading", "source_lineage",
    }  # fmt: skip


@pytest.mark.parametrize("kind", [k for k in registry.every().values() if not k.offers_panel])
def test_other_kinds_say_that_they_have_none(kind: AnyKind) -> None:
    brief, _key, answer = first(kind)
    with pytest.raises(NotImplementedError):
        kind.key_from_panel(brief, [answer] * 3)


@each_kind
def test_three_alike_make_a_key_that_gives_their_answer_everything(kind: AnyKind) -> None:
    brief, before, answer = first(kind)
    reading = kind.key_from_panel(brief, [answer] * 3, before)
    assert reading.key is not None
    key = kind.key_from(kind.to_json(reading.key))
    assert key == reading.key, "it can be stored"
    if kind.slug != "forecast":  # what happened is not for experts to say
        assert not kind.validate(brief, key)
        score = kind.score(brief, key, answer)
        assert score is not None
        assert score.points_c == score.out_of_c
    assert not [line for line in reading.lines if line.differ]
    for line in reading.lines:
        assert line.label
        assert len(line.given) == 3
        assert "{" not in line.why.format(**line.facts)
        assert len(line.notes) in {0, 3}


@each_kind
def test_the_order_of_the_experts_changes_no_key(kind: AnyKind) -> None:
    brief, before, right = first(kind)
    samples = import_module(f"exercises.kinds.{kind.slug}.samples").SAMPLES
    others = [kind.answer_from(each.answer) for each in samples[1:3]]
    answers = [right, right, *others]
    if kind.slug == "key_assumptions":
        return  # whose words an assumption has depends on who named it first
    keys = {
        str(_unordered(kind, kind.key_from_panel(brief, list(order), before)))
        for order in permutations(answers)
    }
    assert len(keys) == 1


def _unordered(kind: AnyKind, reading: PanelReading[Any]) -> Any:
    data = kind.to_json(reading.key)
    for name in ("links", "open_links"):
        if name in data:
            data[name] = sorted(data[name], key=lambda each: (each["source"], each["target"]))
    for row in data.get("rows", {}).values():
        row["experts"] = sorted(row["experts"])
    return data


@each_kind
def test_an_empty_panel_reads_as_nothing(kind: AnyKind) -> None:
    brief, _key, answer = first(kind)
    blank = kind.blank(brief)
    reading = kind.key_from_panel(brief, [blank] * 3)
    assert not [line for line in reading.lines if line.graded]
    for ratings in kind.ratings(brief, [blank, answer]):
        assert all(len(row) == 2 for row in ratings.grid)
        assert len(ratings.grid) == len(ratings.lines)
        assert ratings.numbers()


@each_kind
def test_what_the_key_accepts_is_named_line_by_line(kind: AnyKind) -> None:
    brief, key, answer = first(kind)
    for ratings in kind.ratings(brief, [answer], key):
        if not ratings.accepted:
            assert kind.slug in {"forecast"}
            continue
        for row, accepted in zip(ratings.grid, ratings.accepted, strict=True):
            assert row[0] is None or accepted is None or row[0] in accepted or not accepted


@pytest.mark.parametrize(
    ("codes", "why", "graded", "steps"),
    [
        ("", NOBODY, False, None),
        ("BB", TOO_FEW, False, 0),
        ("BBB", AGREED, True, 0),
        ("BBC", NEAR, True, 1),
        ("BCD", DIFFER, False, 2),
        ("BBF", BESIDE, True, 0),
        ("FFF", AGREED, True, None),
        ("AEF", DIFFER, False, 4),
    ],
)
def test_answers_in_order_are_graded_up_to_one_step(
    codes: str, why: str, graded: bool, steps: int | None
) -> None:
    verdict = judge_order(list(codes), RANKS)
    assert (verdict.why, verdict.graded, verdict.steps) == (why, graded, steps)
    assert verdict.differ == (why == DIFFER)


@pytest.mark.parametrize(
    ("codes", "why"),
    [([], NOBODY), (["a", "a"], TOO_FEW), (["a"] * 3, AGREED), (["a", "a", "b"], MOST),
     (["a", "b", "c"], SPLIT), (["a", "a", "b", "b"], SPLIT)],
)  # fmt: skip
def test_answers_without_order_need_more_than_half(codes: list[str], why: str) -> None:
    assert judge_names(codes).why == why


@given(st.lists(st.floats(0, 100), min_size=2, max_size=8))
def test_rounded_shares_still_add_up_to_a_hundred(parts: list[float]) -> None:
    whole = sum(parts)
    means = [100 * part / whole for part in parts] if whole else [100.0, *[0.0] * (len(parts) - 1)]
    rounded = whole_hundred(means)
    assert sum(rounded) == 100
    assert all(abs(a - b) < 1 + 1e-6 for a, b in zip(rounded, means, strict=True))


def test_small_rules() -> None:
    assert middle([3, 1, 2, 9]) == 2
    assert most_common(["b", "a"], "ab") == "a"


# --- source grading -------------------------------------------------------------------------
GRADING = registry.find("source_grading")
ITEM = grading.Brief((grading.Item("R", "A report"),))


def graded(*pairs: str) -> list[grading.Answer]:
    """Answers to one item: "B2" is a grade, "-" no report, "" nothing."""
    answers = []
    for pair in pairs:
        if pair == "-":
            grade: dict[str, Any] = {"no_report": True}
        else:
            grade = {"source": pair[0], "information": pair[1]} if pair else {}
        answers.append(GRADING.answer_from({"grades": {"R": grade}}))
    return answers


@pytest.mark.parametrize(
    ("pairs", "entry"),
    [
        (["B2", "C2", "C3"], (("B", "C"), ("2", "3"), False, False)),
        (["B2", "D2", "F3"], (("B", "D", "F"), ("2", "3"), True, False)),
        (["B2", "B2"], (("B",), ("2",), True, True)),
        (["-", "-", "-"], ((), (), False, False)),
        (["-", "-", "B2"], (("B",), ("2",), True, True)),
        (["-", "-"], None),
        (["", "", ""], None),
    ],
)
def test_grades_become_accepted_sets(pairs: list[str], entry: Any) -> None:
    key = GRADING.key_from_panel(ITEM, graded(*pairs)).key
    assert key is not None
    found = key.items.get("R")
    if entry is None:
        assert found is None
        return
    assert (
        tuple(sorted(map(str, found.source))), tuple(sorted(map(str, found.information))),
        found.source_open, found.information_open,
    ) == entry  # fmt: skip


def test_some_who_see_no_report_are_named() -> None:
    reading = GRADING.key_from_panel(ITEM, graded("-", "-", "B2"))
    assert {line.why for line in reading.lines} == {MIXED}


def test_the_notes_of_the_key_there_was_are_kept() -> None:
    before = grading.Key({"R": grading.ItemKey(why="Because.")})
    reading = GRADING.key_from_panel(ITEM, graded("B2", "B2", "B2"), before)
    assert reading.key is not None
    assert reading.key.items["R"].why == "Because."


# --- claims ---------------------------------------------------------------------------------
CLAIMS = registry.find("claim_sorting")
CLAIM = claims.Brief(
    (claims.Statement("1", "¶1", "A claim.", ask_who=True), claims.Statement("2", "¶1", "B.")),
    (claims.Voice("a", "the author"), claims.Voice("b", "the radio")),
)


def sorted_as(*codes: str, who: str = "") -> list[claims.Answer]:
    voices = who.ljust(len(codes))
    return [
        CLAIMS.answer_from(
            {"sorted": {"1": {"code": code or None, "who": voice.strip()}}}
        )
        for code, voice in zip(codes, voices, strict=True)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("codes", "main", "also", "is_open"),
    [
        (["AA", "AA", "AA"], "AA", {}, False),
        (["AA", "AJ", "AA"], "AA", {"AJ": 0.5}, False),
        (["AA", "AJ", "SP"], "AA", {"AJ": 0.5, "SP": 0.5}, True),
        (["SP", "SP"], "SP", {}, True),
        (["", "", "RF"], "RF", {}, True),
    ],
)
def test_classes_become_a_main_one_and_others(
    codes: list[str], main: str, also: dict[str, float], is_open: bool
) -> None:
    key = CLAIMS.key_from_panel(CLAIM, sorted_as(*codes, who="ab")).key
    assert key is not None
    entry = key.statements["1"]
    assert (str(entry.main), {str(k): v for k, v in entry.also.items()}) == (main, also)
    assert entry.open == is_open
    assert entry.who == {"a", "b"}
    assert "2" not in key.statements, "nobody sorted it"


def test_a_key_says_which_classes_count() -> None:
    key = claims.Key(
        {
            "1": claims.StatementKey(claims.ClaimClass.AA, open=True, who=frozenset({"a"})),
            "2": claims.StatementKey(claims.ClaimClass.AA, {claims.ClaimClass.SP: 0.5}),
        }
    )
    classes, voices = CLAIMS.ratings(CLAIM, sorted_as("AA"), key)
    assert classes.accepted == (None, frozenset({"AA", "SP"}))
    assert voices.accepted == (frozenset({"a"}),)
    plain = claims.Brief((claims.Statement("2", "¶1", "B."),))
    assert len(CLAIMS.ratings(plain, [])) == 1


# --- matrix ---------------------------------------------------------------------------------
ACH = registry.find("ach_matrix")
MATRIX = ach.Brief(
    (ach.Hypothesis("H1", "One"), ach.Hypothesis("H2", "Two")),
    (ach.Evidence("E1", "A row."), ach.Evidence("E2", "Another.")),
)


def rated(*rows: str, chances: tuple[int, ...] = ()) -> ach.Answer:
    """An answer: "C I" for each row in order; "." is an empty cell."""
    cells = {
        f"E{n}": {f"H{m}": code for m, code in enumerate(row.split(), start=1) if code != "."}
        for n, row in enumerate(rows, start=1)
    }
    return ACH.answer_from(
        {"cells": cells, "chances": {f"H{m}": c for m, c in enumerate(chances, start=1)}}
    )


def test_a_matrix_keeps_whole_rows_and_leaves_out_where_experts_differ() -> None:
    answers = [
        rated("C I", "II CC", chances=(30, 70)),
        rated("C N", "N CC", chances=(40, 60)),
        rated("CC I", "C .", chances=(90, 20)),
        rated("C II", "NA CC"),
    ]
    before = ach.Key({"E1": ach.RowKey((tuple(ach.Code(c) for c in "CC"),), "Note.")}, why="Whole.")
    reading = ACH.key_from_panel(MATRIX, answers, before)
    assert reading.key is not None
    assert len(reading.key.rows["E1"].experts) == 4
    assert len(reading.key.rows["E2"].experts) == 3, "half a row is no row"
    assert reading.key.rows["E1"].why == "Note."
    assert (reading.key.why, reading.key.experts_wanted) == ("Whole.", 3)
    assert reading.key.chances == {"H1": 35, "H2": 65}
    whys = {(line.group[:2], line.label[:2]): line.why for line in reading.lines if line.group}
    assert whys["E1", "H1"] == NEAR
    assert whys["E1", "H2"] == DIFFER
    assert whys["E2", "H1"] == DIFFER
    assert whys["E2", "H2"] == AGREED
    assert [line.differ for line in reading.lines if line.group] == [False, True, True, False]


def test_a_matrix_nobody_rated_is_no_key() -> None:
    quiet = replace(MATRIX, ask_chances=False)
    reading = ACH.key_from_panel(quiet, [rated(". .", ". .")] * 3)
    assert reading.key is None
    assert {line.why for line in reading.lines} == {NOBODY}
    two = ACH.key_from_panel(MATRIX, [rated("C I", ". .")] * 2)
    assert {line.why for line in two.lines if line.group.startswith("E1")} == {TOO_FEW}


# --- estimate -------------------------------------------------------------------------------
ESTIMATE = registry.find("estimate")
QUESTIONS = estimates.Brief((estimates.Question("Q1", "Will it?"),))


def estimated(*given: tuple[int | None, str]) -> list[estimates.Answer]:
    return [
        ESTIMATE.answer_from(
            {"estimates": {"Q1": {"number": number, "confidence": level or None}}}
        )
        for number, level in given
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("given_", "low", "high", "opens"),
    [
        ([(10, "low"), (15, "low"), (30, "moderate")], 10, 30, (False, False)),
        ([(10, "low"), (15, "low"), (50, "high")], 10, 50, (True, True)),
        ([(20, "low"), (20, "low"), (50, "low")], 20, 50, (True, False)),
        ([(60, "low"), (60, "low")], 60, 60, (True, True)),
    ],
)
def test_numbers_become_a_range_by_rows_of_the_scale(
    given_: list[tuple[int, str]], low: int, high: int, opens: tuple[bool, bool]
) -> None:
    key = ESTIMATE.key_from_panel(QUESTIONS, estimated(*given_)).key
    assert key is not None
    entry = key.questions["Q1"]
    assert (entry.low, entry.high) == (low, high)
    assert (entry.range_open, entry.confidence_open) == opens
    ratings = ESTIMATE.ratings(QUESTIONS, estimated(*given_), key)
    assert (ratings[0].accepted[0] is None, ratings[1].accepted[0] is None) == opens


def test_a_number_without_a_confidence_is_no_key() -> None:
    assert ESTIMATE.key_from_panel(QUESTIONS, estimated((10, ""), (10, ""), (10, ""))).key is None


# --- forecast -------------------------------------------------------------------------------
FORECAST = registry.find("forecast")
_TERMS = {"settled_by": "x", "deadline": "x", "void": "x"}
FUTURE = FORECAST.brief_from(
    {
        "questions": [
            {"id": "Q1", "text": "Will it?", **_TERMS},
            {
                "id": "Q2", "text": "Which?", **_TERMS,
                "outcomes": [{"id": "a", "text": "A"}, {"id": "b", "text": "B"},
                             {"id": "c", "text": "C"}],
            },
        ]
    }
)  # fmt: skip


def test_chances_become_a_reference_that_adds_up() -> None:
    answers = [
        FORECAST.answer_from({"chances": {"Q1": {"yes": yes}, "Q2": three}})
        for yes, three in (
            (20, {"a": 33, "b": 33, "c": 34}),
            (25, {"a": 50, "b": 30, "c": 20}),
            (30, {"a": 90, "b": 90, "c": 90}),
        )
    ]
    before = forecasts.Key({"Q1": forecasts.Settled("yes", "The log.")}, why={"Q1": "So."})
    reading = FORECAST.key_from_panel(FUTURE, answers, before)
    assert reading.key is not None
    assert reading.key.reference["Q1"] == (25,)
    assert sum(reading.key.reference["Q2"]) == 100
    assert reading.key.settled == before.settled
    assert {line.why for line in reading.lines} == {SHOWN}
    assert FORECAST.key_from_panel(FUTURE, []).key is None


# --- lineage --------------------------------------------------------------------------------
LINEAGE = registry.find("source_lineage")
DRAWING = lineage.Brief(
    tuple(lineage.SourceBox(name, name) for name in "ORTP"), "The claim.", links_c=400
)


def drawn(*links: str, least: int | None = 1, most: int | None = 2, unknown: bool = False) -> Any:
    """An answer: "R>P stated" for each link."""
    rows = []
    for link in links:
        ends, status = link.split()
        rows.append({"source": ends[0], "target": ends[2], "status": status})
    data: dict[str, Any] = {"rows": rows, "at_least": least, "at_most_unknown": unknown}
    if most is not None and not unknown:
        data["at_most"] = most
    return LINEAGE.answer_from(data)


def test_links_of_most_are_the_key_and_the_others_cost_nothing() -> None:
    answers = [
        drawn("R>P stated", "O>R unknown", "T>P stated"),
        drawn("R>P inferred", "O>R unknown", "T>P unknown"),
        drawn("R>P stated", "T>P stated", "O>T inferred"),
    ]
    reading = LINEAGE.key_from_panel(DRAWING, answers)
    assert reading.key is not None
    links = {(each.source, each.target): each.status for each in reading.key.links}
    differ = {(each.source, each.target) for each in reading.key.open_links}
    assert links == {("R", "P"): Status.STATED, ("O", "R"): Status.UNKNOWN}
    assert differ == {("T", "P"), ("O", "T")}
    whys = {line.label: line.why for line in reading.lines}
    assert whys["T – P"] == DIFFER
    assert whys["O – T"] == MINORITY
    assert (reading.key.at_least, reading.key.at_most) == (1, 2)
    assert not reading.key.origins_open
    lines = LINEAGE.ratings(DRAWING, answers, reading.key)[0]
    assert dict(zip(lines.lines, lines.accepted, strict=True))["O–T"] is None


@pytest.mark.parametrize(
    ("told", "interval", "is_open"),
    [
        ([(1, 2, False)] * 3, (1, 2), False),
        ([(1, None, True)] * 3, (1, None), False),
        ([(1, 2, False), (1, 2, False), (1, None, True)], (1, 2), True),
        ([(1, 2, False), (3, 4, False), (1, 2, False)], (1, 2), True),
        ([(1, 2, False), (1, 5, False), (1, 2, False)], (1, 2), True),
        ([(1, 2, False), (None, None, False), (1, 2, False)], (1, 2), True),
        ([(None, None, False)] * 3, (1, None), True),
        ([(3, 3, False), (2, 2, False), (3, None, True)], (3, 3), True),
    ],
)
def test_origins_take_the_middle_of_both_ends(
    told: list[tuple[int | None, int | None, bool]],
    interval: tuple[int, int | None],
    is_open: bool,
) -> None:
    answers = [drawn("R>P stated", least=a, most=b, unknown=c) for a, b, c in told]
    key = LINEAGE.key_from_panel(DRAWING, answers).key
    assert key is not None
    assert (key.at_least, key.at_most) == interval
    assert key.origins_open == is_open


def test_two_experts_or_links_of_nobody_are_no_key() -> None:
    two = LINEAGE.key_from_panel(DRAWING, [drawn("R>P stated")] * 2)
    assert two.key is None
    assert two.lines[0].why == TOO_FEW


# --- assumptions ----------------------------------------------------------------------------
ASSUMPTIONS = registry.find("key_assumptions")
ABOUT = assumptions.Brief("The ship sails.")


def listed(*rows: tuple[str, str]) -> assumptions.Answer:
    return ASSUMPTIONS.answer_from(
        {"rows": [{"text": text, "support": support or None} for text, support in rows]}
    )


HARBOUR = "The harbour master is told before any ship leaves"


def test_assumptions_that_two_name_are_the_key_whatever_their_words() -> None:
    answers = [
        listed((HARBOUR, "solid"), ("The crew is complete", "caveat")),
        listed(("Before a ship leaves, the harbour master must be told", "caveat")),
        listed(("Harbour master told before ships leave", "solid"), ("Weather holds", "solid")),
    ]
    reading = ASSUMPTIONS.key_from_panel(ABOUT, answers)
    assert reading.key is not None
    (entry,) = reading.key.assumptions
    assert (entry.id, entry.text) == ("A1", HARBOUR)
    assert {str(each) for each in entry.support} == {"solid", "caveat"}
    assert entry.rule().fits("A master of the harbour is always told before a ship is leaving")
    assert not ASSUMPTIONS.validate(ABOUT, reading.key)
    alone = [line for line in reading.lines if line.why == ALONE]
    assert {line.label for line in alone} == {"The crew is complete", "Weather holds"}
    assert reading.ratings[0].metric is Metric.ORDINAL


def test_judgements_two_steps_apart_accept_every_judgement() -> None:
    answers = [listed((HARBOUR, "solid")), listed((HARBOUR, "unsupported")), listed((HARBOUR, ""))]
    reading = ASSUMPTIONS.key_from_panel(ABOUT, answers)
    assert reading.key is not None
    assert len(reading.key.assumptions[0].support) == 3
    assert reading.lines[0].differ


def test_an_assumption_the_key_knows_keeps_its_wordings_and_notes() -> None:
    known = assumptions.Entry(
        "A7", "x", ("harbour master",), frozenset({assumptions.Support.SOLID}), True, "Then what."
    )
    reading = ASSUMPTIONS.key_from_panel(
        ABOUT, [listed((HARBOUR, "solid"))] * 3, assumptions.Key((known,))
    )
    assert reading.key is not None
    (entry,) = reading.key.assumptions
    assert (entry.wordings, entry.linchpin, entry.if_wrong) == (
        ("harbour master",), True, "Then what.",
    )  # fmt: skip


def test_short_words_alone_are_known_by_themselves() -> None:
    reading = ASSUMPTIONS.key_from_panel(ABOUT, [listed(("It is so", "solid"))] * 3)
    assert reading.key is None, "texts without a word of substance are never taken for one"
    two = ASSUMPTIONS.key_from_panel(ABOUT, [listed((HARBOUR, "solid"))] * 2)
    assert two.lines[0].why == TOO_FEW
