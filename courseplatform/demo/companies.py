"""Places of companies: four paid by transfer and given to people, one of them twice; two still unpaid."""

from __future__ import annotations

from datetime import datetime, timedelta

from courseplatform.demo import buying, news
from courseplatform.demo.cast import COLLEAGUES, Character
from courseplatform.demo.following import settle
from courseplatform.demo.house import sign_up
from courseplatform.kit import clock
from courseplatform.people.models import User
from courseplatform.sandbox.control.client import Control
from courses.catalogue.models import Session
from courses.companies import linking, swapping
from courses.companies.opening import Wish
from courses.companies.reading import told_of
from courses.enrolment import claiming
from courses.enrolment.models import Enrolment
from courses.orders.billing import Billing
from courses.orders.companies import Paying
from courses.orders.models import Order
from courses.payment.bill_models import ProviderInvoice
from courses.payment.company_buying import buy_places
from courses.pricing.quote import Buyer

ABROAD = Billing(
    buyer=Buyer.COMPANY,
    company="Beispiel Lagebild GmbH",
    name="Petra Contact",
    address="Lindenweg 5\n10117 Berlin",
    country="DE",
    vat_number="DE123456788",
    email="accounts@beispiel.demo.example",
    reference="PO 4711",
)
AT_HOME = Billing(
    buyer=Buyer.COMPANY,
    company="Osservatorio di Prova SRL",
    name="Petra Contact",
    address="Via del Campione 8\n20100 Milano",
    country="IT",
    reference="Training 2nd half",
)
PAID, UNPAID = 4, 2


def book(session: Session, buyer: User, control: Control, now: datetime) -> None:
    """Let a company's contact book places for four people, and for two more of a sister company."""
    ordered = now - timedelta(days=11, hours=3)
    order = _order(session, buyer, _wish(ABROAD, PAID), ordered, control)
    with news.at(ordered + timedelta(days=3), control):
        control.receive_transfer(ProviderInvoice.objects.get(order=order).invoice_id)
        for owner in control.objects("tax_id"):
            control.verify_tax_id(owner["id"])
        news.tell(control)
        settle()
    _give(order, buyer, ordered + timedelta(days=4))
    late = now - timedelta(days=2, hours=1)
    _order(session, buyer, _wish(AT_HOME, UNPAID), late, control)


def _wish(billing: Billing, number: int) -> Wish:
    return Wish(number=number, billing=billing, paying=Paying.INVOICE)


def _order(session: Session, buyer: User, wish: Wish, at: datetime, control: Control) -> Order:
    with news.at(at, control):
        order = buy_places(buyer, session, wish, accepted=buying.accepted(at), now=at).order
        settle()
        news.tell(control)
    return order


def _give(order: Order, buyer: User, at: datetime) -> None:
    """Send three of the four links; one of those who came is replaced by a colleague."""
    first, leaves, comes, still_to_answer = COLLEAGUES
    with clock.at(at):
        linking.send_links(order, [one.email for one in (first, leaves, still_to_answer)], at)
    _take(order, first, at + timedelta(hours=2))
    place = _take(order, leaves, at + timedelta(hours=5)).place
    swapped = at + timedelta(days=2)
    with clock.at(swapped):
        swapping.swap_out(order, place, actor=buyer, now=swapped)
        claim = next(one for one in linking.open_claims(order) if one.place_id == place.pk)
        linking.send_link(order, claim, comes.email, swapped)
    _take(order, comes, swapped + timedelta(hours=3))


def _take(order: Order, character: Character, at: datetime) -> Enrolment:
    """Let somebody use the link that was sent to their address."""
    with clock.at(at):
        person = sign_up(character)
        claim = next(one for one in linking.open_claims(order) if one.sent_to == character.email)
        enrolment = claiming.use(claim, person, told_of(order), at)
        settle()
    return enrolment
