"""The words of prices and policies, in the language that is active."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from courseplatform.kit import wording
from courseplatform.kit.money import show
from courseplatform.kit.walltime import to_local
from courses.pricing.models import Voucher
from courses.pricing.quote import LineKind, Quote, QuoteLine
from courses.pricing.refunds import ALL, DatedStep
from courses.pricing.tax import TaxReason
from courses.pricing.validity import Trouble


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
        LineKind.VOUCHER: _("Voucher %(code)s") % {"code": line.code},
    }[line.kind]


def rate(basis_points: int) -> str:
    """Return a rate as people write it: 2,200 is "22", 750 is "7.5"."""
    whole, rest = divmod(basis_points, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") if rest else str(whole)


def quote_rows(quote: Quote, zone: str) -> list[Row]:
    """Return a quote as rows: what it is, what is taken off until when, VAT, the total."""
    counts = Counter(replace(line, place=0) for line in quote.lines)
    rows = [
        Row(
            times(describe(line), count, line.amount_minor, quote.currency),
            line.amount_minor * count,
            kind="discount" if line.amount_minor < 0 else "",
            note=_("until %(when)s") % {"when": until(line.until_at, zone)}
            if line.until_at
            else "",
        )
        for line, count in counts.items()
    ]
    vat = vat_row(quote.vat_reason, quote.vat_bp, quote.vat_minor, is_net=quote.is_net)
    return [*rows, *vat, Row(_("Total"), quote.total_minor, kind="total")]


def times(what: str, count: int, each_minor: int, currency: str) -> str:
    """Return a line's name with how many there are, if it is more than one."""
    if count == 1:
        return what
    facts = {"count": count, "what": what, "each": show(each_minor, currency)}
    return _("%(count)s × %(what)s, %(each)s each") % facts


def vat_row(reason: str, basis_points: int, vat_minor: int, *, is_net: bool) -> list[Row]:
    """Return the row that tells the VAT or why a company pays none; none where it is plain."""
    sentences = {
        TaxReason.REVERSE_CHARGE: _("No VAT: reverse charge, you account for it"),
        TaxReason.OUTSIDE: _("No VAT: your country lies outside the EU"),
    }
    if reason in sentences:
        return [Row(sentences[TaxReason(reason)], 0, kind="tax")]
    if reason != TaxReason.RATE or not vat_minor:
        return []
    words = _("VAT %(rate)s %%") if is_net else _("VAT %(rate)s %% is in it")
    return [Row(words % {"rate": rate(basis_points)}, vat_minor, kind="tax")]


def takes_off(voucher: Voucher) -> str:
    """Return what a voucher takes off in a few words."""
    if voucher.amount_minor is not None:
        return _("%(sum)s off") % {"sum": show(voucher.amount_minor, voucher.currency)}
    return _("%(rate)s %% off") % {"rate": rate(voucher.share_bp or 0)}


def trouble_sentence(trouble: Trouble, voucher: Voucher) -> str:
    """Return why a voucher is not good here, for the one who typed it, with what to do next."""
    facts = {
        "first": _day(voucher.valid_from_on),
        "last": _day(voucher.valid_until_on),
        "session": voucher.session or "",
        "domain": voucher.email_domain,
    }
    return {
        Trouble.REVOKED: _("This voucher was taken back. Ask whoever gave it to you."),
        Trouble.TOO_EARLY: _(
            "This voucher is good from %(first)s on. Come back then, or book without it."
        ),
        Trouble.EXPIRED: _("This voucher was good until the end of %(last)s. Book without it."),
        Trouble.OTHER_COURSE: _("This voucher is for another course. Book without it here."),
        Trouble.OTHER_SESSION: _("This voucher is for another session: %(session)s. Use it there."),
        Trouble.OTHER_CURRENCY: _(
            "This voucher is in another currency than this session. Book without it here."
        ),
        Trouble.OTHER_PERSON: _(
            "This voucher was made out to another address than that of your account. "
            "Sign in with the address it was sent to."
        ),
        Trouble.OTHER_DOMAIN: _(
            "This voucher is for addresses at %(domain)s. "
            "Sign in with such an address, or book without it."
        ),
        Trouble.USED_UP: _(
            "All uses of this voucher are taken, or held by somebody who is paying. "
            "Book without it, or try again in half an hour."
        ),
    }[trouble] % facts


def _day(value: date | None) -> str:
    return wording.day(value) if value else ""


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


def by(instant: datetime, zone: str) -> str:
    """Return the end of something so that it follows "until": a day's midnight is its end."""
    words = until(instant, zone)
    if to_local(instant, zone).time() == time():
        return _("the end of %(day)s") % {"day": words}
    return f"{words} {wording.zone_name(zone)}"


def _until_step(step: DatedStep) -> str:
    local = step.until_local
    if local.time() == time():
        day = wording.day((local - timedelta(days=1)).date())
        return _("Until the end of %(day)s") % {"day": day}
    return _("Until it begins, %(day)s, %(hour)s") % {
        "day": wording.day(local.date()),
        "hour": f"{local:%H:%M}",
    }
