"""Errors and files carry the policies too, and a crash shows nothing."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.roles.policies import faults


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
    assert faults(answer.headers) == []
    if status >= 400:
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_a_crash_shows_nothing_and_carries_them(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*args: object) -> None:
        raise RuntimeError("the secret of the house")

    monkeypatch.setattr("courseplatform.publications.pages.render", crash)
    answer = Client(raise_request_exception=False).get("/reports/")
    assert answer.status_code == 500
    assert faults(answer.headers) == []
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused_with_a_sentence() -> None:
    answer = Client(enforce_csrf_checks=True).post("/contact/", {})
    assert answer.status_code == 403
    assert "open for too long" in answer.text
    assert faults(answer.headers) == []
