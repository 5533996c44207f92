"""What has to be installed is decided from texts alone."""

from __future__ import annotations

import pytest

from courseplatform.runtime.fingerprints import Wheel, fingerprint, missing, pins, wheels

TEXTS = {"site": "django==5.2\n", "embedded": "server==1\n", "tests": "pytest==9\n"}


def recorded(*layers: str) -> dict[str, object]:
    return {layer: fingerprint(TEXTS[layer], "3.11") for layer in layers}


def test_a_new_environment_misses_every_wanted_layer() -> None:
    assert missing(["site", "embedded"], TEXTS, {}, "3.11") == ["site", "embedded"]


def test_what_is_recorded_is_not_installed_again() -> None:
    assert missing(["site", "embedded"], TEXTS, recorded("site", "embedded"), "3.11") == []


def test_only_the_layer_whose_file_changed_is_installed() -> None:
    changed = TEXTS | {"site": "django==5.2.1\n"}
    assert missing(["site", "embedded"], changed, recorded("site", "embedded"), "3.11") == ["site"]


def test_tests_are_installed_only_when_they_are_wanted() -> None:
    assert missing(["site"], TEXTS, recorded("site"), "3.11") == []
    assert missing(["site", "tests"], TEXTS, recorded("site"), "3.11") == ["tests"]


def test_another_python_needs_everything_anew() -> None:
    assert missing(["site"], TEXTS, recorded("site"), "3.12") == ["site"]


def test_a_record_with_nonsense_counts_as_nothing() -> None:
    assert missing(["site"], TEXTS, {"site": ["?"], "tests": 3}, "3.11") == ["site"]


@pytest.mark.parametrize(
    "same",
    ["a==1\nb==2\n", "b==2\na==1", "# why\na==1  # because\n\n   b==2   \n", "a==1\r\nb==2\r\n"],
)
def test_comments_order_and_blank_lines_change_nothing(same: str) -> None:
    assert fingerprint(same, "3.11") == fingerprint("a==1\nb==2\n", "3.11")


def test_a_changed_pin_changes_the_fingerprint() -> None:
    assert fingerprint("a==1", "3.11") != fingerprint("a==2", "3.11")


def test_pins_are_the_lines_that_ask_for_something() -> None:
    assert pins("# head\n\na==1 # tail\n b[c]==2\n") == ["a==1", "b[c]==2"]


def test_a_wheel_may_name_what_to_try_where_it_does_not_fit() -> None:
    text = "# head\na==1  # or: b==2, c==3\nd==4  # the broker\n\n"
    assert wheels(text) == [Wheel(("a==1", "b==2", "c==3")), Wheel(("d==4",))]
