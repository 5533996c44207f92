"""The words of orders and of what comes back, in the language that is active."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from courses.orders.lines import grouped
from courses.orders.models import Order, OrderLine, RefundState
from courses.orders.reckoning import Basis
from courses.pricing.wording import Row, times, vat_row


def order_rows(order: Order, lines: Iterable[OrderLine]) -> list[Row]:
    """Return an order as rows: its lines as they were frozen, VAT, the total."""
    rows = [
        Row(
            times(line.description, line.quantity, line.unit_minor, order.currency),
            line.amount_minor,
            kind="discount" if line.unit_minor < 0 else "",
        )
        for line in grouped((line.description, line.amount_minor) for line in lines)
    ]
    is_net = sum(row.amount_minor for row in rows) != order.total_minor
    vat = vat_row(order.vat_reason, order.vat_bp, order.vat_minor, is_net=is_net)
    return [*rows, *vat, Row(_("Total"), order.total_minor, kind="total")]


def reckoning_rows(lines: Iterable[dict[str, Any]]) -> list[Row]:
    """Return the lines of a reckoning, as it was shown or stored, as rows."""
    words = {
        "paid": (_("Paid for your place"), ""),
        "kept": (_("Kept under the cancellation terms"), "discount"),
        "refund": (_("Comes back to you"), "total"),
    }
    return [
        Row(words[line["kind"]][0], line["amount_minor"], kind=words[line["kind"]][1])
        for line in lines
        if line["amount_minor"] or line["kind"] == "refund"
    ]


def move_rows(quoted: Iterable[Row], moved: Iterable[dict[str, Any]], from_: str) -> list[Row]:
    """Return what the new place costs, what goes along from the old one, and what is to be paid.

    Args:
        quoted: the rows of the new place's price, with its total.
        moved: the lines of the difference, as they were shown or stored.
        from_: what the old session is called.
    """
    sums = {line["kind"]: line["amount_minor"] for line in moved}
    words = _("Price of the new place")
    rows = [replace(row, kind="", label=words) if row.kind == "total" else row for row in quoted]
    if sums["carried"]:
        rows.append(
            Row(
                _("Carried over from %(session)s") % {"session": from_}, sums["carried"], "discount"
            )
        )
    return [*rows, Row(_("Difference to pay"), sums["due"], kind="total")]


def back_rows(moved: Iterable[dict[str, Any]]) -> list[Row]:
    """Return what comes back of the old place's money when the new one is cheaper; else nothing."""
    sums = {line["kind"]: line["amount_minor"] for line in moved}
    if not sums["back"] and not sums["kept"]:
        return []
    kept = [Row(_("Kept under the cancellation terms"), sums["kept"], kind="discount")]
    return [
        Row(_("Paid for your old place"), sums["paid"]),
        Row(_("Carried over to the new one"), sums["carried"], kind="discount"),
        *(kept if sums["kept"] else []),
        Row(_("Comes back to you"), sums["back"], kind="total"),
    ]


def company_lines(lines: Iterable[dict[str, Any]], *, for_desk: bool = False) -> list[Row]:
    """Return what giving places of a company back came to, or would come to, as rows.

    Args:
        for_desk: the reader is not the buyer.
    """
    sums: Counter[str] = Counter()
    for line in lines:
        sums[line["kind"]] += line["amount_minor"]
    words = {
        "price": (_("Price of what goes back"), ""),
        "kept": (_("Stays under the cancellation terms"), "discount"),
        "waived": (_("Not to be paid any more"), "total"),
        "refund": (_("Goes back to the buyer") if for_desk else _("Comes back to you"), "total"),
    }
    shown = [kind for kind in words if sums[kind]]
    return [Row(words[kind][0], sums[kind], kind=words[kind][1]) for kind in shown]


def basis_sentence(basis: str, *, for_desk: bool = False) -> str:
    """Return why that sum comes back.

    Args:
        for_desk: the reader is not the buyer.
    """
    if for_desk and basis == Basis.POLICY:
        return _("This follows from the cancellation terms of the order.")
    return {
        Basis.WITHDRAWAL: _("You are within the 14 days of withdrawal, so all of it comes back."),
        Basis.POLICY: _("This follows from the cancellation terms of your order."),
        Basis.LATE: _("The last date of the cancellation terms is over, so nothing comes back."),
        Basis.FREE: _("Nothing was paid for this place, so nothing comes back."),
        Basis.ORGANISER: _("The session was called off, so all of it comes back."),
        Basis.GOODWILL: _("The organiser settled this sum with you."),
        Basis.UNPAID: _("The last day for paying passed, so the place went to somebody else."),
    }[Basis(basis)]


def refund_sentence(state: str, *, by_hand: bool) -> str:
    """Return how far a refund is, for the one who waits for it."""
    if state == RefundState.SETTLED:
        if by_hand:
            return _("Sent back by transfer.")
        return _("Sent back the way it came; your bank may take up to ten days to show it.")
    if state == RefundState.FAILED:
        return _("Your bank did not take it. We have been told and settle it with you.")
    if state == RefundState.DROPPED:
        return _("Withdrawn; write to us if you did not expect that.")
    if by_hand:
        return _("Goes back by transfer; we may ask you for your account.")
    return _("Under way, back the way it came.")
