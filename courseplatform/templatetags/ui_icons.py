"""Signs that stand beside words; alone they say nothing."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


_PATHS = {
    "tick": "M4 12.5l5.5 5.5L20 6.5",
    "warn": "M12 3.5L22 20.5H2zM12 10v4.5M12 17.4v.2",
    "cross": "M5 5l14 14M19 5L5 19",
    "info": "M12 11v6M12 7.2v.2M12 2.8a9.2 9.2 0 100 18.4 9.2 9.2 0 000-18.4",
    "question": "M9 9a3 3 0 114.6 2.5c-1 .7-1.6 1.3-1.6 2.5M12 17.4v.2",
    "clock": "M12 7v5.2l3.2 2M12 2.8a9.2 9.2 0 100 18.4 9.2 9.2 0 000-18.4",
    "back": "M14.5 5l-7 7 7 7",
    "next": "M9.5 5l7 7-7 7",
    "lock": "M6 11h12v9.5H6zM8.5 11V8a3.5 3.5 0 017 0v3",
    "menu": "M4 6.5h16M4 12h16M4 17.5h16",
    "person": "M12 11.5a4 4 0 100-8 4 4 0 000 8M4 20.5c1-4 4-6 8-6s7 2 8 6",
    "none": "M6 12h12",
}
ICONS = {
    name: mark_safe(
        '<svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">'
        f'<path d="{path}"/></svg>'
    )
    for name, path in _PATHS.items()
}
TONE_ICONS = {"ok": "tick", "warn": "warn", "bad": "cross", "info": "info"}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A sign beside a word; it says nothing by itself, so it is hidden from screen readers."""
    return ICONS[name]
