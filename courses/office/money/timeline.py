"""Everything that happened to an order, in one line of time, from the rows that tell it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from courseplatform.kit import wording
from courseplatform.kit.money import show
from courseplatform.letters.models import Letter
from courseplatform.people.models import AuditEntry
from courses.enrolment.models import Enrolment, Place
from courses.invoicing.models import Document
from courses.office.money import words
from courses.orders.models import Cancellation, LedgerEntry, Order, RefundOwed
from courses.orders.transfers import PlaceTransfer, TransferState
from courses.payment.models import Delivery, Dispute, PaymentAttempt, Refund, ReviewItem

DONE, NOTE, BAD = "done", "", "break"


@dataclass(frozen=True)
class Happening:
    """One thing that happened.

    Attributes:
        at: when (UTC).
        rank: orders what happened in one instant: causes before what follows from them.
        title: a few words; ``text`` says more, ``url`` leads on.
        state: ``done`` for what was settled by it, ``break`` for what ended something.
    """

    at: datetime
    rank: int
    title: str
    text: str = ""
    url: str = ""
    state: str = NOTE


@dataclass(frozen=True)
class Item:
    """A happening as the timeline shows it, with its time in words."""

    time: str
    title: str
    text: str
    url: str
    state: str


def timeline(order: Order, zone: str) -> list[Item]:
    """Return what happened to ``order``, oldest first; a constant number of queries."""
    found = sorted(_all(order), key=lambda one: (one.at, one.rank))
    return [
        Item(wording.span(one.at, None, zone), one.title, one.text, one.url, one.state)
        for one in found
    ]


def _all(order: Order) -> Iterator[Happening]:
    attempts = list(PaymentAttempt.objects.filter(order=order))
    refunds = list(Refund.objects.filter(order=order).select_related("requested_by"))
    places = list(Place.objects.filter(lines__order=order).distinct())
    enrolments = list(Enrolment.objects.filter(place__in=places).select_related("person"))
    cancellations = list(Cancellation.objects.filter(order=order).select_related("actor"))
    yield Happening(order.created_at, 0, _("Order opened"), _("A place is held, the terms frozen."))
    yield from _places(places)
    yield from _enrolments(enrolments)
    yield from _attempts(attempts)
    yield from _declines(attempts)
    yield from _money(order)
    yield from _debts(order)
    yield from _refunds(refunds)
    yield from _disputes(order)
    yield from _moves(order)
    yield from _cancellations(cancellations)
    yield from _documents(order)
    keys = [
        *(f"{kind}:{order.ref}" for kind in ("receipt", "paid-but-full", "not-moved")),
        *(f"payment-failed:{attempt.ref}" for attempt in attempts),
        *(f"refund:{refund.ref}" for refund in refunds),
        *(f"cancelled:{one.ref}" for one in cancellations),
        *(f"place-given:{one.ref}" for one in enrolments),
        *(f"place-revoked:{place.ref}" for place in places),
    ]
    yield from _letters(keys)
    yield from _review(order)
    yield from _acts(order)


def _places(places: list[Place]) -> Iterator[Happening]:
    for place in places:
        if place.confirmed_at:
            yield Happening(place.confirmed_at, 30, _("Place confirmed"), state=DONE)
        if place.ended_at:
            ended = {
                "released": _("Place given back"),
                "cancelled": _("Place cancelled"),
                "revoked": _("Place revoked"),
                "transferred": _("Place moved to another session"),
            }
            yield Happening(place.ended_at, 70, ended.get(place.state, place.state), state=BAD)


def _enrolments(enrolments: list[Enrolment]) -> Iterator[Happening]:
    for one in enrolments:
        told = _("%(name)s, as %(alias)s") % {"name": one.person.called, "alias": one.alias}
        yield Happening(one.started_at, 31, _("Enrolled"), told)
        if one.ended_at:
            why = one.ended_reason.replace("-", " ")
            yield Happening(one.ended_at, 71, _("No longer enrolled"), f"{told} ({why})")


def _attempts(attempts: list[PaymentAttempt]) -> Iterator[Happening]:
    for attempt in attempts:
        amount = show(attempt.amount_minor, attempt.currency)
        yield Happening(
            attempt.created_at, 10, _("Payment page opened"), f"{amount} · {attempt.checkout_id}"
        )
        if attempt.settled_at:
            good = attempt.state == "succeeded"
            yield Happening(
                attempt.settled_at,
                20,
                words.word(words.ATTEMPTS, attempt.state),
                attempt.payment_id,
                state=DONE if good else BAD,
            )


def _declines(attempts: list[PaymentAttempt]) -> Iterator[Happening]:
    payments = [attempt.payment_id for attempt in attempts if attempt.payment_id]
    declined = Delivery.objects.filter(
        payment_id__in=payments, type="payment_intent.payment_failed"
    ).defer("body")
    for one in declined if payments else ():
        yield Happening(one.happened_at, 12, _("A payment was declined"), state=BAD)


def _money(order: Order) -> Iterator[Happening]:
    for entry in LedgerEntry.objects.filter(order=order).select_related("actor"):
        told = [words.word(words.SOURCES, entry.source), entry.provider_object_id]
        if entry.actor:
            told.append(entry.actor.called)
        yield Happening(
            entry.occurred_at,
            25,
            f"{words.word(words.ENTRIES, entry.kind)}: {show(entry.amount_minor, entry.currency)}",
            " · ".join(told),
        )


def _debts(order: Order) -> Iterator[Happening]:
    for debt in RefundOwed.objects.filter(order=order):
        amount = show(debt.amount_minor, debt.currency)
        why = words.word(words.REASONS, debt.reason)
        yield Happening(debt.created_at, 40, _("Refund of %(sum)s promised") % {"sum": amount}, why)


def _refunds(refunds: list[Refund]) -> Iterator[Happening]:
    for refund in refunds:
        told = {"sum": show(refund.amount_minor, refund.currency)}
        yield Happening(
            refund.requested_at,
            45,
            _("Refund of %(sum)s asked for") % told,
            refund.provider_refund_id,
        )
        if refund.settled_at:
            went = refund.state == "succeeded"
            title = _("Refund of %(sum)s done") if went else _("Refund of %(sum)s failed")
            yield Happening(
                refund.settled_at,
                50,
                title % told,
                refund.failure.replace("_", " "),
                state=DONE if went else BAD,
            )


def _disputes(order: Order) -> Iterator[Happening]:
    mine = Q(order=order) | Q(attempt__order=order)
    for dispute in Dispute.objects.filter(mine):
        told = {"sum": show(dispute.amount_minor, dispute.currency)}
        page = reverse("desk-dispute", args=[dispute.ref])
        yield Happening(
            dispute.opened_at, 55, _("Disputed: %(sum)s") % told, dispute.why, page, state=BAD
        )
        if dispute.closed_at:
            ended = words.dispute_word(dispute.status)
            good = dispute.status != "lost"
            yield Happening(
                dispute.closed_at, 60, _("Dispute ended"), ended, page, DONE if good else BAD
            )


def _moves(order: Order) -> Iterator[Happening]:
    mine = Q(order_from=order) | Q(order_to=order)
    for move in PlaceTransfer.objects.filter(mine, state=TransferState.DONE).select_related(
        "order_from", "order_to"
    ):
        other = move.order_to if move.order_from_id == order.pk else move.order_from
        title = (
            _("Moved to another order") if other == move.order_to else _("Moved from another order")
        )
        page = reverse("desk-order", args=[other.ref])
        yield Happening(move.settled_at or move.created_at, 65, title, other.number, page)


def _cancellations(cancellations: list[Cancellation]) -> Iterator[Happening]:
    by = {
        "student": _("by the student"),
        "staff": _("by staff"),
        "organiser": _("session called off"),
        "house": _("not paid in time"),
    }
    for one in cancellations:
        who = f"{by.get(one.by, one.by)}" + (f" · {one.actor.called}" if one.actor else "")
        back = show(one.refund_minor, one.currency)
        yield Happening(
            one.created_at, 35, _("Cancelled; %(sum)s comes back") % {"sum": back}, who, state=BAD
        )


def _documents(order: Order) -> Iterator[Happening]:
    for document in Document.objects.filter(order=order).defer("snapshot"):
        page = reverse("document", args=[document.ref])
        yield Happening(
            document.issued_at, 80, document.number, document.kind.replace("_", " "), page
        )


def _letters(keys: list[str]) -> Iterator[Happening]:
    states = {
        "waiting": _("waits to be sent"),
        "taken": _("is being sent"),
        "failed": _("could not be sent"),
        "stopped": _("not sent: the reader wants none"),
    }
    for letter in Letter.objects.filter(key__in=keys, secret=False).defer("context"):
        about = letter.subject or letter.template.replace("_", " ")
        state = "" if letter.state == "sent" else states.get(letter.state, letter.state)
        yield Happening(
            letter.sent_at or letter.created_at,
            85,
            _("Letter: %(about)s") % {"about": about},
            state,
        )


def _review(order: Order) -> Iterator[Happening]:
    for item in ReviewItem.objects.filter(order=order).select_related("closed_by"):
        yield Happening(item.raised_at, 57, _("Needs a look"), item.sentence, state=BAD)
        if item.closed_at:
            who = item.closed_by.called if item.closed_by else _("settled by itself")
            yield Happening(
                item.closed_at, 90, _("Looked at"), f"{item.outcome} ({who})", state=DONE
            )


def _acts(order: Order) -> Iterator[Happening]:
    subject = f"order:{order.ref}"
    for entry in AuditEntry.objects.filter(subject=subject).select_related("actor"):
        who = entry.actor.called if entry.actor else _("the platform")
        yield Happening(entry.at, 5, entry.act.replace(".", ": ").replace("-", " "), who)
