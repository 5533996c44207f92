"""What goes along with every answer: the policies, what caches may keep, the kind and its charset."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.roles.asking import Asker, address
from tests.roles.table import OK, ROWS, Row
from tests.roles.world import ROLES, World

POLICY = {
    "default-src": {"'none'"},
    "script-src": {"'self'"},
    "style-src": {"'self'"},
    "img-src": {"'self'", "data:"},
    "font-src": {"'self'"},
    "media-src": {"'self'"},
    "connect-src": {"'self'"},
    "manifest-src": {"'self'"},
    "base-uri": {"'none'"},
    "object-src": {"'none'"},
    "frame-ancestors": {"'none'"},
}
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
STRICTER = {"Referrer-Policy": "no-referrer"}
# What anybody gets alike by an address that is itself the key, or that holds nothing of anybody.
SHARED = {
    "media",
    "podcast",
    "reports-feed",
    "session-calendar",
    "calendar-feed",
    "styleguide",
    "stop-letters",
    "stop-letters-bare",
}
KINDS = {
    "text/html; charset=utf-8",
    "text/calendar; charset=utf-8",
    "text/csv; charset=utf-8",
    "text/plain; charset=utf-8",
    "application/atom+xml; charset=utf-8",
    "application/rss+xml; charset=utf-8",
    "application/json",
    "application/json; charset=utf-8",
    "application/pdf",
    "application/zip",
    "audio/wav",
    "audio/x-wav",
}


def faults(answer: Any) -> list[str]:
    """Return which of the headers that stand on everything are missing or other."""
    found = [
        f"{name}: {answer.headers.get(name)}"
        for name, value in ALWAYS.items()
        if answer.headers.get(name) not in {value, STRICTER.get(name)}
    ]
    parts = answer.headers.get("Content-Security-Policy", "").split(";")
    told = {words[0]: set(words[1:]) for part in parts if (words := part.split())}
    action = told.pop("form-action", set())
    if told != POLICY or "'self'" not in action or any("unsafe" in one for one in action):
        found.append(f"policy: {told} {action}")
    return found


def test_every_answer_carries_the_policies_and_says_its_kind(
    world: World, askers: dict[str, Asker]
) -> None:
    wrong = []
    for row in ROWS:
        for role in {"nobody", "stranger", _one_who_may(row)}:
            answer = askers[role].ask(row.method, address(row, world))
            wrong += [f"{row.name} as {role}: {fault}" for fault in faults(answer)]
            kind = answer.headers.get("Content-Type", "")
            if answer.status_code == 200 and kind not in KINDS:
                wrong.append(f"{row.name}: {kind}")
    assert not wrong, "\n".join(wrong)


def _one_who_may(row: Row) -> str:
    return next((role for role in reversed(ROLES) if row.answers[role] == OK), "owner")


def test_what_a_person_sees_is_kept_by_no_cache(world: World, askers: dict[str, Asker]) -> None:
    wrong = []
    for row in ROWS:
        if row.name in SHARED:
            continue
        role = _one_who_may(row)
        answer = askers[role].ask(row.method, address(row, world))
        control = answer.headers.get("Cache-Control", "")
        if "no-store" not in control or "public" in control:
            wrong.append(f"{row.name} as {role}: {answer.status_code} {control!r}")
    assert not wrong, "\n".join(wrong)


def test_what_caches_may_keep_brings_no_cookie_and_no_token(
    world: World, askers: dict[str, Asker]
) -> None:
    wrong, kept = [], 0
    for row in ROWS:
        answer = askers["nobody"].ask(row.method, address(row, world))
        if "public" not in answer.headers.get("Cache-Control", ""):
            continue
        kept += 1
        if answer.cookies or answer.status_code != 200:
            wrong.append(f"{row.name}: {answer.status_code} {answer.cookies}")
        if not answer.streaming and "csrfmiddlewaretoken" in answer.text:
            wrong.append(f"{row.name}: a token")
    assert kept > 8
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "more", "status"),
    [
        ("/nothing/", {}, 404),
        ("/", {"HTTP_HOST": "elsewhere.example"}, 400),
        ("/static/css/public.css", {}, 200),
        ("/static/nothing.css", {}, 404),
        ("/reports?x=1", {}, 301),
    ],
)
def test_errors_and_files_carry_them_too(
    client: Client, path: str, more: dict[str, str], status: int
) -> None:
    answer = client.get(path, **more)
    assert answer.status_code == status
    assert faults(answer) == []
    if status >= 400:
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_a_crash_shows_nothing_and_carries_them(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*args: object) -> None:
        raise RuntimeError("the secret of the house")

    monkeypatch.setattr("courseplatform.publications.pages.render", crash)
    answer = Client(raise_request_exception=False).get("/reports/")
    assert answer.status_code == 500
    assert faults(answer) == []
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused_with_a_sentence() -> None:
    answer = Client(enforce_csrf_checks=True).post("/contact/", {})
    assert answer.status_code == 403
    assert "open for too long" in answer.text
    assert faults(answer) == []
