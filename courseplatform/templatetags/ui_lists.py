"""Lists and what leads through them: pages of results, sorting, views, the page bar."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.template.context import RequestContext
from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = template.Library()


@register.inclusion_tag("ui/pagination.html", takes_context=True)
def pagination(context: RequestContext, page: Page[Any], label: str = "") -> dict[str, Any]:
    """ "51 to 100 of 1,000", previous, next, nearby numbers; filters stay in the address."""
    paginator = page.paginator
    return {
        "page": page,
        "label": label or _("Pages"),
        "query": _query_without(context, "page"),
        "numbers": paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
        "ellipsis": paginator.ELLIPSIS,
    }


@register.simple_tag(takes_context=True)
def sort_head(
    context: RequestContext, label: str, key: str, current: str, kind: str = ""
) -> SafeString:
    """A column head that sorts by link: ``key`` is this column's, ``current`` the one in use.

    A leading minus turns the order round, as in ``?sort=-total``.
    """
    states = {key: "ascending", f"-{key}": "descending"}
    state = states.get(current, "none")
    target = f"-{key}" if current == key else key
    return format_html(
        '<th scope="col" role="columnheader" aria-sort="{}"{}><a href="?{}sort={}">{}</a></th>',
        state,
        format_html(' data-kind="{}"', kind) if kind else "",
        _query_without(context, "sort", "page"),
        target,
        label,
    )


def _query_without(context: RequestContext, *names: str) -> str:
    request = context.get("request")
    if request is None:
        return ""
    query = request.GET.copy()
    for name in names:
        query.pop(name, None)
    return f"{query.urlencode()}&" if query else ""


@register.inclusion_tag("ui/subnav.html", takes_context=True)
def subnav(context: RequestContext, label: str, items: Iterable[Any]) -> dict[str, Any]:
    """Views of one thing, each with its address.

    Each item has ``label`` and ``url`` and may have ``count``; the current one is found by path.
    """
    request = context.get("request")
    return {"label": label, "items": items, "path": request.path if request else ""}


@register.inclusion_tag("ui/receipt.html")
def receipt(
    reference: str,
    instant: datetime,
    zone: str,
    *,
    sha256: str = "",
    version: str = "",
    check_url: str = "",
) -> dict[str, Any]:
    """What proves an act: reference, time with its zone, version, fingerprint."""
    return {
        "reference": reference,
        "instant": instant,
        "zone": zone,
        "sha256": sha256,
        "version": version,
        "check_url": check_url,
    }


@register.inclusion_tag("ui/timeline.html")
def timeline(items: Iterable[Any], label: str = "") -> dict[str, Any]:
    """Things in order. An item has ``title`` and may have ``time``, ``text``, ``url``, ``state``
    (``done``, ``break``, ``now``). Times are text or tags, as precise as they are known."""
    return {"items": items, "label": label}


@register.simple_tag
def address(name: str, *args: Any) -> str:
    """The address of a named page; empty where this installation has no such page."""
    return _address(name, args, get_language(), get_urlconf() or settings.ROOT_URLCONF)


@lru_cache(maxsize=512)
def _address(name: str, args: tuple[Any, ...], _language: str | None, urlconf: str) -> str:
    """Every page asks for the same dozen addresses; they differ by language alone."""
    try:
        return reverse(name, urlconf=urlconf, args=args)
    except NoReverseMatch:
        return ""


def _here(context: RequestContext, url: str) -> bool:
    """Whether the reader is on that page, or on one below it."""
    request = context.get("request")
    return request is not None and (
        request.path == url or (url != "/" and request.path.startswith(url))
    )


@register.simple_tag(takes_context=True)
def bar_link(context: RequestContext, name: str, label: str, *args: Any) -> SafeString | str:
    """One link of the page bar; nothing where this installation has no such page."""
    url = address(name, *args)
    if not url:
        return ""
    return format_html(
        '<li><a class="page-bar__link" href="{}"{}>{}</a></li>',
        url,
        mark_safe(' aria-current="true"') if _here(context, url) else "",
        label,
    )


@register.simple_tag(takes_context=True)
def nav_exact(context: RequestContext, name: str, label: str) -> SafeString | str:
    """The same for a page that others lie below: current only on the page itself."""
    request = context.get("request")
    url = address(name)
    here = request is not None and request.path == url
    mark = mark_safe(' aria-current="page"') if here else ""
    return format_html('<li><a href="{}"{}>{}</a></li>', url, mark, label) if url else ""


@register.simple_tag(takes_context=True)
def nav_link(context: RequestContext, name: str, label: str, *args: Any) -> SafeString | str:
    """One link of a sub-navigation, by its address's name; nothing where there is no such page."""
    url = address(name, *args)
    if not url:
        return ""
    return format_html(
        '<li><a href="{}"{}>{}</a></li>',
        url,
        mark_safe(' aria-current="page"') if _here(context, url) else "",
        label,
    )
