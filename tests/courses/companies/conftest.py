"""A house, a session with a price for companies, and a company's order by the verbs of the business."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.db import transaction

from courseplatform.kit import clock
from courseplatform.people.models import Organiser, User
from courseplatform.people.roles import Role
from courses.catalogue.models import Session
from courses.companies.opening import ByStaff, Wish, open_company_order
from courses.enrolment.models import Claim, ClaimState, Enrolment, Place
from courses.orders.billing import Billing
from courses.orders.companies import OnInvoice, Paying
from courses.orders.models import Order
from courses.orders.terms import Accepted, PageVersion
from courses.pricing.quote import Buyer

PARTICULARS = Billing(
    buyer=Buyer.COMPANY,
    name="Petra Contact",
    company="Beispiel GmbH",
    address="Linden 5\n10117 Berlin",
    country="DE",
    vat_number="",
    email="ap@beispiel.example",
    reference="PO 4711",
)
PRICE = {
    "amount_minor": 30_000, "company_net_minor": 24_600, "vat_mode": "inclusive", "vat_bp": 2200,
}  # fmt: skip


@pytest.fixture(autouse=True)
def house(db: None) -> Organiser:
    return Organiser.objects.create(
        pk=1, name="Meridian Desk", email="desk@example.org", address="Via Prima 1\n00100 Roma",
        vat_number="IT00743110157", country="IT", zone="Europe/Rome",
    )  # fmt: skip


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        },
    }
    storages._storages.clear()


@pytest.fixture
def one(session: Callable[..., Session], now: Any) -> Session:
    """A session of 20 places on 14 March at € 246.00 net for companies."""
    return session(price=PRICE)


@pytest.fixture
def petra(person: Callable[..., User]) -> User:
    return person("Petra Contact")


@pytest.fixture
def staff(person: Callable[..., User]) -> User:
    return person("Carla Neri", role=Role.COORDINATOR)


@pytest.fixture
def wish() -> Callable[..., Wish]:
    """Return a maker of wishes: four places by card for a German company without a number."""

    def make(number: int = 4, **changes: Any) -> Wish:
        told = replace(PARTICULARS, **changes.pop("billing", {}))
        facts: dict[str, Any] = {"paying": Paying.CARD, **changes}
        return Wish(number=number, billing=told, **facts)

    return make


@pytest.fixture
def ordered(one: Session, petra: User, wish: Callable[..., Wish]) -> Callable[..., Order]:
    """Return a maker of company orders of ``one``: by card and held, unless told otherwise."""

    def make(number: int = 4, *, by_staff: ByStaff | None = None, **changes: Any) -> Order:
        at = clock.now()
        buyer = changes.pop("buyer", petra)
        session = changes.pop("session", one)
        with transaction.atomic():
            return open_company_order(
                buyer,
                session,
                wish(number, **changes),
                accepted=Accepted(pages=(PageVersion("terms", 1),), at=at),
                until=at + timedelta(minutes=35),
                now=at,
                by_staff=by_staff,
            )

    return make


@pytest.fixture
def confirmed(ordered: Callable[..., Order], staff: User) -> Callable[..., Order]:
    """Return a maker of orders whose places are confirmed: on invoice, confirmed at once."""

    def make(number: int = 4, **changes: Any) -> Order:
        by = ByStaff(actor=staff, on_invoice=OnInvoice.CONFIRM)
        return ordered(number, by_staff=by, paying=Paying.INVOICE, **changes)

    return make


def places_of(order: Order) -> list[Place]:
    return list(Place.objects.filter(lines__order=order).distinct().order_by("pk"))


def claims_of(order: Order) -> list[Claim]:
    return list(
        Claim.objects.filter(place__lines__order=order, state=ClaimState.OPEN)
        .select_related("place__session")
        .distinct()
        .order_by("pk")
    )


@pytest.fixture
def taken(person: Callable[..., User]) -> Callable[..., Enrolment]:
    """Return the act of somebody using the first free claim of an order."""
    from courses.companies.reading import told_of
    from courses.enrolment import claiming

    def take(order: Order, name: str = "Ada Guest") -> Enrolment:
        claim = claims_of(order)[0]
        return claiming.use(claim, person(name), told_of(order), clock.now())

    return take
