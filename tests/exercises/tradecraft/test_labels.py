"""Words apart from rules: marked, translatable, with their facts."""

import importlib
import pickle
import pkgutil
from enum import Enum

import pytest

import exercises.tradecraft
from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.labels import N_, Label, Sentence
from exercises.tradecraft.undefined import SENTENCES, Reason, Undefined, too_few

MODULES = [
    importlib.import_module(found.name)
    for found in pkgutil.walk_packages(exercises.tradecraft.__path__, "exercises.tradecraft.")
]


def test_marking_a_string_leaves_it_as_it_is() -> None:
    assert N_("{percent} % of it") == "{percent} % of it"


def test_a_sentence_is_translated_before_its_facts_go_in() -> None:
    sentence = Sentence.of("{have} of {needed}", have=2, needed=5)
    assert str(sentence) == "2 of 5"
    assert sentence.render({"{have} of {needed}": "{needed}: {have}"}.__getitem__) == "5: 2"


def test_a_sentence_without_facts_may_hold_braces() -> None:
    assert str(Sentence("a {set}")) == "a {set}"


def test_invalid_input_is_a_value_error_with_a_translatable_sentence() -> None:
    error = InvalidInput("{handle} is listed twice.", handle="E1")
    assert isinstance(error, ValueError)
    assert str(error) == "E1 is listed twice."
    assert error.sentence == Sentence("{handle} is listed twice.", (("handle", "E1"),))
    assert str(pickle.loads(pickle.dumps(error))) == "E1 is listed twice."


def test_every_reason_has_a_sentence() -> None:
    assert list(SENTENCES) == list(Reason)
    for reason in Reason:
        assert str(Undefined(reason, have=1, needed=2)).endswith(".")


def test_too_few_says_how_many_there_are_and_how_many_are_wanted() -> None:
    assert too_few(4, 30) == Undefined(Reason.TOO_FEW, have=4, needed=30)
    assert str(too_few(4, 30)) == "Shown from 30 on; there are 4 so far."


def test_an_undefined_result_cannot_be_added_up_by_accident() -> None:
    with pytest.raises(TypeError):
        sum([0.5, Undefined(Reason.NO_DATA)])  # type: ignore[list-item]


def _label_tables() -> list[tuple[str, dict[Enum, Label]]]:
    return [
        (f"{module.__name__}.{name}", dict(table))
        for module in MODULES
        for name, table in vars(module).items()
        if name.isupper() and name.endswith("LABELS")
    ]


def test_every_label_table_covers_its_whole_scale_in_its_order() -> None:
    tables = _label_tables()
    assert len(tables) > 10
    for name, table in tables:
        scale = type(next(iter(table)))
        assert list(table) == list(scale), name
        assert all(isinstance(label, Label) and label.term for label in table.values()), name
