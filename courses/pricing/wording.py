"""The words of prices and policies, in the language that is active."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils.translation import gettext as _

from courseplatform.kit import wording
from courseplatform.kit.money import show
from courseplatform.kit.walltime import to_local
from courses.pricing.quote import LineKind, Quote, QuoteLine, VatMode
from courses.pricing.refunds import ALL, DatedStep


@dataclass(frozen=True)
class Row:
    """One row of a price table; ``kind`` is ``discount``, ``tax``, ``total`` or empty."""

    label: str
    amount_minor: int
    kind: str = ""
    note: str = ""


@dataclass(frozen=True)
class PolicyLine:
    """One line of a cancellation policy in words; ``holds`` marks the one that counts now."""

    until: str
    gives: str
    is_past: bool = False
    holds: bool = False


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


def quote_rows(quote: Quote, zone: str) -> list[Row]:
    """Return a quote as rows: what it is, what is taken off until when, VAT, the total."""
    rows = [
        Row(
            describe(line),
            line.amount_minor,
            kind="discount" if line.amount_minor < 0 else "",
            note=_("until %(when)s") % {"when": until(line.until_at, zone)}
            if line.until_at
            else "",
        )
        for line in quote.lines
    ]
    vat = vat_row(quote.vat_mode, quote.vat_bp, quote.vat_minor, is_net=quote.is_net)
    return [*rows, *vat, Row(_("Total"), quote.total_minor, kind="total")]


def vat_row(mode: str, basis_points: int, vat_minor: int, *, is_net: bool) -> list[Row]:
    """Return the row that tells the VAT, or none where no VAT is charged."""
    if mode != VatMode.INCLUSIVE or not vat_minor:
        return []
    words = _("VAT %(rate)s %%") if is_net else _("VAT %(rate)s %% is in it")
    return [Row(words % {"rate": rate(basis_points)}, vat_minor, kind="tax")]


def policy_lines(
    steps: Sequence[DatedStep], currency: str, zone: str, now: datetime
) -> list[PolicyLine]:
    """Return a dated policy in words, with what follows after its last step."""
    lines = []
    held = False
    for step in steps:
        past = now >= step.until_at
        lines.append(
            PolicyLine(
                until=_until_step(step),
                gives=f"{share(step.share_bp)}, {show(step.refund_minor, currency)}",
                is_past=past,
                holds=not past and not held,
            )
        )
        held = held or not past
    after = _("After that") if steps else _("At any time")
    return [*lines, PolicyLine(until=after, gives=_("nothing back"), holds=not held)]


def share(basis_points: int) -> str:
    """Return the part that comes back in words."""
    if basis_points == ALL:
        return _("all back")
    if basis_points == ALL // 2:
        return _("half back")
    return _("%(rate)s %% back") % {"rate": rate(basis_points)}


def until(instant: datetime, zone: str) -> str:
    """Return the end of something in one zone; midnight is told as the end of the day before."""
    local = to_local(instant, zone)
    if local.time() == time():
        return wording.day((local - timedelta(days=1)).date())
    return wording.span(instant, None, zone)


def _until_step(step: DatedStep) -> str:
    local = step.until_local
    if local.time() == time():
        day = wording.day((local - timedelta(days=1)).date())
        return _("Until the end of %(day)s") % {"day": day}
    return _("Until it begins, %(day)s, %(hour)s") % {
        "day": wording.day(local.date()),
        "hour": f"{local:%H:%M}",
    }
