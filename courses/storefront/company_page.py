"""What the page of a company's order shows its buyer, gathered from the rooms that know."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings

from courseplatform.kit.money import percent
from courses.catalogue.models import Session
from courses.catalogue.status import Status, status
from courses.companies.status import CompanyFacts, CompanyState, company_state
from courses.enrolment.models import Place, PlaceState
from courses.invoicing import bills
from courses.invoicing.models import Document
from courses.orders.balance import Balance, balance
from courses.orders.companies import CompanyOrder, Paying
from courses.orders.models import Cancellation, Order, RefundOwed
from courses.orders.terms import Terms
from courses.orders.unpaid import release_at
from courses.orders.wording import company_lines, order_rows
from courses.payment.bill_models import ProviderInvoice
from courses.payment.models import PaymentAttempt
from courses.pricing.wording import PolicyLine, Row, policy_lines
from courses.storefront.order_page import OVER, PROMISED, RefundLine, refund_line


@dataclass(frozen=True)
class CompanyPage:
    """A company's order as its buyer sees it.

    Attributes:
        confirmed, held, unclaimed: how many of the places are so.
        pay_url: the provider's page that says how to pay the invoice; empty while there is none.
        bank_details: our own account, line by line, where one is set.
        goes_at: when unpaid places go back; None where they do not.
        given_back: lines of what was given back so far.
    """

    order: Order
    company: CompanyOrder
    session: Session
    session_status: Status
    state: CompanyState
    confirmed: int
    held: int
    unclaimed: int
    held_until: datetime | None
    rows: list[Row]
    policy: list[PolicyLine]
    terms: Terms
    balance: Balance
    given_back: list[Row]
    refunds: list[RefundLine]
    documents: list[Document]
    is_billable: bool
    pay_url: str
    bank_details: list[str]
    goes_at: datetime | None

    @property
    def is_settling(self) -> bool:
        """Whether the page asks again by itself, since an answer is on its way."""
        return self.state is CompanyState.CONFIRMING

    @property
    def is_due(self) -> bool:
        """Whether money is to come by transfer."""
        return self.state in {CompanyState.AWAITING, CompanyState.TO_BE_PAID}

    @property
    def can_give_back(self) -> bool:
        """Whether places that nobody holds can be given back here."""
        return self.unclaimed > 0 and self.session_status not in OVER

    @property
    def terms_matter(self) -> bool:
        """Whether the buyer may still come to need the cancellation terms."""
        return self.confirmed + self.held > 0 and self.session_status not in OVER

    @property
    def may_proforma(self) -> bool:
        """Whether a pro-forma says anything that no bill says yet."""
        billed = any(document.kind in {"invoice", "receipt"} for document in self.documents)
        return self.state in {CompanyState.HELD, CompanyState.PAYMENT_FAILED} and not billed

    @property
    def steps(self) -> list[dict[str, Any]]:
        """The way of a payment by card; empty where there is no way on."""
        done = {
            CompanyState.HELD: 1,
            CompanyState.PAYMENT_FAILED: 1,
            CompanyState.CONFIRMING: 2,
        }.get(self.state)
        if done is None:
            return []
        return [{"number": n, "done": n <= done, "now": n == done + 1} for n in (1, 2, 3)]


def company_page(order: Order, now: datetime, *, returned: bool) -> CompanyPage:
    """Return what the page of a company's order shows at ``now``; see ``order_page``."""
    session = Session.objects.select_related("course").get(pk=order.session_id)
    places = list(Place.objects.filter(lines__order=order).distinct().order_by("pk"))
    counts = Counter(place.state for place in places)
    attempt = PaymentAttempt.objects.filter(order=order).order_by("-number").first()
    owed = list(RefundOwed.objects.filter(order=order).order_by("pk"))
    money = balance(order)
    terms = Terms.from_json(order.terms)
    facts = CompanyFacts(
        places=set(counts),
        on_invoice=order.company.paying == Paying.INVOICE,
        attempt_state=_attempt_state(attempt, returned=returned),
        held_until=next((place.held_until for place in places if place.held_until), None),
        received_minor=money.received_minor,
        open_minor=money.open_minor,
        refund_promised=any(debt.state in PROMISED for debt in owed),
    )
    waiting = ProviderInvoice.objects.filter(order=order, state="open").first()
    return CompanyPage(
        order=order,
        company=order.company,
        session=session,
        session_status=status(session, now),
        state=company_state(facts, now),
        confirmed=counts[PlaceState.CONFIRMED],
        held=counts[PlaceState.HELD],
        unclaimed=sum(
            place.state == PlaceState.CONFIRMED and place.holder_id is None for place in places
        ),
        held_until=facts.held_until,
        rows=order_rows(order, order.lines.all()),
        policy=_policy(order, terms, now),
        terms=terms,
        balance=money,
        given_back=company_lines(
            line for row in Cancellation.objects.filter(order=order) for line in row.lines
        ),
        refunds=[refund_line(debt) for debt in owed],
        documents=list(Document.objects.filter(order=order).order_by("pk")),
        is_billable=bills.is_complete(order.billing),
        pay_url=waiting.url if waiting else "",
        bank_details=[line for line in settings.BANK_DETAILS.splitlines() if line.strip()],
        goes_at=release_at(order),
    )


def _policy(order: Order, terms: Terms, now: datetime) -> list[PolicyLine]:
    """Return the frozen policy with the sums of all places together."""
    if not terms.steps:
        return []
    steps = [
        replace(step, refund_minor=percent(order.total_minor, step.share_bp))
        for step in terms.steps
    ]
    return policy_lines(steps, order.currency, terms.zone, now)


def _attempt_state(attempt: PaymentAttempt | None, *, returned: bool) -> str:
    if attempt is None:
        return ""
    return "processing" if returned and attempt.state == "open" else attempt.state
