"""References, tokens, the converter in addresses."""

from __future__ import annotations

import re

import pytest

from courseplatform.kit.references import LENGTH, PATTERN, RefConverter, RefField, digest, new_ref


def test_a_reference_is_26_base32_characters_and_never_the_same() -> None:
    made = {new_ref() for _ in range(2000)}
    assert len(made) == 2000
    assert all(re.fullmatch(PATTERN, ref) and len(ref) == LENGTH for ref in made)
    assert LENGTH * 5 >= 128


def test_every_place_of_a_reference_varies() -> None:
    made = [new_ref() for _ in range(300)]
    assert all(len({ref[place] for ref in made}) > 8 for place in range(LENGTH))


def test_a_token_is_kept_as_its_fingerprint() -> None:
    assert digest("token") == "3c469e9d6c5875d37a43f353d4f88e61fcf812c66eee3457465a40b0da4153e0"


def test_the_field_is_unique_not_editable_and_migrates_without_repeating_itself() -> None:
    field = RefField()
    assert (field.unique, field.editable, field.max_length) == (True, False, 26)
    assert field.deconstruct()[3] == {}


@pytest.mark.parametrize("text", ["a" * 25, "a" * 27, "A" * 26, "1" * 26, "a" * 25 + "/"])
def test_anything_else_in_an_address_is_not_found(text: str) -> None:
    converter = RefConverter()
    assert not re.fullmatch(converter.regex, text)
    ref = new_ref()
    assert converter.to_url(converter.to_python(ref)) == ref
