"""Races for a company's places: all of them or none, one person for each link, one end for each place."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import Organiser, User
from courses.catalogue.models import Session
from courses.companies.giving_back import give_back, offer
from courses.companies.opening import ByStaff, Wish, open_company_order
from courses.enrolment import claiming
from courses.enrolment.models import Claim, ClaimState, Enrolment, EnrolmentState, Place
from courses.orders.billing import Billing
from courses.orders.companies import OnInvoice, Paying
from courses.orders.models import Cancellation, Order
from courses.orders.terms import Accepted
from courses.pricing.prices import set_price
from courses.pricing.quote import Buyer
from tests.races.test_places import NOW, UNTIL, kinds, live, make_session, people, race

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
BILLED = Billing(
    buyer=Buyer.COMPANY, name="Petra Contact", company="Beispiel GmbH", address="Linden 5",
    country="IT", email="ap@beispiel.example",
)  # fmt: skip


def priced(capacity: int) -> Session:
    Organiser.objects.create(
        pk=1, name="Meridian Desk", email="desk@example.org", address="Via Prima 1",
        country="IT", zone="UTC",
    )  # fmt: skip
    session = make_session(capacity)
    set_price(
        session, actor=None, currency="EUR", amount_minor=10_000, company_net_minor=8_000
    )  # fmt: skip
    return session


def ordered(session: Session, buyer: User, number: int, by_staff: ByStaff | None = None) -> Order:
    paying = Paying.INVOICE if by_staff else Paying.CARD
    with transaction.atomic():
        return open_company_order(
            buyer,
            session,
            Wish(number, BILLED, paying),
            accepted=Accepted(pages=(), at=NOW),
            until=UNTIL,
            now=NOW,
            by_staff=by_staff,
        )


def confirmed(session: Session, number: int) -> Order:
    """Return an order on invoice whose places are confirmed and wait for their claims."""
    staff, petra = (User.objects.create_user(f"{name}@example.org") for name in ("staff", "petra"))
    with clock.at(NOW):
        return ordered(session, petra, number, ByStaff(staff, on_invoice=OnInvoice.CONFIRM))


def test_companies_that_ask_for_more_than_there_is_get_all_they_asked_for_or_nothing() -> None:
    session, buyers = priced(10), people(8)
    found = race(*[lambda b=b: ordered(session, b, 4) for b in buyers])
    assert kinds(found) == {"Order": 2, "too-few-free": 6}
    assert live(session) == (8, 8)
    assert Order.objects.count() == 2


def test_single_buyers_and_a_company_never_share_a_place() -> None:
    session, buyers = priced(6), people(12)
    acts = [lambda b=b: ordered(session, b, 5) for b in buyers[:4]]
    acts += [lambda b=b: ordered(session, b, 1) for b in buyers[4:]]
    found = race(*acts)
    assert not [each for each in found if not isinstance(each, Order | Refusal)]
    taken, counted = live(session)
    assert taken == counted <= 6
    sizes = [
        Place.objects.filter(lines__order=each).distinct().count() for each in Order.objects.all()
    ]
    assert sum(sizes) == counted
    assert set(sizes) <= {1, 5}


def test_a_link_that_many_open_at_once_enrols_one_of_them() -> None:
    order = confirmed(priced(4), 1)
    claim, guests = Claim.objects.get(place__lines__order=order), people(8)
    found = race(
        *[lambda g=g: claiming.use(Claim.objects.get(pk=claim.pk), g, [], NOW) for g in guests]
    )
    assert kinds(found) == {"Enrolment": 1, "claim-gone": 7}
    assert Enrolment.objects.filter(state=EnrolmentState.ACTIVE).count() == 1


def test_one_person_with_two_links_of_a_company_takes_one_place() -> None:
    order, (ada,) = confirmed(priced(4), 2), people(1)
    claims = list(Claim.objects.filter(place__lines__order=order).distinct())
    found = race(
        *[lambda c=c: claiming.use(Claim.objects.get(pk=c.pk), ada, [], NOW) for c in claims * 3]
    )
    assert kinds(found) == {
        "Enrolment": 3,
        "has-place": 3,
    }  # each press of the one link is answered
    assert Enrolment.objects.filter(person=ada, state=EnrolmentState.ACTIVE).count() == 1


def test_a_place_is_claimed_or_given_back_and_never_both() -> None:
    order = confirmed(priced(4), 1)
    claim, (ada,) = Claim.objects.get(place__lines__order=order), people(1)
    shown = offer(order, 1, NOW).giving
    sums = (shown.waived_minor, shown.refund_minor)
    later = NOW + timedelta(seconds=1)

    def gives() -> list[Cancellation]:
        return give_back(order, 1, actor=order.buyer, now=later, expected=sums)

    found = race(lambda: claiming.use(Claim.objects.get(pk=claim.pk), ada, [], NOW), gives, gives)
    claim.refresh_from_db()
    enrolled = Enrolment.objects.filter(state=EnrolmentState.ACTIVE).count()
    given_back = Cancellation.objects.count()
    assert (enrolled, given_back) in {(1, 0), (0, 1)}, found
    assert claim.state == (ClaimState.USED if enrolled else ClaimState.WITHDRAWN)
    assert sum(isinstance(each, Refusal) for each in found) == 2
    assert live(order.session)[0] == enrolled
