"""The house's fragments as template tags: ``{% load ui %}`` brings all of them.

Small things are written as text in Python, since tables repeat them by the hundred; larger ones are
templates in ``templates/ui/``. ``docs/look.md`` shows each of them in use.
"""

from __future__ import annotations

from django import template

from courseplatform.templatetags import (
    ui_charts,
    ui_forms,
    ui_icons,
    ui_languages,
    ui_lists,
    ui_places,
    ui_times,
    ui_words,
)

register = template.Library()
for _part in (
    ui_charts,
    ui_forms,
    ui_icons,
    ui_languages,
    ui_lists,
    ui_places,
    ui_times,
    ui_words,
):
    register.tags.update(_part.register.tags)
    register.filters.update(_part.register.filters)
