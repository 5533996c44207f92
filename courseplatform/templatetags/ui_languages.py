"""This page in the site's other languages, for its head and its foot."""

from __future__ import annotations

from django import template
from django.template.context import RequestContext

from courseplatform.languages.speaking import elsewhere

register = template.Library()


@register.simple_tag(takes_context=True)
def languages(context: RequestContext) -> list[dict[str, str]]:
    """The page in each language, with ``code``, ``name``, ``url``; empty where it follows its reader."""
    return elsewhere(context.get("request"))
