"""A second language by a setting: addresses of its own, the reader's choice, letters."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import Settings

from courseplatform.kit import clock
from courseplatform.languages import catalogues
from courseplatform.letters.rendering import Sender, render
from courseplatform.letters.writing import write
from courseplatform.people.models import User
from courseplatform.privacy import exporting
from courseplatform.settings import environment
from courseplatform.settings.environment import WrongSetting

pytestmark = pytest.mark.django_db

GERMAN = {
    "Reports": "Berichte",
    "Courses": "Kurse",
    "Profile": "Profil",
    "Your profile is saved.": "Ihr Profil ist gespeichert.",
    "Your account": "Ihr Konto",
    "You are enrolled in %(course)s.": "Sie sind für %(course)s angemeldet.",
}


@pytest.fixture
def german(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """A site that speaks English and some German."""
    path = tmp_path / "de" / catalogues.PLACE
    path.parent.mkdir(parents=True)
    catalogue = Catalog("de")
    for text, words in GERMAN.items():
        catalogue.add(text, words)
    with path.open("wb") as file:
        write_po(file, catalogue)
    settings.LOCALE_PATHS = [tmp_path]
    catalogues.compile_all()
    settings.LANGUAGES = [("en", "English"), ("de", "Deutsch")]
    yield
    translation.activate("en")


@pytest.fixture
def ada(client: Client) -> User:
    person = User.objects.create_user("ada@example.org", name="Ada", language="de")
    client.force_login(person)
    return person


def test_a_public_page_speaks_the_language_of_its_address(german: None, client: Client) -> None:
    english, other = client.get("/reports/").text, client.get("/de/reports/").text
    assert '<html lang="en"' in english
    assert "<h1>Reports</h1>" in english
    assert '<html lang="de"' in other
    assert "<h1>Berichte</h1>" in other
    assert 'href="/de/courses/"' in other, "links stay in the language"
    assert client.get("/fr/reports/").status_code == 404


def test_the_copy_of_ones_data_speaks_ones_language(german: None, ada: User) -> None:
    file = io.BytesIO()
    exporting.pack(ada, file, clock.now())
    page = zipfile.ZipFile(file).read("index.html").decode()
    assert '<html lang="de">' in page
    assert "<h2>Ihr Konto</h2>" in page


def test_nothing_else_changes_what_a_public_address_says(german: None, ada: User) -> None:
    client = Client(headers={"Accept-Language": "de"})
    client.cookies["django_language"] = "de"
    assert "<h1>Reports</h1>" in client.get("/reports/").text
    client.force_login(ada)
    assert "<h1>Reports</h1>" in client.get("/reports/").text


def test_public_pages_name_their_twins(german: None, client: Client) -> None:
    page = client.get("/de/reports/?page=1").text
    assert '<link rel="alternate" hreflang="en" href="http://127.0.0.1:8000/reports/">' in page
    assert '<a href="/reports/" lang="en" hreflang="en">English</a>' in page
    assert 'hreflang="de" aria-current="true">Deutsch</a>' in page


def test_pages_of_ones_own_follow_the_account(german: None, client: Client, ada: User) -> None:
    page = client.get("/profile/")
    assert "<h1>Profil</h1>" in page.text
    assert page.headers["Content-Language"] == "de"
    assert "hreflang" not in page.text
    User.objects.update(language="")
    assert "<h1>Profile</h1>" in client.get("/profile/").text
    assert "<h1>Profil</h1>" in client.get("/profile/", headers={"Accept-Language": "de"}).text
    User.objects.update(language="fr")
    assert "<h1>Profile</h1>" in client.get("/profile/").text, "a language the site does not speak"


def test_a_letter_speaks_its_readers_language(german: None, ada: User) -> None:
    facts = {
        "course": "Analysis",
        "alias": "Heron 4",
        "enrolment": "a" * 26,
        "starts_at": "2026-03-14T08:00:00+00:00",
        "ends_at": "2026-03-14T15:00:00+00:00",
        "session_zone": "Europe/Rome",
        "webinars": [],
    }
    letter = write("welcome:test", "welcome", to=ada, context=facts)
    assert letter is not None
    words = render(letter, Sender.current())
    assert "Sie sind für Analysis angemeldet." in words.text
    assert "Sie sind für Analysis angemeldet." in words.html
    assert 'lang="de"' in words.html
    assert "Samstag" in words.text


def test_one_language_alone_has_no_prefix_and_no_choice(client: Client) -> None:
    page = client.get("/reports/", headers={"Accept-Language": "de"}).text
    assert '<html lang="en"' in page
    assert "hreflang" not in page
    assert client.get("/de/reports/").status_code == 404
    assert reverse("reports") == "/reports/"


def test_the_languages_are_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITE_LANGUAGES", "de, en")
    assert environment.languages("SITE_LANGUAGES", "en") == [("de", "Deutsch"), ("en", "English")]
    monkeypatch.setenv("SITE_LANGUAGES", "en,xx")
    with pytest.raises(WrongSetting, match="'xx' is none"):
        environment.languages("SITE_LANGUAGES", "en")
