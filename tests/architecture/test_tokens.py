"""Which addresses take a post without a token of ours: a written list, so that none slips in."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

EXEMPT = {
    "hooks/stripe/": "the provider signs what it posts",
    "letters/stop/<str:token>/": "the link in the letter is signed",
    "letters/stop/<str:token>": "the link in the letter is signed, and mail programs post it",
    "sample/": "a post is scored and forgotten, there is nothing one could be made to do",
}


def every(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from every(each.url_patterns)
        else:
            yield each


def test_only_these_addresses_take_a_post_without_a_token() -> None:
    exempt = {
        str(each.pattern)
        for each in every(get_resolver().url_patterns)
        if getattr(each.callback, "csrf_exempt", False)
    }
    assert exempt == set(EXEMPT)
