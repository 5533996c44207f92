"""Choices kept in the browser: safe names and marks where the connection is safe."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from courseplatform.kit import cookies


@pytest.fixture
def _by_https(settings: Settings) -> None:
    settings.COOKIE_PREFIX, settings.SESSION_COOKIE_SECURE = "__Host-", True


@pytest.mark.usefixtures("_by_https")
def test_in_production_a_choice_is_bound_to_this_host_and_closed_to_scripts() -> None:
    answer = HttpResponse()
    cookies.keep(answer, "theme", "dark")
    cookie = answer.cookies["__Host-theme"]
    assert cookie["secure"]
    assert cookie["httponly"]
    assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Lax", "/", "")
    request = RequestFactory(HTTP_COOKIE="__Host-theme=dark; theme=light").get("/")
    assert cookies.read(request, "theme") == "dark"


@pytest.mark.usefixtures("_by_https")
def test_an_empty_choice_is_forgotten_by_a_cookie_that_browsers_take() -> None:
    answer = HttpResponse()
    cookies.keep(answer, "theme", "")
    cookie = answer.cookies["__Host-theme"]
    assert cookie["max-age"] == 0
    assert cookie["secure"]


@pytest.mark.django_db
@pytest.mark.usefixtures("_by_https")
@pytest.mark.parametrize(
    ("path", "field", "value"),
    [
        ("/theme/", "theme", "dark"),
        ("/zone/", "zone", "Asia/Tokyo"),
        ("/language/", "language", "en"),
    ],
)
def test_the_pages_that_keep_a_choice_do_it_so(path: str, field: str, value: str) -> None:
    answer = Client().post(path, {field: value})
    assert list(answer.cookies) == [f"__Host-{field}"]
    assert answer.cookies[f"__Host-{field}"].value == value
