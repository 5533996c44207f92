"""Which language a page speaks: its address says so on public pages, its reader on all others.

A public page is kept and shared, so it may depend on nothing but its address: ``/courses/`` speaks the
site's first language, ``/de/courses/`` German. What a signed-in person works with has one address, and
speaks the language of the account, else of the browser.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import (
    LocalePrefixPattern,
    URLPattern,
    URLResolver,
    get_resolver,
    get_urlconf,
    translate_url,
)
from django.utils import translation
from django.utils.translation import get_language_info

from courseplatform.answers import GetResponse
from courseplatform.people.models import User


class ReadersLanguageMiddleware:
    """Speaks the reader's language where the address says nothing of one."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Activate the reader's language, once it is known which page was asked for."""
        if len(settings.LANGUAGES) < 2 or is_said_by_address(request):
            return
        language = readers(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language


def readers(request: HttpRequest) -> str:
    """Return the account's language, else the cookie's or the browser's, else the site's first."""
    person = request.user
    own = person.language if isinstance(person, User) else ""
    if own in dict(settings.LANGUAGES):
        return own
    return translation.get_language_from_request(request)


def is_said_by_address(request: HttpRequest) -> bool:
    """Tell whether the page asked for is one that has an address in each language."""
    match = request.resolver_match
    return match is not None and match.url_name in _addressed(get_urlconf() or "")


@lru_cache(maxsize=4)
def _addressed(urlconf: str) -> frozenset[str]:
    return frozenset(
        found.name
        for resolver in get_resolver(urlconf or None).url_patterns
        if isinstance(resolver, URLResolver) and isinstance(resolver.pattern, LocalePrefixPattern)
        for found in resolver.url_patterns
        if isinstance(found, URLPattern) and found.name
    )


def elsewhere(request: HttpRequest | None) -> list[dict[str, str]]:
    """Return this page in the site's languages, each as ``code``, ``name`` and ``url``.

    Empty where there is one language only, and on pages that follow their reader.
    """
    if request is None or len(settings.LANGUAGES) < 2 or not is_said_by_address(request):
        return []
    return [
        {
            "code": code,
            "name": get_language_info(code)["name_local"],
            "url": translate_url(request.path, code),
        }
        for code, _name in settings.LANGUAGES
    ]
