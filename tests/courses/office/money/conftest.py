"""A session of which three places are sold through the stand-in, and a coordinator at the desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from courseplatform.kit import clock
from courseplatform.people.models import Organiser, User
from courseplatform.people.roles import Role
from courseplatform.sandbox.control.client import Control
from courseplatform.sandbox.running import Sandbox
from courses.catalogue.models import Session
from courses.orders.billing import Billing
from courses.orders.models import Order
from courses.orders.terms import Accepted
from courses.payment import settling
from courses.payment.buying import buy

Sold = tuple[Session, list[Order], Control]
Buy = Callable[..., Order]


@pytest.fixture
def coordinator(client: Client, person: Callable[..., User], now: Any) -> User:
    """Return the coordinator who is signed in to ``client``."""
    Organiser.objects.create(
        pk=1, name="Meridian Desk", email="desk@example.org", address="Via 1", zone="Europe/Rome"
    )
    user = person("Carla Neri", role=Role.COORDINATOR)
    client.force_login(user)
    return user


@pytest.fixture
def buying(sandbox: Sandbox, billing: Billing, accepted: Accepted, coordinator: User) -> Buy:
    """Return the act of buying a place, paid unless ``pays`` is false."""
    sandbox.control.clock_set(clock.now())

    def one(session: Session, buyer: User, *, pays: bool = True) -> Order:
        order = buy(
            person=buyer, session=session, billing=billing, accepted=accepted, now=clock.now()
        ).order
        if pays:
            attempt = order.attempts.get()
            sandbox.control.pay(attempt.checkout_id)
            settling.sync(attempt, source="webhook")
        return order

    return one


@pytest.fixture
def sold(
    session: Callable[..., Session], person: Callable[..., User], sandbox: Sandbox, buying: Buy
) -> Sold:
    """Return three places of a session, paid through the stand-in."""
    running = session()
    return (
        running,
        [buying(running, person(name)) for name in ("=Ada", "Ben", "Cleo")],
        sandbox.control,
    )
