"""Places to fill in a letter: a fixed list, and nothing in braces is ever computed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from exercises.supervision.placeholders import IN_SUBJECT, IN_TEXT, Place, fill, unknown

VALUES = {place: f"<{place.value}>" for place in Place}


def test_every_place_is_filled_blanks_inside_the_braces_do_not_matter() -> None:
    text = " ".join(f"{{{place.value}}} {{ {place.value} }}" for place in Place)
    assert fill(text, VALUES) == " ".join(f"<{place.value}> <{place.value}>" for place in Place)


def test_what_is_not_on_the_list_is_named_once_and_left_alone() -> None:
    text = "{grade} {name.password} {0} {} {grade} {name}"
    assert unknown(text, IN_TEXT) == ["grade", "name.password", "0", ""]
    assert fill(text, VALUES) == "{grade} {name.password} {0} {} {grade} <name>"


def test_a_subject_takes_nothing_about_the_person() -> None:
    assert unknown("{name} {alias} {link} {exercise} {due}", IN_SUBJECT) == [
        "name",
        "alias",
        "link",
    ]


def test_a_value_with_braces_is_not_filled_again() -> None:
    assert fill("{name}", {Place.NAME: "{alias}", Place.ALIAS: "x"}) == "{alias}"


@given(st.text(alphabet="{}na me!", max_size=60))
def test_any_text_can_be_filled_and_a_text_without_places_stays(text: str) -> None:
    if not unknown(text, frozenset()):
        assert fill(text, VALUES) == text
    assert fill(text, {}) == text
