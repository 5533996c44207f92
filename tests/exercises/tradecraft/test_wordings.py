"""Knowing a short text by approved wordings."""

import pytest

from exercises.tradecraft.wordings import fits_any, has_words


@pytest.mark.parametrize(
    ("text", "wording", "fits"),
    [
        ("Three camps are three sources", "three camps", True),
        ("THREE Camps!", "camps three", True),
        ("three campsites", "three camps", False),
        ("three campsites", "three camp*", True),
        ("scampi", "camp*", False),
        ("camp", "camp*", True),
        ("cam", "camp*", False),
        ("cost", "camp*", False),
        ("three", "three camps", False),
        ("A *three* **camps**", "three camps", True),
        ("Straße", "STRASSE", True),
        ("snake_case", "snake case", True),
        ("It made 8 knots.", "8", True),
        ("8.05 kn", "8.05", True),
        ("8,05 kn", "8.05", True),
        ("8.05 kn", "8,05", True),
        ("8.05 kn", "8", False),
        ("8.05 kn", "8*", True),
        ("2.8 kn", "8", False),
        ("in 2024, 8 ships", "8", True),
        ("at 8. Then", "8", True),
        ("H1.2", "h1.2", True),
        ("e.g. three", "g three", True),
        ("", "three", False),
        ("anything", "", False),
        ("anything", "— *", False),
    ],
)
def test_a_wording_fits_a_text_with_all_its_words(text: str, wording: str, fits: bool) -> None:
    assert fits_any(text, [wording]) is fits


def test_one_of_several_wordings_is_enough() -> None:
    assert fits_any("three camps", ["four camps", "three"])
    assert not fits_any("three camps", ["four", "five"])
    assert not fits_any("three camps", [])


def test_a_wording_needs_a_word() -> None:
    assert has_words("camp*")
    assert not has_words("— * _")
