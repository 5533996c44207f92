"""The words of a document, in the language of its order; frozen with it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, TypedDict, cast

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from courseplatform.kit import glyphs, wording
from courseplatform.kit.money import show
from courses.invoicing.models import DocumentKind
from courses.invoicing.snapshots import Why
from courses.pricing.tax import TaxReason
from courses.pricing.wording import rate


class Printed(TypedDict):
    """What the sheet prints; every text can be shown by its fonts.

    Attributes:
        meta: pairs of label and value.
        lines: description, quantity, price of one, sum.
        sums: label, sum, and whether it is the one that counts.
    """

    lang: str
    title: str
    author: str
    seller: list[str]
    contact: list[str]
    to: str
    buyer: list[str]
    meta: list[list[str]]
    subject: list[str]
    heads: list[str]
    lines: list[list[str]]
    sums: list[list[Any]]
    notes: list[str]
    page: str
    issued: dict[str, int]


def printed(content: dict[str, Any], order_ref: str) -> Printed:
    """Return what a document with these facts prints.

    Args:
        content: ``snapshots.facts``.
        order_ref: the order's, for the address at which it can be paid.
    """
    with translation.override(content["language"]):
        return cast("Printed", glyphs.shown_all(_words(content, order_ref)))


def title_of(kind: str) -> str:
    """Return what people call a kind of document."""
    return {
        DocumentKind.RECEIPT: _("Receipt"),
        DocumentKind.INVOICE: _("Invoice"),
        DocumentKind.CREDIT_NOTE: _("Credit note"),
        DocumentKind.PROFORMA: _("Pro-forma invoice"),
    }[DocumentKind(kind)]


def _words(content: dict[str, Any], order_ref: str) -> Printed:
    seller = content["seller"]
    issued = date.fromisoformat(content["issued_on"])
    return {
        "lang": content["language"].partition("-")[0],
        "title": f"{title_of(content['kind'])} {content['number']}",
        "author": seller["name"],
        "seller": _address(seller),
        "contact": [line for line in (seller["email"], settings.SITE_URL) if line],
        "to": _("To"),
        "buyer": _buyer(content["buyer"]),
        "meta": _meta(content, issued),
        "subject": _subject(content["session"]),
        "heads": [_("Description"), _("Quantity"), _("Each"), _("Sum")],
        "lines": _lines(content),
        "sums": _sums(content),
        "notes": _notes(content, order_ref),
        "page": _("Page"),
        "issued": {"year": issued.year, "month": issued.month, "day": issued.day},
    }


def _buyer(buyer: dict[str, str]) -> list[str]:
    return [line for line in (buyer["company"], buyer["name"]) if line] + _address(buyer)


def _address(party: dict[str, str]) -> list[str]:
    lines = [line.strip() for line in party["address"].splitlines() if line.strip()]
    lines += [wording.country(party["country"])] if party["country"] else []
    return lines + ([_("VAT") + " " + party["vat_number"]] if party["vat_number"] else [])


def _meta(content: dict[str, Any], issued: date) -> list[list[str]]:
    about, reference = content["about"], content["buyer"]["reference"]
    rows = [
        [_("Number"), content["number"]],
        [_("Date"), wording.day(issued)],
        [_("Order"), content["order_number"]],
    ]
    if reference:
        rows.append([_("Your reference"), reference])
    if about:
        rows.append([_("About"), f"{about['number']}, {_day(about['issued_on'])}"])
    if _is_due(content):
        rows.append([_("Pay by"), _day(content["due_on"])])
    return rows


def _subject(session: dict[str, str]) -> list[str]:
    starts = datetime.fromisoformat(session["starts_at"])
    ends = datetime.fromisoformat(session["ends_at"])
    when = wording.span(starts, ends, session["zone"])
    return [session["course"], f"{when}, {wording.zone_name(session['zone'])}, {_('live online')}"]


def _lines(content: dict[str, Any]) -> list[list[str]]:
    currency = content["currency"]
    if not content["lines"]:
        sum_ = content["net_minor"] if content["is_net"] else content["total_minor"]
        return [[_what(content), "1", show(sum_, currency), show(sum_, currency)]]
    return [
        [
            line["description"],
            str(line["quantity"]),
            show(line["unit_minor"], currency),
            show(line["amount_minor"], currency),
        ]
        for line in content["lines"]
    ]


def _what(content: dict[str, Any]) -> str:
    """Return the one line of a document that is not about the whole order."""
    facts = {"number": content["about"]["number"] if content["about"] else ""}
    return {
        Why.SALE: _("Payment of %(number)s"),
        Why.REFUND: _("Refund of a part or all of %(number)s"),
        Why.GIVEN_BACK: _("Places given back before they were paid, of %(number)s"),
        Why.UNPAID: _("Places that went back because they were not paid, of %(number)s"),
        Why.CARRIED: _("Carried over to the order of another session, from %(number)s"),
        Why.CORRECTION: _("%(number)s is taken back and written again"),
    }[Why(content["why"])] % facts


def _sums(content: dict[str, Any]) -> list[list[Any]]:
    currency, total = content["currency"], content["total_minor"]
    if not content["vat_basis_points"]:
        return [[_("Total"), show(total, currency), True]]
    net = show(content["net_minor"], currency)
    vat = show(content["vat_minor"], currency)
    percent = {"rate": rate(content["vat_basis_points"])}
    if content["is_net"]:
        return [
            [_("Net"), net, False],
            [_("VAT %(rate)s %%") % percent, vat, False],
            [_("Total"), show(total, currency), True],
        ]
    return [
        [_("Total"), show(total, currency), True],
        [_("of which VAT %(rate)s %%") % percent, vat, False],
        [_("net"), net, False],
    ]


def _notes(content: dict[str, Any], order_ref: str) -> list[str]:
    return [*_about_money(content, order_ref), *_about_tax(content)]


def _about_money(content: dict[str, Any], order_ref: str) -> list[str]:
    kind, day = content["kind"], _in_zone(content)
    if kind == DocumentKind.PROFORMA:
        return [_("This is an offer and not a demand for payment; no VAT can be deducted by it.")]
    if kind == DocumentKind.CREDIT_NOTE:
        return [_money_back(content, day)]
    if kind == DocumentKind.RECEIPT and content["about"]:
        return [_("The money came in full on %(day)s. This is no invoice.") % {"day": day}]
    if not content["open_minor"]:
        return [_("Paid in full on %(day)s.") % {"day": day}]
    return _how_to_pay(content, order_ref)


def _how_to_pay(content: dict[str, Any], order_ref: str) -> list[str]:
    open_ = show(content["open_minor"], content["currency"])
    words = _("Please pay %(sum)s.") % {"sum": open_}
    if content["due_on"]:
        day = _day(content["due_on"])
        words = _("Please pay %(sum)s by %(day)s.") % {"sum": open_, "day": day}
    address = f"{settings.SITE_URL}{reverse('order', args=[order_ref])}"
    account = [line.strip() for line in settings.BANK_DETAILS.splitlines() if line.strip()]
    return [
        words,
        *account,
        _("How to pay is told on your order's page: %(address)s") % {"address": address},
    ]


def _money_back(content: dict[str, Any], day: str) -> str:
    return {
        Why.REFUND: _("Sent back on %(day)s the way it was paid."),
        Why.CARRIED: _("Counted on %(day)s for the order of another session."),
        Why.CORRECTION: _("Nothing is paid or sent back: a corrected document follows."),
    }.get(Why(content["why"]), _("Nothing is to be paid for this any more.")) % {"day": day}


def _about_tax(content: dict[str, Any]) -> list[str]:
    return {
        TaxReason.NOT_CHARGED: [
            settings.NO_VAT_WORDING or _("No VAT is charged on this document.")
        ],
        TaxReason.REVERSE_CHARGE: [
            _(
                "Reverse charge: the recipient is liable for the VAT "
                "(articles 44 and 196 of Directive 2006/112/EC)."
            )
        ],
        TaxReason.OUTSIDE: [
            _(
                "Not subject to VAT in the EU: the place of supply is the recipient's country "
                "(article 44 of Directive 2006/112/EC)."
            )
        ],
    }.get(TaxReason(content["vat_reason"]), [])


def _is_due(content: dict[str, Any]) -> bool:
    is_bill = content["kind"] == DocumentKind.INVOICE
    return is_bill and bool(content["due_on"]) and bool(content["open_minor"])


def _in_zone(content: dict[str, Any]) -> str:
    occurred = datetime.fromisoformat(content["occurred_at"])
    return wording.day(wording.date_in(occurred, content["session"]["zone"]))


def _day(text: str) -> str:
    return wording.day(date.fromisoformat(text))
