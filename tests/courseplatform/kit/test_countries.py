"""Countries to choose from."""

from zoneinfo import available_timezones

import pytest

from courseplatform.kit import countries


def test_countries_stand_by_name_and_in_the_readers_words():
    english = dict(countries.choices("en"))
    assert (english["IT"], english["UA"]) == ("Italy", "Ukraine")
    assert dict(countries.choices("de"))["IT"] == "Italien"
    assert all(len(code) == 2 for code in english)


def test_an_accent_does_not_send_a_country_to_the_end_of_the_list():
    names = [name for _code, name in countries.choices("en")]
    assert names[:3] == ["Afghanistan", "Åland Islands", "Albania"]
    assert names.index("Costa Rica") < names.index("Côte d’Ivoire") < names.index("Croatia")
    assert names[-1] == "Zimbabwe"


def test_what_is_no_country_cannot_be_chosen_nor_guessed():
    codes = dict(countries.choices("en"))
    assert not codes.keys() & {"ZZ", "IC", "EA", "AC", "TA", "EU", "UN"}
    assert {countries.of_zone(zone) for zone in available_timezones()} <= {*codes, ""}


def test_an_unknown_language_gets_english_names():
    assert dict(countries.choices("tlh"))["IT"] == "Italy"


@pytest.mark.parametrize(
    ("zone", "code"), [("Europe/Kyiv", "UA"), ("Europe/Rome", "IT"), ("UTC", ""), ("", "")]
)
def test_a_zone_tells_the_country_where_it_can(zone, code):
    assert countries.of_zone(zone) == code
