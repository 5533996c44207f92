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
    """Return the sections this person may open, in order."""
    person: Any = getattr(context.get("viewer"), "user", None)
    if person is None:
        return []
    return [
        section for section in _offered() if address(section.url_name) and _open_to(person, section)
    ]


def _open_to(person: Any, section: DeskSection) -> bool:
    """Whether one of the person's rights opens the section, or else the section's own reason."""
    if any(person.may(Right(name)) for name in section.rights):
        return True
    return section.opens is not None and section.opens(person)
