"""Kinds whose answer is a list: rows that grow, go and come back; what single rows lack."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.http import QueryDict

from exercises.kinds import registry
from exercises.kinds.contract import AnyKind, Sheet
from exercises.kinds.rows import BLANK

LISTS = ("flaw_finding", "indicators", "key_assumptions", "source_lineage")
FIRST = {"flaw_finding": "why", "indicators": "sign", "key_assumptions": "text"}


def sample(slug: str, name: str) -> Any:
    return getattr(import_module(f"exercises.kinds.{slug}.samples"), name)


def form(fields: dict[str, str]) -> QueryDict:
    post = QueryDict(mutable=True)
    post.update(fields)
    return post


def right(slug: str) -> tuple[AnyKind, Any, Any]:
    kind = registry.find(slug)
    return (
        kind,
        kind.brief_from(sample(slug, "BRIEF")),
        kind.answer_from(sample(slug, "SAMPLES")[0].answer),
    )


def posted(sheet_context: dict[str, Any]) -> int:
    return len(sheet_context["rows"])


@pytest.mark.parametrize("slug", LISTS)
def test_there_are_always_blank_rows_to_grow_into(slug: str) -> None:
    kind, brief, answer = right(slug)
    rows = kind.context(Sheet(brief, answer))["rows"]
    assert len(rows) == len(answer.rows) + BLANK
    assert [row["blank"] for row in rows[-BLANK:]] == [True] * BLANK


@pytest.mark.parametrize("slug", sorted(FIRST))
def test_a_removed_row_comes_back_when_it_is_asked_for_at_once(slug: str) -> None:
    kind, brief, _ = right(slug)
    name = FIRST[slug]
    fields = {"rows": "2", f"{name}-0": "first", f"{name}-1": "second"}
    both = kind.parse(brief, form(fields), kind.blank(brief)).answer
    assert len(both.rows) == 2
    less = kind.parse(brief, form({**fields, "drop-0": "1"}), both).answer
    assert (len(less.rows), len(less.dropped)) == (1, 1)
    assert kind.context(Sheet(brief, less))["dropped"] == less.dropped
    left = {"rows": "1", f"{name}-0": "second"}
    back = kind.parse(brief, form({**left, "undo": "1"}), less).answer
    assert [getattr(row, name) for row in back.rows] == ["second", "first"]
    assert not back.dropped
    gone = kind.parse(brief, form(left), less).answer
    assert (len(gone.rows), gone.dropped) == (1, ()), "the next save lets it go for good"


@pytest.mark.parametrize(
    ("slug", "row", "sentence"),
    [
        (
            "flaw_finding",
            {"why": "x"},
            "Finding 1: no paragraph, no words quoted, no kind of flaw.",
        ),
        (
            "indicators",
            {"sign": "x"},
            "Indicator 1: no hypothesis, nobody who would see it, no day.",
        ),
        ("key_assumptions", {"text": "x"}, "Row 1: not judged, not said what if it is wrong."),
        (
            "source_lineage",
            {"source": "R"},
            "Link 1: no relation, no end, not said what it rests on.",
        ),
    ],
)
def test_what_a_row_lacks_is_named(slug: str, row: dict[str, str], sentence: str) -> None:
    kind, brief, _ = right(slug)
    assert sentence in kind.missing(brief, kind.answer_from({"rows": [row]}))


@pytest.mark.parametrize("slug", LISTS)
def test_a_whole_list_lacks_nothing(slug: str) -> None:
    kind, brief, answer = right(slug)
    assert kind.missing(brief, answer) == []


def test_words_that_do_not_stand_in_the_paragraph_are_remarked_on() -> None:
    from exercises.kinds.contract import Passage

    kind, brief, _ = right("flaw_finding")
    passages = {"¶1": Passage("¶1", "<p>The ship <em>sailed</em> &amp; sank.</p>", "p1")}
    answer = kind.answer_from(
        {
            "rows": [
                {"paragraph": "¶1", "quote": "ship  sailed & SANK"},
                {"paragraph": "¶1", "quote": "never sailed"},
                {"paragraph": "¶1"},
                {"quote": "anything"},
            ]
        }
    )
    rows = kind.context(Sheet(brief, answer, passages=passages))["rows"]
    assert [row["quote_stands"] for row in rows[:4]] == [True, False, True, True]


def test_too_few_indicators_are_named_with_the_number_asked_for() -> None:
    kind, brief, _ = right("indicators")
    assert "2 indicators are asked for; there are 0." in kind.missing(brief, kind.blank(brief))


def test_a_lineage_without_the_number_of_origins_says_so() -> None:
    kind, brief, answer = right("source_lineage")
    bare = kind.answer_from({"rows": kind.to_json(answer)["rows"]})
    assert kind.missing(brief, bare) == [
        "You have not said how many independent origins there are."
    ]
    assert "unknown" in kind.progress(brief, bare).sentence
