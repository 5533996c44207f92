"""The words of a quote's lines, in the language that is active."""

from __future__ import annotations

from django.utils.translation import gettext as _

from courses.pricing.quote import LineKind, QuoteLine


def describe(line: QuoteLine) -> str:
    """Return what a line is called; sums and dates stand in columns of their own."""
    return {
        LineKind.PLACE: _("Place"),
        LineKind.EARLY_BIRD: _("Early booking"),
    }[line.kind]


def rate(basis_points: int) -> str:
    """Return a rate as people write it: 2,200 is "22", 750 is "7.5"."""
    whole, rest = divmod(basis_points, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") if rest else str(whole)
