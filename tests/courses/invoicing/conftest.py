"""A paid order of a person and one of a company, from a house with a VAT number."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages

from courseplatform.kit import clock
from courseplatform.people.models import Organiser, User
from courses.catalogue.models import Session
from courses.enrolment import places
from courses.orders.billing import Billing
from courses.orders.ledger import post
from courses.orders.models import EntryKind, EntrySource, Order
from courses.pricing.quote import Buyer

COMPANY = Billing(
    buyer=Buyer.COMPANY,
    name="Petra Contact",
    company="Beispiel GmbH",
    address="Linden 5\n10117 Berlin",
    country="DE",
    email="ap@beispiel.example",
    reference="PO 4711",
)


@pytest.fixture(autouse=True)
def house(db: None) -> Organiser:
    return Organiser.objects.create(
        pk=1, name="Meridian Desk", legal_name="Meridian Desk SRL", email="desk@example.org",
        address="Via Prima 1\n00100 Roma", vat_number="IT00743110157", country="IT",
        zone="Europe/Rome",
    )  # fmt: skip


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> Path:
    """Keep private files in a folder of this test."""
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        },
    }
    storages._storages.clear()
    return tmp_path


@pytest.fixture
def sold(
    order: Callable[..., Order],
    session: Callable[..., Session],
    person: Callable[..., User],
    now: Any,
) -> Order:
    """A person's order of € 240.00 with 22 % VAT inside, not paid yet."""
    prices = {"amount_minor": 24_000, "vat_mode": "inclusive", "vat_bp": 2200}
    return order(session(price=prices), person("Ada Payer"))


@pytest.fixture
def company_order(
    order: Callable[..., Order],
    session: Callable[..., Session],
    person: Callable[..., User],
    now: Any,
) -> Order:
    """A company's order of € 246.00 net, without a VAT number of its own, not paid yet."""
    prices = {
        "amount_minor": 30_000, "company_net_minor": 24_600,
        "vat_mode": "inclusive", "vat_bp": 2200,
    }  # fmt: skip
    return order(session(price=prices), person("Petra Contact"), billing=COMPANY)


@pytest.fixture
def pay() -> Callable[..., None]:
    """Return the act of money coming in for an order: its places are confirmed by it."""

    def act(order: Order, amount: int | None = None, **facts: Any) -> None:
        given = {"kind": EntryKind.CHARGE, "provider": "stripe", "source": EntrySource.WEBHOOK}
        given |= facts
        kind = given.pop("kind")
        post(
            order,
            kind,
            order.total_minor if amount is None else amount,
            provider_object_id=given.pop("provider_object_id", f"ch_{order.ref}"),
            occurred_at=clock.now(),
            **given,
        )
        for line in order.lines.all():
            if line.place is not None and line.place.state == "held":
                places.confirm(line.place)

    return act
