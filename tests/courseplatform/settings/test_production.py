"""Production comes up with an installation's own values alone, and says which one is wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from courseplatform import checks
from courseplatform.people import practice
from courseplatform.people.models import Organiser, User
from courseplatform.runtime.checks import production_settings
from courseplatform.settings import demo, environment
from courseplatform.settings.environment import WrongSetting

ROOT = Path(__file__).resolve().parents[3]


def start(**changed: str) -> subprocess.CompletedProcess[str]:
    """Run a command of Django's under production settings with some values changed."""
    given = {**os.environ, **production_settings(), **changed}
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={name: value for name, value in given.items() if value != "absent"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_installations_own_values_are_taken() -> None:
    assert start().returncode == 0


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SECRET_KEY", "absent", "SECRET_KEY must be set."),
        ("SITE_URL", "http://courses.example", "SITE_URL must be https://"),
        ("STRIPE_API_BASE", "http://127.0.0.1:8025", "leads to the payment stand-in"),
        ("STRIPE_WEBHOOK_SECRETS", "", "STRIPE_WEBHOOK_SECRETS must have 16 characters"),
    ],
)
def test_a_value_that_cannot_be_right_is_one_sentence_and_no_start(
    name: str, value: str, said: str
) -> None:
    ended = start(**{name: value})
    assert ended.returncode == 1
    assert said in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1


def test_the_demos_secrets_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for value in (demo.SECRET_KEY, demo.STRIPE_SECRET_KEY, *demo.STRIPE_WEBHOOK_SECRETS):
        with pytest.raises(WrongSetting, match="KEY is the demo's"):
            environment.secret("KEY", value)


@pytest.mark.parametrize(
    "address", ["courses.example", "https://", "https://courses.example/shop", "ftp://x.example"]
)
def test_the_address_of_the_site_is_https_and_a_host(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("SITE_URL", address)
    with pytest.raises(WrongSetting, match="must be https://"):
        environment.https_address("SITE_URL")


@pytest.mark.django_db
def test_production_does_not_start_beside_the_demos_rows(settings: Settings) -> None:
    assert checks.production_holds_no_demo(databases=["default"]) == []
    Organiser.objects.create(pk=1, name="House", email="desk@example.org")
    User.objects.create_user("real@example.org")
    settings.MODE = "production"
    practice.refuse_in_production()
    assert checks.production_holds_no_demo(databases=["default"]) == []
    User.objects.create_user("invented@example.org", is_demo=True)
    assert [one.id for one in checks.production_holds_no_demo(databases=["default"])] == [
        "courseplatform.E004"
    ]
    with pytest.raises(ImproperlyConfigured, match="database of its own"):
        practice.refuse_in_production()
    settings.MODE = "demo"
    practice.refuse_in_production()
