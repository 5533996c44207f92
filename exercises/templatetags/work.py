"""Points and the state of saving, as pages say them: ``{% load work %}``."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courseplatform.kit import wording
from courseplatform.templatetags.ui_icons import ICONS
from exercises.grades.fold import AttemptGrade, Grade
from exercises.templatetags.kinds import in_points

register = template.Library()


@register.simple_tag
def points(points_c: int) -> str:
    """A number of points: "12 points", "1 point", "7.5 points"."""
    plural = ngettext("%s point", "%s points", 1 if points_c == 100 else 2)
    return plural % in_points(points_c)


@register.simple_tag
def points_of(points_c: int, out_of_c: int) -> str:
    """Points reached out of points reachable: "9 of 12 points"."""
    facts = {"points": in_points(points_c), "of": in_points(out_of_c)}
    return _("%(points)s of %(of)s points") % facts


@register.simple_tag
def attempt_line(grade: AttemptGrade) -> str:
    """What one attempt gave: "24 of 30 points, less 10 % for coming late: 21.6"."""
    line = points_of(grade.reached_c, grade.out_of_c)
    if not grade.less_percent:
        return line
    facts = {"line": line, "percent": grade.less_percent, "left": in_points(grade.points_c)}
    return _("%(line)s, less %(percent)s %% for coming late: %(left)s") % facts


@register.simple_tag
def grade_line(grade: Grade) -> str:
    """What counts of a grade: one attempt in full, or the mean of several."""
    counted = [each for each in grade.attempts if each.counts]
    if len(counted) == 1:
        return attempt_line(counted[0])
    line = points_of(grade.points_c, grade.out_of_c)
    return _("%(line)s, the mean of %(count)s attempts") % {"line": line, "count": len(counted)}


@register.simple_tag
def save_state(saved_at: datetime | None, zone: str) -> SafeString:
    """The one line about saving beside the title; the page's script rewrites it."""
    if saved_at:
        words = _("Saved %(time)s") % {"time": wording.hours(saved_at, None, zone)}
    else:
        words = _("Nothing saved yet")
    signs = (("saved", "tick"), ("offline", "warn"), ("failed", "cross"))
    return format_html(
        '<span class="save-state" data-save-state data-state="{}">{}<span data-save-words>{}</span>'
        '</span><span class="visually-hidden" role="status" data-save-said></span>',
        "saved" if saved_at else "new",
        format_html_join(
            "",
            '<span class="save-state__sign" data-for="{}">{}</span>',
            ((state, ICONS[name]) for state, name in signs),
        ),
        words,
    )


@register.filter
def is_near(deadline: datetime, now: datetime) -> bool:
    """Tell whether a deadline is less than a day away, so that hours are worth counting."""
    return deadline - now < timedelta(days=1)


_ONE_PARAGRAPH = re.compile(
    r"<p>((?:(?!</?(?:p|ul|ol|table|blockquote|h\d|pre)\b).)*)</p>", re.DOTALL
)


@register.filter
def inline(html: str) -> SafeString | str:
    """Take the tag off a single stored paragraph, so that its handle can stand in the line.

    Empty for anything else than one paragraph. The text was sanitised when it was stored.
    """
    single = _ONE_PARAGRAPH.fullmatch(html.strip())
    return mark_safe(single[1]) if single else ""
