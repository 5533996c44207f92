"""The profile, and zone, appearance and language for everybody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from courseplatform.people import zones
from courseplatform.people.models import User

pytestmark = pytest.mark.django_db
FORM = {
    "name": "Ada Byron",
    "certificate_name": "",
    "zone": "Europe/Kyiv",
    "language": "en",
    "theme": "system",
}


@pytest.fixture
def ada(client: Client) -> User:
    user = User.objects.create_user("ada@example.org", name="Ada", zone="Europe/Rome")
    client.force_login(user)
    return user


def test_the_profile_is_for_the_person_alone(client: Client) -> None:
    assert client.get("/profile/").headers["Location"].startswith("/accounts/login/")


def test_the_profile_shows_and_keeps_what_one_says_of_oneself(client: Client, ada: User) -> None:
    page = client.get("/profile/")
    assert "no-store" in page.headers["Cache-Control"]
    assert 'value="Europe/Rome"' in page.text
    answer = client.post("/profile/", {**FORM, "theme": "dark", "certificate_name": " Dr Ada "})
    assert answer.headers["Location"] == "/profile/"
    ada.refresh_from_db()
    assert (ada.name, ada.certificate_name, ada.zone, ada.theme) == (
        "Ada Byron", "Dr Ada", "Europe/Kyiv", "dark",
    )  # fmt: skip
    assert "Your profile is saved." in client.get("/profile/").text


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "", "Fill this in."),
        ("name", "\u202e\u200b ", "Write a name."),
        ("name", "x" * 121, "at most 120"),
        ("zone", "", "Type a city or a zone."),
        ("zone", "Atlantis", "No zone is called so."),
        ("zone", "../../etc/passwd", "No zone is called so."),
        ("theme", "pink", "valid choice"),
        ("language", "xx", "valid choice"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_kept(
    client: Client, ada: User, field: str, typed: str, sentence: str
) -> None:
    page = client.post("/profile/", {**FORM, field: typed})
    assert page.status_code == 422
    assert sentence in page.text
    assert "There is a problem" in page.text
    assert "<title>Error: " in page.text
    ada.refresh_from_db()
    assert ada.name == "Ada"
    assert "Signed in as Ada<" in page.text, "the bar shows the stored name, not the refused one"


def test_extra_fields_change_nothing(client: Client, ada: User) -> None:
    client.post("/profile/", {**FORM, "email": "x@example.org", "is_staff": "on", "ref": "a" * 26})
    ada.refresh_from_db()
    assert ada.email == "ada@example.org"
    assert not ada.is_staff


def test_a_null_byte_is_a_form_error_and_no_crash(client: Client, ada: User) -> None:
    assert client.post("/profile/", {**FORM, "name": "a\x00b"}).status_code == 422


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/Kyiv", "Europe/Kyiv"),
        ("europe/kyiv", "Europe/Kyiv"),
        (" kyiv ", "Europe/Kyiv"),
        ("new york", "America/New_York"),
        ("America/New York", "America/New_York"),
        ("buenos aires", "America/Argentina/Buenos_Aires"),
        ("UTC", "UTC"),
        ("Europe/Kiev", "Europe/Kiev"),
        ("Nowhere", ""),
        ("", ""),
        ("/", ""),
    ],
)
def test_a_zone_is_found_by_its_name_or_its_city(typed: str, zone: str) -> None:
    assert zones.find(typed) == zone


def test_people_without_an_account_keep_their_zone_in_a_cookie(client: Client) -> None:
    assert client.get("/zone/?next=/reports/").status_code == 200
    answer = client.post("/zone/", {"zone": "tokyo", "next": "/zone/?x=1"})
    assert answer.cookies["zone"].value == "Asia/Tokyo"
    assert answer.cookies["zone"]["samesite"] == "Lax"
    assert 'value="Asia/Tokyo"' in client.get("/zone/").text


def test_a_signed_in_person_keeps_it_with_the_account(client: Client, ada: User) -> None:
    client.post("/zone/", {"zone": "Kyiv"})
    ada.refresh_from_db()
    assert ada.zone == "Europe/Kyiv"


def test_an_unknown_zone_is_asked_for_again_with_what_was_typed(client: Client) -> None:
    page = client.post("/zone/", {"zone": "Atlantis"})
    assert page.status_code == 422
    assert 'value="Atlantis"' in page.text
    assert "zone" not in page.cookies


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_appearance_is_kept_and_shown_at_once(client: Client, ada: User, theme: str) -> None:
    client.post("/theme/", {"theme": theme})
    ada.refresh_from_db()
    assert ada.theme == theme
    assert f'data-theme="{theme}"' in client.get("/profile/").text


def test_the_system_s_appearance_takes_the_cookie_away(client: Client) -> None:
    client.post("/theme/", {"theme": "dark"})
    assert 'data-theme="dark"' in client.get("/zone/").text
    answer = client.post("/theme/", {"theme": "garbage"})
    assert answer.cookies["theme"]["max-age"] == 0
    assert "data-theme=" not in client.get("/zone/").text.replace("data-theme-form", "")


@pytest.mark.parametrize(
    "away", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
@pytest.mark.parametrize("where", ["/theme/", "/zone/", "/language/"])
def test_no_choice_leads_to_another_site(client: Client, where: str, away: str) -> None:
    form = {"theme": "dark", "zone": "UTC", "language": "en", "next": away}
    answer = client.post(where, form, headers={"Referer": away})
    assert answer.headers["Location"] == "/"


def test_a_choice_leads_back_to_the_page_it_was_made_on(client: Client) -> None:
    page = "http://testserver/courses/?page=2"
    assert client.post("/theme/", {}, headers={"Referer": page}).headers["Location"] == page
    answer = client.post("/theme/", {"next": "/reports/"}, headers={"Referer": page})
    assert answer.headers["Location"] == "/reports/"


def test_an_unknown_language_changes_nothing(client: Client, ada: User) -> None:
    answer = client.post("/language/", {"language": "xx"})
    assert not answer.cookies
    client.post("/language/", {"language": "en"})
    ada.refresh_from_db()
    assert ada.language == "en"


@pytest.mark.parametrize("where", ["/theme/", "/language/"])
def test_reading_changes_nothing(client: Client, where: str) -> None:
    assert client.get(where).status_code == 405


def test_choices_need_the_form_s_token(ada: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ada)
    assert strict.post("/theme/", {"theme": "dark"}).status_code == 403


def test_the_profile_costs_the_same_queries_whoever_looks(
    client: Client, ada: User, django_assert_num_queries: Callable
) -> None:
    client.get("/profile/")
    with django_assert_num_queries(5):  # session, person, the form's row, organiser, roles
        client.get("/profile/")
