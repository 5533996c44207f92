"""A shop whose payment provider is the stand-in, with both clocks at the same instant."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from courseplatform.kit import clock, sweeps
from courseplatform.people.models import Organiser, User
from courseplatform.people.roles import Role
from courseplatform.sandbox.control.client import Control
from courseplatform.sandbox.running import Sandbox
from courses.catalogue.models import Session
from courses.orders.billing import Billing
from courses.orders.models import Order
from courses.orders.terms import Accepted
from courses.payment import settling
from courses.payment.buying import Purchase, buy
from courses.payment.providers.stripe import client as stripe_client
from tests.courses.payment.shop import Press, attempt_of


@pytest.fixture
def provider(sandbox: Sandbox, now: Any, db: None) -> Control:
    """The stand-in's control, its clock beside ours."""
    sandbox.control.clock_set(now)
    Organiser.objects.create(pk=1, name="Meridian Desk", email="desk@example.org", address="Via 1")
    return sandbox.control


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Shorten the client's patience, so that a test of time-outs takes no minute.

    The client is kept for the whole process; the next test must not get the impatient one.
    """
    monkeypatch.setattr(stripe_client, "READ_SECONDS", 1.5)
    monkeypatch.setattr(stripe_client, "RETRIES", 0)
    stripe_client.make_client.cache_clear()
    yield
    stripe_client.make_client.cache_clear()


@pytest.fixture
def purchase(
    provider: Control, billing: Billing, accepted: Accepted
) -> Callable[[Session, User], Purchase]:
    """Return the act of pressing "Hold my place and pay"."""

    def press(session: Session, person: User) -> Purchase:
        return buy(
            person=person, session=session, billing=billing, accepted=accepted, now=clock.now()
        )

    return press


@pytest.fixture
def hook(provider: Control) -> Callable[..., list[tuple[str, int]]]:
    """Return a function that carries waiting webhooks to our door, then works the inbox."""
    client = Client()

    def post(body: bytes, headers: dict[str, str]) -> int:
        return client.post(
            "/hooks/stripe/", body, content_type="application/json", headers=headers
        ).status_code

    def carry(*, work: bool = True) -> list[tuple[str, int]]:
        carried = provider.carry(post, force=True)
        if work:
            sweeps.run("payment.inbox")
        return carried

    return carry


@pytest.fixture
def advance(provider: Control) -> Iterator[Callable[[float], None]]:
    """Return a function that moves both clocks on by seconds."""
    from contextlib import ExitStack
    from datetime import timedelta

    with ExitStack() as stack:

        def move(seconds: float) -> None:
            provider.clock_advance(seconds)
            stack.enter_context(clock.at(clock.now() + timedelta(seconds=seconds)))

        yield move


@pytest.fixture
def opened(purchase: Press, session: Callable[..., Session], person: Callable[..., User]) -> Order:
    """Return an order with a held place and an open checkout."""
    return purchase(session(), person("Ada Payer")).order


@pytest.fixture
def paid(opened: Order, provider: Control) -> Order:
    """Return an order that is paid and settled."""
    attempt = attempt_of(opened)
    provider.pay(attempt.checkout_id)
    settling.sync(attempt, source="webhook")
    return opened


@pytest.fixture
def boss(person: Callable[..., User]) -> User:
    """Return a coordinator."""
    return person("Carla Neri", role=Role.COORDINATOR)
