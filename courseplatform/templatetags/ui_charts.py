"""Charts drawn on the server: SVG sized by attributes, coloured by classes, numbers beside them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()

FEWEST = 5  # answers below which a sentence stands in for a drawing


@dataclass(frozen=True)
class Bin:
    """One bar of a distribution.

    Attributes:
        label: what the bar counts, such as "6 to 7 points".
        count: how many.
        you: the reader's own answer lies here.
    """

    label: str
    count: int
    you: bool = False


@dataclass(frozen=True)
class Forecasts:
    """The forecasts of one size: what was said and what came true.

    Attributes:
        said: their mean, in per cent.
        true: how many came true.
        count: how many there are.
    """

    said: float
    true: int
    count: int

    @property
    def share(self) -> float:
        """How many of a hundred came true."""
        return 100 * self.true / self.count


@register.simple_block_tag
def chart(content: str, finding: str, n: int | None = None, counted: str = "") -> SafeString:
    """A figure: the finding as a sentence, how many it rests on, then the drawing (the body).

    Args:
        content: the drawing; the block's body.
        finding: what the drawing shows.
        n: how many answers it rests on.
        counted: the same in other words, where they are no answers ("n = 23 forecasts").
    """
    if not counted and n is not None:
        counted = ngettext("n = %(n)s answer", "n = %(n)s answers", n) % {"n": n}
    on = format_html(' <span class="meta">{}</span>', counted) if counted else ""
    return format_html(
        '<figure class="chart"><figcaption>{}{}</figcaption>{}</figure>',
        finding,
        on,
        mark_safe(content.strip()),
    )


@register.simple_tag
def bars(bins: Sequence[Bin], caption: str, counted: str = "") -> SafeString:
    """A distribution as a table with one bar a row; under five answers a sentence.

    Args:
        bins: see ``Bin``; any objects with the same attributes.
        caption: what is counted, for those who cannot see the bars.
        counted: the head of the last column.
    """
    total = sum(one.count for one in bins)
    if total < FEWEST:
        return format_html('<p class="meta">{}</p>', too_few())
    most = max(one.count for one in bins)
    rows = format_html_join(
        "\n",
        '<tr{}><th scope="row">{}{}</th><td data-kind="number">{}</td>'
        '<td><svg viewBox="0 0 100 12" width="300" height="18" preserveAspectRatio="none" '
        'aria-hidden="true"><rect class="{}" width="{}" height="12"/></svg></td></tr>',
        (
            (
                mark_safe(" data-you") if one.you else "",
                one.label,
                format_html(" ▸ {}", _("you")) if one.you else "",
                one.count,
                "chart__you" if one.you else "chart__bar",
                f"{100 * one.count / most:.1f}",
            )
            for one in bins
        ),
    )
    return format_html(
        '<table class="bars"><caption class="visually-hidden">{}</caption>'
        '<thead class="visually-hidden"><tr><th scope="col">{}</th><th scope="col">{}</th>'
        '<th scope="col">{}</th></tr></thead><tbody>{}</tbody></table>',
        caption,
        caption,
        counted or _("Answers"),
        _("Bar"),
        rows,
    )


def too_few() -> str:
    """The sentence that stands in for a drawing of too few answers."""
    return _("Shown from %(fewest)s answers on.") % {"fewest": FEWEST}


@register.simple_tag
def calibration_curve(groups: Sequence[Forecasts], title: str) -> SafeString:
    """Said against came true, on a square; groups under five forecasts are hollow.

    The numbers stand in a table under the drawing.
    """
    if sum(group.count for group in groups) < FEWEST:
        return format_html('<p class="meta">{}</p>', too_few())
    side, margin = 300, 40
    points = [
        (margin + 3 * group.said, margin / 2 + 3 * (100 - group.share), group) for group in groups
    ]
    line = "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y, _group in points)
    ticks = "".join(
        f'<text x="{margin + 3 * tick}" y="{side + margin / 2 + 18:.0f}" text-anchor="middle">'
        f'{tick}</text><text x="{margin - 8}" y="{margin / 2 + 3 * (100 - tick) + 4:.0f}" '
        f'text-anchor="end">{tick}</text>'
        for tick in (0, 25, 50, 75, 100)
    )
    dots = "".join(
        f'<circle class="chart__you" cx="{x:.0f}" cy="{y:.0f}" r="{_radius(group.count):.1f}"'
        f"{' data-hollow' if group.count < FEWEST else ''}/>"
        for x, y, group in points
    )
    return format_html(
        '<svg viewBox="0 0 {0} {1}" width="{0}" height="{1}" role="img" aria-label="{2}">'
        '<path class="chart__axis" d="M{3} {4}v{5}h{5}"/>'
        '<path class="chart__ideal" d="M{3} {6}l{5} -{5}"/>'
        '<path class="chart__line chart__mine" d="{7}"/>{8}{9}'
        '<text x="{10}" y="{11}" text-anchor="middle">{12}</text>'
        '<text x="{3}" y="12" text-anchor="start">{13}</text></svg>{14}',
        side + margin + 20,
        side + 2 * margin,
        title,
        margin,
        margin // 2,
        side,
        margin // 2 + side,
        mark_safe(line),
        mark_safe(ticks),
        mark_safe(dots),
        margin + side // 2,
        side + 2 * margin - 4,
        _("What you said, %"),
        _("Came true, %"),
        _numbers(groups),
    )


def _radius(count: int) -> float:
    """The point's area grows with its count."""
    return min(14.0, 3.0 + 1.5 * math.sqrt(count))


def _numbers(groups: Sequence[Forecasts]) -> SafeString:
    rows: list[tuple[Any, ...]] = [
        (f"{group.said:.0f} %", group.count, group.true, f"{group.share:.0f} %") for group in groups
    ]
    return format_html(
        "<details><summary>{}</summary><table><thead><tr>"
        '<th scope="col">{}</th><th scope="col">{}</th><th scope="col">{}</th>'
        '<th scope="col">{}</th></tr></thead><tbody>{}</tbody></table></details>',
        _("Show the numbers"),
        _("Said"),
        _("Forecasts"),
        _("Came true"),
        _("Share"),
        format_html_join(
            "",
            '<tr><td>{}</td><td data-kind="number">{}</td><td data-kind="number">{}</td>'
            '<td data-kind="number">{}</td></tr>',
            rows,
        ),
    )
