"""Countries to choose from."""

import pytest

from courseplatform.kit import countries


def test_countries_stand_by_name_and_in_the_readers_words():
    english = dict(countries.choices("en"))
    assert (english["IT"], english["UA"]) == ("Italy", "Ukraine")
    assert dict(countries.choices("de"))["IT"] == "Italien"
    names = [name for _code, name in countries.choices("en")]
    assert names == sorted(names)
    assert all(len(code) == 2 for code in english)


def test_an_unknown_language_gets_english_names():
    assert dict(countries.choices("tlh"))["IT"] == "Italy"


@pytest.mark.parametrize(
    ("zone", "code"), [("Europe/Kyiv", "UA"), ("Europe/Rome", "IT"), ("UTC", ""), ("", "")]
)
def test_a_zone_tells_the_country_where_it_can(zone, code):
    assert countries.of_zone(zone) == code
