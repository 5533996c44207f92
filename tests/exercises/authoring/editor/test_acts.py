"""The small buttons of a form: add, remove, move; nested lists and tables of free rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

import pytest
from django.http import QueryDict

from exercises.authoring.editor.acts import Act, blank, new_entry, perform, read_act
from exercises.authoring.editor.naming import quoted, unquoted
from exercises.authoring.editor.reading import group_is_blank, read_group
from exercises.authoring.editor.schema import Control, Entries, Leaf, Table, group_of
from exercises.authoring.editor.showing import A_PAGE, Showing
from exercises.authoring.editor.shown import Section, faults_in
from exercises.kinds.asking import Entries as Called
from exercises.kinds.asking import OneOf
from exercises.kinds.faults import faults_of
from exercises.kinds.shape import Many, Text, Whole


@dataclass(frozen=True)
class Outcome:
    id: Annotated[str, Text(12)]
    text: Annotated[str, Text(40)] = "none"


@dataclass(frozen=True)
class Terms:
    deadline: Annotated[str, Text(40)]


@dataclass(frozen=True)
class Question:
    id: Annotated[str, Text(12)]
    outcomes: Annotated[tuple[Outcome, ...], Many(0, 3), Called("Outcome", "o")] = ()
    terms: Terms | None = None


@dataclass(frozen=True)
class Survey:
    """A dataclass as a kind might have it, with everything a form can hold."""

    questions: Annotated[tuple[Question, ...], Many(2, 40), Called("Question", "Q")]
    notes: Annotated[Mapping[str, Annotated[str, Text(40)]], Many(0, 3)] = field(
        default_factory=dict
    )
    links: tuple[Terms, ...] = ()
    weights: Mapping[str, Annotated[int, Whole(0, 9)]] = field(default_factory=dict)
    by_question: Mapping[Annotated[str, OneOf("questions")], Terms] = field(default_factory=dict)
    odd_name: float = 0.5


@dataclass(frozen=True)
class Cover:
    """A form in a form."""

    survey: Survey


GROUP = group_of(Survey)


def form(*pairs: tuple[str, str]) -> QueryDict:
    post = QueryDict(mutable=True)
    for name, value in pairs:
        post.appendlist(name, value)
    return post


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("up 2 questions", Act("up", "2", "questions")),
        ("add - questions.0.outcomes", Act("add", "-", "questions.0.outcomes")),
        ("drop a%20b notes", Act("drop", "a%20b", "notes")),
        ("jump 2 questions", None),
        ("up 2", None),
        ("", None),
    ],
)
def test_a_button_says_what_to_do_to_which_entry(text: str, act: Act | None) -> None:
    assert read_act(text) == act


def do(data: dict[str, Any], text: str) -> tuple[dict[str, Any], str] | None:
    act = read_act(text)
    assert act
    done = perform(GROUP, data, act)
    return (done.data, done.at) if done else None


def test_entries_are_added_with_the_next_free_id_moved_and_removed() -> None:
    data = blank(GROUP)
    assert [each["id"] for each in data["questions"]] == ["Q1", "Q2"], "as many as are owed"
    added = do(data, "add - questions")
    assert added
    data, at = added
    assert (data["questions"][2]["id"], at) == ("Q3", "questions.2")
    moved = do(data, "up 2 questions")
    assert moved
    assert [each["id"] for each in moved[0]["questions"]] == ["Q1", "Q3", "Q2"]
    assert moved[1] == "questions.1"
    dropped = do(moved[0], "drop 0 questions")
    assert dropped
    assert [each["id"] for each in dropped[0]["questions"]] == ["Q3", "Q2"]
    assert [each["id"] for each in data["questions"]] == ["Q1", "Q2", "Q3"], "the old data stay"


def test_a_list_within_an_entry_has_buttons_of_its_own() -> None:
    data = {"questions": [{"id": "Q1"}, {"id": "Q2"}]}
    added = do(data, "add - questions.1.outcomes")
    assert added
    assert added[0]["questions"][1]["outcomes"] == [{"id": "o1"}]
    assert added[1] == "questions.1.outcomes.0"
    full = {"questions": [{"id": "Q1", "outcomes": [{"id": "a"}] * 3}]}
    assert do(full, "add - questions.0.outcomes") is None, "three are the most"


def test_only_what_takes_an_entry_away_needs_a_way_back() -> None:
    presses = [Act(verb, "0", "questions") for verb in ("add", "drop", "up", "down")]
    assert [each.verb for each in presses if each.removes] == ["drop"]


def test_a_list_within_a_group_has_buttons_too() -> None:
    act = Act("add", "-", "survey.questions")
    done = perform(group_of(Cover), {"survey": {"questions": []}}, act)
    assert done
    assert done.data == {"survey": {"questions": [{"id": "Q1"}]}}
    assert done.at == "survey.questions.0"


@pytest.mark.parametrize(
    "text",
    [
        "up 0 questions",
        "down 1 questions",
        "drop 7 questions",
        "up x questions",
        "add - nothing",
        "add - odd_name",
        "add - questions.9.outcomes",
        "add - questions.x.outcomes",
        "add - questions.0",
        "add - questions.0.id.x",
        "add - by_question",
        "up a notes",
        "add - by_question.Q9.deadline",
        "add - by_question.Q1",
        "add - odd_name.x",
        "add - notes.a.b",
    ],
)
def test_a_press_that_fits_nothing_does_nothing(text: str) -> None:
    data = {"questions": [{"id": "Q1"}, {"id": "Q2"}], "notes": {"a": "b"}}
    assert do(data, text) is None


@pytest.mark.parametrize("odd", [{"questions": "x"}, {"questions": {"a": 1}}, {"questions": ["x"]}])
def test_data_of_another_shape_are_left_alone(odd: dict[str, Any]) -> None:
    assert do(odd, "up 0 questions.0.outcomes") is None
    assert do({**odd, "notes": "text"}, "add - notes") is None
    if not isinstance(odd["questions"], list):
        assert do(odd, "drop 0 questions") is None


def test_free_rows_are_added_under_a_name_to_be_changed() -> None:
    added = do({}, "add - notes")
    assert added
    assert added == ({"notes": {"new1": ""}}, "notes.new1")
    again = do(added[0], "add - notes")
    assert again
    assert list(again[0]["notes"]) == ["new1", "new2"]
    full = {"notes": {"a": "", "b": "", "c": ""}}
    assert do(full, "add - notes") is None
    gone = do(full, "drop b notes")
    assert gone
    assert list(gone[0]["notes"]) == ["a", "c"]
    spaced = do({"notes": {"a b.c": "x"}}, f"drop {quoted('a b.c')} notes")
    assert spaced
    assert spaced[0] == {"notes": {}}


def test_free_rows_that_are_renamed_alike_are_both_kept() -> None:
    post = form(
        ("notes.row", "a"), ("notes.a.key", "same"), ("notes.a", "one"),
        ("notes.row", "b"), ("notes.b.key", "same"), ("notes.b", "two"),
    )  # fmt: skip
    found = read_group(GROUP, post, {"notes": {"a": "one", "b": "two", "c": "three"}})
    assert found["notes"] == {"c": "three", "same": "one", "same (2)": "two"}


def test_rows_that_nobody_filled_in_are_not_kept_unless_they_are_owed() -> None:
    post = form(
        ("by_question.row", "Q1"), ("by_question.Q1.deadline", ""),
        ("by_question.row", "Q2"), ("by_question.Q2.deadline", "May"),
        ("weights.row", "x"), ("weights.x", ""),
    )  # fmt: skip
    found = read_group(GROUP, post, {})
    assert found["by_question"] == {"Q2": {"deadline": "May"}}
    assert "weights" not in found


def test_what_a_form_does_not_show_keeps_what_it_had() -> None:
    many = [{"id": f"Q{n}"} for n in range(40)]
    post = form(("questions.row", "30"), ("questions.30.id", "changed"), ("questions.row", "x"))
    found = read_group(GROUP, post, {"questions": many, "stray": 1})
    assert found["questions"][30] == {"id": "changed"}
    assert found["questions"][29] == {"id": "Q29"}
    assert found["stray"] == 1, "a field the form does not know stays, and is named as a fault"
    assert read_group(GROUP, form(), {"questions": many})["questions"] == many


def test_entries_posted_beyond_what_is_there_are_kept_too() -> None:
    post = form(("questions.row", "2"), ("questions.2.id", "Q9"))
    assert read_group(GROUP, post, {"questions": "odd"})["questions"] == [{}, {}, {"id": "Q9"}]


def test_a_long_list_is_shown_in_parts() -> None:
    data = {"questions": [{"id": f"Q{n}"} for n in range(60)]}
    parts = Showing(begin=30).parts(GROUP, data)
    section = parts[0]
    assert isinstance(section, Section)
    assert (section.begin, section.end, section.of) == (A_PAGE, 2 * A_PAGE, 60)
    assert section.pages == [0, 25, 50]
    assert section.rows[0].name == "questions.25"


def test_a_blank_entry_is_called_empty_and_not_wrong_in_each_field() -> None:
    data = {"questions": [{"id": "Q1"}, {"id": "Q2", "outcomes": [{"id": "o1", "text": ""}]}]}
    showing = Showing(faults=faults_of(Survey, {**data, "odd_name": "x", "by_question": {"Z": 3}}))
    found = list(faults_in(showing.parts(GROUP, {**data, "by_question": {"Z": 3}})))
    said = [(each.name, each.sentence) for each in found]
    assert ("questions.0", "Empty: fill it in, or remove it.") in said
    assert ("odd_name", "A number belongs here.") in said
    assert any(name == "by_question.Z" for name, _sentence in said), "a stray row is named"


def test_only_what_nobody_typed_is_blank() -> None:
    entries = GROUP.parts[0].node
    assert isinstance(entries, Entries)
    assert group_is_blank(entries.group, {"id": "Q1"})
    assert not group_is_blank(entries.group, {"id": "Q1", "stray": 1})
    assert not group_is_blank(entries.group, "text")
    assert group_is_blank(entries.group, {"terms": {}})


def test_names_of_rows_bear_dots_and_blanks() -> None:
    for key in ("a.b", "a b", "50%", "%2E", "¶7"):
        assert "." not in quoted(key)
        assert " " not in quoted(key)
        assert unquoted(quoted(key)) == key


def test_a_field_without_words_is_called_by_its_name() -> None:
    by_name = {part.name: part for part in GROUP.parts}
    assert by_name["odd_name"].label == "Odd name"
    assert isinstance(by_name["odd_name"].node, Leaf)
    assert by_name["odd_name"].node.control is Control.NUMBER
    notes = by_name["notes"].node
    assert isinstance(notes, Table)
    assert notes.free
    terms = by_name["links"].node
    assert isinstance(terms, Entries)
    assert not terms.numbered
    assert new_entry(terms, []) == {}


def test_a_type_that_no_form_can_hold_is_a_fault_of_the_kind() -> None:
    @dataclass(frozen=True)
    class Odd:
        when: bytes

    with pytest.raises(TypeError, match="has no form"):
        group_of(Odd)
