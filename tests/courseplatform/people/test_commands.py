"""The commands of the first day: an owner, the organiser, the legal pages."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from courseplatform.people.models import AuditEntry, LegalPage, Organiser, User
from courseplatform.people.roles import Right

pytestmark = pytest.mark.django_db


def run(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def test_the_first_owner_is_made_by_address_and_may_look_at_the_admin() -> None:
    assert "Make the first owner" in run("role")
    with pytest.raises(CommandError, match="Sign up with it"):
        run("role", "owner", "ada@example.org")
    ada = User.objects.create_user("ada@example.org", name="Ada")
    assert run("role", "owner", " Ada@Example.org ") == "Ada is owner.\n"
    assert run("role", "owner", "ada@example.org") == "Ada is owner already.\n"
    ada = User.objects.get(pk=ada.pk)
    assert ada.may(Right.MANAGE_PEOPLE)
    assert (ada.is_staff, ada.is_superuser) == (True, True)
    assert "owner        ada@example.org (Ada)" in run("role")


def test_a_role_is_taken_and_the_last_owner_stays() -> None:
    for name in ("ada", "bo"):
        User.objects.create_user(f"{name}@example.org")
    run("role", "owner", "ada@example.org")
    with pytest.raises(CommandError, match="is the only owner"):
        run("role", "owner", "ada@example.org", "--take")
    with pytest.raises(CommandError, match="Sign up"):
        run("role", "owner")
    run("role", "owner", "bo@example.org")
    assert "is not owner." in run("role", "owner", "ada@example.org", "--take")
    assert "is not owner already." in run("role", "owner", "ada@example.org", "--take")
    assert not User.objects.get(email="ada@example.org").is_staff
    assert "is not editor already." in run("role", "editor", "bo@example.org", "--take")


def test_an_owner_who_left_does_not_count() -> None:
    for name in ("ada", "bo"):
        User.objects.create_user(f"{name}@example.org")
        run("role", "owner", f"{name}@example.org")
    User.objects.filter(email="bo@example.org").update(is_active=False)
    with pytest.raises(CommandError, match="is the only owner"):
        run("role", "owner", "ada@example.org", "--take")


def test_the_organiser_is_described_part_by_part() -> None:
    assert "name: –" in run("organiser")
    run("organiser", "--name", "Desk", "--email", "d@example.org", "--address", "Via 1\\nRoma")
    said = run("organiser", "--country", "IT", "--zone", "Europe/Rome")
    assert "name: Desk" in said
    house = Organiser.current()
    assert (house.address, house.country, house.currency) == ("Via 1\nRoma", "IT", "EUR")
    assert not house.is_demo
    assert AuditEntry.objects.filter(act="organiser.described").count() == 2
    assert "Desk" in Client().get("/").text


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--email", "d@example.org"], "needs a name"),
        (["--name", "D"], "needs an e-mail"),
        (["--name", "D", "--email", "d@example.org", "--country", "ZZ"], "two letters"),
        (["--name", "D", "--email", "d@example.org", "--zone", "Rome"], "like Europe/Rome"),
        (["--name", "D", "--email", "d@example.org", "--currency", "XAU"], "one of EUR"),
        (["--name", "D" * 161, "--email", "d@example.org"], "name: "),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_kept(words: list[str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        run("organiser", *words)
    assert not Organiser.objects.exists()


def test_a_legal_page_comes_into_force_version_by_version(tmp_path: Path) -> None:
    assert "terms: none yet" in run("legal_page")
    text = tmp_path / "terms.md"
    text.write_text("What **holds**.", encoding="utf-8")
    assert run("legal_page", "terms", "Terms", str(text)).startswith("Terms, version 1, from ")
    assert "terms: version 1" in run("legal_page")
    assert "<strong>holds</strong>" in Client().get("/terms/").text
    Organiser.objects.create(pk=1, name="D", email="d@example.org", zone="Europe/Rome")
    run("legal_page", "terms", "Terms", str(text), "--from", "2099-01-01T00:00")
    later = LegalPage.objects.get(version=2)
    assert later.in_force_from.isoformat() == "2098-12-31T23:00:00+00:00"
    run("legal_page", "terms", "Terms", str(text), "--from", "2099-01-01T00:00+00:00")
    assert "terms: version 1" in run("legal_page")


def test_a_legal_page_that_cannot_be_is_refused(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.md"
    wrong.write_bytes(b"\xff\xfe\xff")
    for words, sentence in (
        ([], "Say its title"),
        (["Terms", str(tmp_path / "none.md")], "cannot be read"),
        (["Terms", str(wrong)], "cannot be read"),
    ):
        with pytest.raises(CommandError, match=sentence):
            run("legal_page", "terms", *words)
    good = tmp_path / "good.md"
    good.write_text("Text.", encoding="utf-8")
    for since in ("soon", "2026-03-29T02:30"):
        Organiser.objects.update_or_create(
            pk=1, defaults={"name": "D", "email": "d@example.org", "zone": "Europe/Rome"}
        )
        with pytest.raises(CommandError):
            run("legal_page", "terms", "Terms", str(good), "--from", since)
    assert not LegalPage.objects.exists()
