"""Turning a snapshot into a PDF: typst, PDF/A, the same bytes for the same content."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import typst
from django.utils.translation import gettext as _

from courseplatform.kit.money import show

SHEET = Path(__file__).with_name("document.typ")


def render(content: dict[str, Any], sha256: str) -> bytes:
    """Return the PDF of a document's snapshot."""
    return bytes(
        typst.compile(
            SHEET,
            format="pdf",
            sys_inputs={"d": json.dumps(words(content, sha256))},
            pdf_standards="a-2b",
            ignore_system_fonts=True,
        )
    )


def words(content: dict[str, Any], sha256: str) -> dict[str, Any]:
    """Return what the sheet prints, in the reader's words."""
    seller, buyer = content["seller"], content["buyer"]
    issued = date.fromisoformat(content["issued_on"])
    title = f"{_titles()[content['kind']]} {content['number']}"
    return {
        "title": title,
        "seller_name": seller["name"],
        "seller_lines": [*_address(seller), seller["email"]],
        "buyer_lines": [line for line in (buyer["company"], buyer["name"]) if line]
        + _address(buyer),
        "meta": [
            [_("Number"), content["number"]],
            [_("Date"), f"{issued:%-d %B %Y}"],
            [_("Order"), content["order_number"]],
        ],
        "subject": _subject(content["session"]),
        "head_description": _("Description"),
        "head_amount": _("Amount"),
        "lines": [
            [line["description"], show(line["amount_minor"], content["currency"])]
            for line in content["lines"]
        ],
        "sums": _sums(content),
        "notes": _notes(content),
        "footer": f"{seller['name']} · {content['number']} · sha256 {sha256[:16]}",
        "issued": {"year": issued.year, "month": issued.month, "day": issued.day},
    }


def _titles() -> dict[str, str]:
    return {
        "receipt": _("Receipt"),
        "invoice": _("Invoice"),
        "credit_note": _("Credit note"),
        "proforma": _("Pro-forma invoice"),
    }


def _address(party: dict[str, str]) -> list[str]:
    lines = [line for line in party["address"].splitlines() if line.strip()]
    lines += [party["country"]] if party["country"] else []
    return lines + ([_("VAT") + " " + party["vat_number"]] if party["vat_number"] else [])


def _subject(session: dict[str, str]) -> str:
    start = datetime.fromisoformat(session["starts_at"]).astimezone(ZoneInfo(session["zone"]))
    return f"{session['course']}, {start:%A %-d %B %Y}, {start:%H:%M} ({session['zone']})"


def _sums(content: dict[str, Any]) -> list[list[str]]:
    currency, total, vat = content["currency"], content["total_minor"], content["vat_minor"]
    sums = [[_("Total"), show(total, currency)]]
    if content["vat_basis_points"]:
        rate = f"{content['vat_basis_points'] / 100:g} %"
        sums.append([_("of which VAT {rate}").format(rate=rate), show(vat, currency)])
        sums.append([_("net"), show(total - vat, currency)])
    return sums


def _notes(content: dict[str, Any]) -> list[str]:
    paid = datetime.fromisoformat(content["occurred_at"]).astimezone(
        ZoneInfo(content["session"]["zone"])
    )
    day = f"{paid:%-d %B %Y}"
    return {
        "receipt": [_("Paid in full on {day}. Thank you.").format(day=day)],
        "invoice": [_("Invoiced on {day}.").format(day=day)],
        "credit_note": [_("Refunded on {day} to the means of payment used.").format(day=day)],
        "proforma": [_("This is an offer and not a demand for payment.")],
    }[content["kind"]] + (
        [] if content["vat_basis_points"] else [_("No VAT is charged on this document.")]
    )
