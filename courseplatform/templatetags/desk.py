"""The desk's bar: the sections that rooms offer, for the person who looks. ``{% load desk %}``."""

from __future__ import annotations

from functools import cache
from typing import Any

from django import template
from django.template import Context

from courseplatform.kit import registry
from courseplatform.kit.cards import DeskSection
from courseplatform.people.roles import Right
from courseplatform.templatetags.ui_lists import address

register = template.Library()


@cache
def _offered() -> tuple[DeskSection, ...]:
    found = registry.instances("desk", DeskSection)
    return tuple(sorted(found, key=lambda section: (section.position, section.url_name)))


@register.simple_tag(takes_context=True)
def desk_sections(context: Context) -> list[DeskSection]:
    """Return the sections this person may open, in order; no query beyond their roles."""
    person: Any = getattr(context.get("viewer"), "user", None)
    if person is None:
        return []
    return [
        section
        for section in _offered()
        if address(section.url_name) and any(person.may(Right(name)) for name in section.rights)
    ]
