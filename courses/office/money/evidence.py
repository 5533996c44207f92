"""What we know about a disputed payment, gathered for the one who answers the bank."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from courseplatform.kit import wording
from courseplatform.kit.money import show
from courseplatform.letters.models import Letter
from courseplatform.people.models import LegalPage, User
from courses.enrolment.models import Enrolment
from courses.office.money import words
from courses.orders.models import LedgerEntry, Order
from courses.orders.terms import Terms
from courses.payment.models import Dispute
from courses.webinars.presence import visits

Fact = tuple[str, str]


@dataclass(frozen=True)
class Meeting:
    """One meeting of the session, and what we know of the participant's presence."""

    title: str
    when: str
    minutes: int
    lasted: int
    seen: str


@dataclass(frozen=True)
class AcceptedPage:
    """One version of the terms that the buyer accepted."""

    title: str
    address: str
    text: str


@dataclass(frozen=True)
class Evidence:
    """Everything the page and the file show; times are in the organiser's words and zone.

    Attributes:
        dispute, bought, accepted: facts as label and value.
        pages: the accepted versions with their text.
        money: the ledger: when, what, sum.
        meetings: with minutes of presence.
        letters: when, subject.
    """

    number: str
    dispute: list[Fact]
    bought: list[Fact]
    accepted: list[Fact]
    pages: list[AcceptedPage]
    money: list[tuple[str, str, str]]
    meetings: list[Meeting]
    letters: list[tuple[str, str]]


def gather(dispute: Dispute, zone: str) -> Evidence:
    """Return the evidence about a dispute; ``zone`` is that of its times."""
    paid, order = dispute.attempt.order, dispute.order
    enrolment = (
        Enrolment.objects.filter(place__lines__order=order)
        .select_related("person")
        .order_by("-started_at")
        .first()
    )
    person = enrolment.person if enrolment else order.buyer
    return Evidence(
        number=order.number,
        dispute=_dispute(dispute, zone),
        bought=_bought(order, enrolment, zone),
        accepted=_accepted(paid, zone),
        pages=accepted_pages(paid),
        money=_money({paid.pk, order.pk}, zone),
        meetings=_meetings(order, person, zone),
        letters=_letters(person, {paid, order}, zone),
    )


def _reason(dispute: Dispute) -> str:
    """Return the reason in words, and as the payment service names it, to be found again there."""
    return f"{dispute.why} ({dispute.reason})" if dispute.reason else dispute.why


def _dispute(dispute: Dispute, zone: str) -> list[Fact]:
    return [
        (_("Sum"), show(dispute.amount_minor, dispute.currency)),
        (_("Reason given"), _reason(dispute)),
        (_("State"), words.dispute_word(dispute.status)),
        (_("Opened"), _at(dispute.opened_at, zone)),
        (_("Answer by"), _at(dispute.answer_by, zone) if dispute.answer_by else "–"),
        (_("At the payment service"), dispute.provider_dispute_id),
        (_("Payment"), dispute.attempt.payment_id),
    ]


def _bought(order: Order, enrolment: Enrolment | None, zone: str) -> list[Fact]:
    session = order.session
    when = wording.span(session.starts_at, session.ends_at, session.zone)
    facts = [
        (_("Order"), _("%(number)s of %(when)s")
         % {"number": order.number, "when": _at(order.created_at, zone)}),
        (_("Buyer"), f"{order.buyer.called} {order.buyer.email or ''}".strip()),
        (_("Bill to"), _bill(order)),
        (_("Course"), session.course.title),
        (_("Date"), f"{when} {wording.zone_name(session.zone)}"),
        (_("Price"), show(order.total_minor, order.currency)),
    ]  # fmt: skip
    if enrolment:
        told = _at(enrolment.started_at, zone)
        if enrolment.ended_at:
            told = _("%(from)s to %(until)s") % {
                "from": told, "until": _at(enrolment.ended_at, zone),
            }  # fmt: skip
        facts.append((_("Enrolled"), told))
    return facts


def _bill(order: Order) -> str:
    bill = order.billing
    parts = [bill.company, bill.name, *bill.address.splitlines(), bill.country]
    return ", ".join(part for part in parts if part)


def _accepted(order: Order, zone: str) -> list[Fact]:
    terms = Terms.from_json(order.terms)
    steps = [
        _("%(sum)s until %(when)s")
        % {
            "sum": show(step.refund_minor, order.currency),
            "when": wording.span(step.until_at, None, terms.zone),
        }
        for step in terms.steps
    ]
    waived = _("yes, because the course began before the 14 days were over")
    return [
        (_("Terms accepted"), _at(terms.accepted_at, zone)),
        (_("What comes back on cancelling"), "; ".join(steps) or "–"),
        (_("Right of withdrawal given up"), waived if terms.withdrawal_waived else _("no")),
    ]


def accepted_pages(order: Order) -> list[AcceptedPage]:
    """Return the pages that the buyer accepted, in the versions that were in force."""
    accepted = Terms.from_json(order.terms).pages
    which = Q(pk__in=[])
    for page in accepted:
        which |= Q(slug=page.slug, version=page.version)
    return [
        AcceptedPage(
            title=_("%(title)s, version %(version)s")
            % {"title": page.title, "version": page.version},
            address=settings.SITE_URL + reverse("legal-version", args=[page.slug, page.version]),
            text=page.text,
        )
        for page in LegalPage.objects.filter(which).order_by("slug")
    ]


def _money(orders: set[int], zone: str) -> list[tuple[str, str, str]]:
    entries = LedgerEntry.objects.filter(order__in=orders).exclude(kind="fee")
    return [
        (
            _at(entry.occurred_at, zone),
            f"{words.word(words.ENTRIES, entry.kind)} ({entry.provider_object_id})",
            show(entry.amount_minor, entry.currency),
        )
        for entry in entries.order_by("occurred_at", "pk")
    ]


def _meetings(order: Order, person: User, zone: str) -> list[Meeting]:
    return [
        Meeting(
            title=visit.webinar.title,
            when=wording.span(visit.webinar.starts_at, visit.webinar.ends_at, zone),
            minutes=visit.minutes,
            lasted=visit.webinar.minutes,
            seen=wording.hours(visit.seen_from, visit.seen_until, zone) if visit.seen_from else "",
        )
        for visit in visits(order.session, person)
    ]


def _letters(person: User, orders: set[Order], zone: str) -> list[tuple[str, str]]:
    """Return the letters about the orders and the session that were really sent."""
    begin = min(order.created_at for order in orders)
    sent = Letter.objects.filter(
        person=person, state="sent", secret=False, created_at__gte=begin
    ).order_by("sent_at")
    return [(_at(letter.sent_at, zone), letter.subject) for letter in sent.defer("context")[:100]]


def _at(instant: datetime | None, zone: str) -> str:
    return f"{wording.span(instant, None, zone)} {wording.zone_name(zone)}" if instant else "–"
