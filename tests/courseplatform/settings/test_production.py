"""Production comes up with an installation's own values alone, and says which one is wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

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
        ("SEAL_KEYS", "short", "SEAL_KEYS must have 32 characters"),
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


ASK = """
import json, sys, django
django.setup()
from django.core.management import call_command
from django.test import Client
call_command("collectstatic", interactive=False, verbosity=0)
told = {}
for name, path, heads in json.load(sys.stdin):
    answer = Client(raise_request_exception=False).get(path, headers=heads)
    told[name] = {
        "status": answer.status_code,
        "headers": dict(answer.headers),
        "cookies": {key: morsel.OutputString() for key, morsel in answer.cookies.items()},
        "text": "" if answer.streaming else answer.text,
    }
print(json.dumps(told))
"""
HOST = "courses.example.org"
SECURE = {"Host": HOST, "X-Forwarded-Proto": "https"}


@pytest.mark.django_db(transaction=True)
def test_production_answers_by_https_with_its_cookies_and_nothing_of_the_demo(
    tmp_path: Path,
) -> None:
    from django.db import connection

    name = connection.settings_dict["NAME"]
    parts = urlsplit(os.environ["DATABASE_URL"])
    told = subprocess.run(
        [sys.executable, "-c", ASK],
        input=json.dumps(
            [
                ("login", "/accounts/login/", SECURE),
                ("home", "/", SECURE | {"X-Forwarded-Host": "evil.example"}),
                ("nothing", "/nothing/", SECURE),
                ("static", "/static/css/public.css", SECURE),
                ("health", "/health/", {"Host": HOST}),
                ("plain", "/courses/?page=2", {"Host": HOST}),
                ("feed in the clear", f"/calendar/{'a' * 26}.ics", {"Host": HOST}),
                ("feed", f"/calendar/{'a' * 26}.ics", SECURE),
                ("hook in the clear", "/hooks/stripe/", {"Host": HOST}),
                ("calendar page in the clear", "/calendar/", {"Host": HOST}),
                ("styleguide", "/styleguide/", SECURE),
                ("admin", "/admin/", SECURE),
            ]
        ),
        cwd=ROOT,
        env={
            **os.environ,
            **production_settings(),
            "DATABASE_URL": urlunsplit(parts._replace(path=f"/{name}")),
            "COURSEPLATFORM_VAR": str(tmp_path),
            "PYTHONPATH": str(ROOT),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    answers = json.loads(told.stdout)
    for one in ("login", "home", "nothing", "static", "styleguide"):
        strict = answers[one]["headers"]["Strict-Transport-Security"]
        assert strict == "max-age=31536000; includeSubDomains; preload", one
    assert answers["plain"]["status"] == 301
    assert answers["plain"]["headers"]["Location"] == f"https://{HOST}/courses/?page=2"
    assert answers["feed in the clear"]["status"] == 403, "a program is told, not led over"
    assert answers["hook in the clear"]["status"] == 403
    assert answers["feed"]["status"] == 404
    assert answers["calendar page in the clear"]["status"] == 301
    assert answers["health"]["status"] == 200
    assert answers["static"]["status"] == 200
    assert answers["styleguide"]["status"] == 404
    assert answers["admin"]["status"] == 302
    assert list(answers["login"]["cookies"]) == ["__Host-csrf"]
    cookie = answers["login"]["cookies"]["__Host-csrf"]
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie
    assert answers["home"]["cookies"] == {}
    everything = "".join(each["text"] for each in answers.values())
    assert "evil.example" not in everything
    assert "demo-bar" not in everything


def test_sessions_and_limits_of_production_are_strict() -> None:
    wanted = {
        "SESSION_COOKIE_NAME": "__Host-session",
        "CSRF_COOKIE_NAME": "__Host-csrf",
        "CSRF_COOKIE_SECURE": True,
        "CSRF_COOKIE_HTTPONLY": True,
        "SESSION_ENGINE": "django.contrib.sessions.backends.db",
        "LANGUAGE_COOKIE_NAME": "__Host-language",
        "COOKIE_PREFIX": "__Host-",
        "SESSION_MOST_DAYS": 30,
        "STAFF_SESSION_MOST_HOURS": 12,
        "SESSION_SERIALIZER": "django.contrib.sessions.serializers.JSONSerializer",
        "PASSWORD_HASHERS": [
            "django.contrib.auth.hashers.Argon2PasswordHasher",
            "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        ],
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_SAMESITE": "Lax",
        "STAFF_NEEDS_SECOND_FACTOR": True,
        "STAFF_SESSION_IDLE_MINUTES": 30,
        "ALLAUTH_TRUSTED_PROXY_COUNT": 1,
        "USE_X_FORWARDED_HOST": False,
        "ACCOUNT_PREVENT_ENUMERATION": True,
        "ACCOUNT_REAUTHENTICATION_REQUIRED": True,
        "PASSWORD_RESET_TIMEOUT": 3600,
        "SHOW_STYLEGUIDE": False,
        "DEBUG": False,
    }
    ask = (
        "import json, sys; from django.conf import settings; "
        "print(json.dumps({name: getattr(settings, name) for name in json.load(sys.stdin)}))"
    )
    told = subprocess.run(
        [sys.executable, "-c", ask],
        input=json.dumps(list(wanted)),
        cwd=ROOT,
        env={**os.environ, **production_settings(), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(told.stdout) == wanted


def test_the_demos_secrets_are_refused() -> None:
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


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DATABASE_URL", "postgresql://u:p@db.example/x", True),
        ("DATABASE_URL", "postgresql://u:p@db.example/x?sslmode=prefer", True),
        ("DATABASE_URL", "postgresql://u:p@db.example/x?sslmode=verify-full", False),
        ("DATABASE_URL", "postgresql://u:p@127.0.0.1/x", False),
        ("DATABASE_URL", "postgresql:///x?host=/run/postgresql", False),
        ("CELERY_BROKER_URL", "redis://broker.example:6379/0", True),
        ("CELERY_BROKER_URL", "rediss://broker.example:6379/0", False),
        ("CELERY_BROKER_URL", "redis+socket:///run/valkey.sock", False),
        ("CACHE_URL", "amqp://broker.example", True),
        ("EMAIL_USE_TLS", "False", True),
    ],
)
def test_the_way_to_other_machines_is_sealed_or_named(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: bool
) -> None:
    settings.MODE, settings.EMAIL_HOST, settings.EMAIL_USE_TLS = "production", "mail.example", True
    settings.CELERY_BROKER_URL = settings.CACHE_URL = "redis://127.0.0.1:6379/0"
    monkeypatch.setitem(settings.DATABASES["default"], "HOST", "")
    if name == "DATABASE_URL":
        monkeypatch.setenv(name, value)
        for part, given in environment.database().items():
            monkeypatch.setitem(settings.DATABASES["default"], part, given)
    else:
        setattr(settings, name, value == "True" if name == "EMAIL_USE_TLS" else value)
    found = [one.msg for one in checks.other_machines_are_reached_sealed()]
    assert found == ([f"{name} leads to another machine without TLS."] if said else [])
    settings.MODE = "demo"
    assert checks.other_machines_are_reached_sealed() == []


@pytest.mark.parametrize(
    ("value", "taken"),
    [
        ("", True),
        ("https://leaks.example/range/", True),
        ("http://leaks.example/range/", False),
        ("https://leaks.example/range", False),
    ],
)
def test_the_list_of_leaked_passwords_is_reached_by_https(
    monkeypatch: pytest.MonkeyPatch, value: str, taken: bool
) -> None:
    monkeypatch.setenv("BREACHED_PASSWORDS_URL", value)
    if taken:
        assert environment.https_prefix("BREACHED_PASSWORDS_URL") == value
        return
    with pytest.raises(WrongSetting, match="must be https://"):
        environment.https_prefix("BREACHED_PASSWORDS_URL")
