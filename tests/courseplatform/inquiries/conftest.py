"""People who ask and people who answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from courseplatform.inquiries.models import Inquiry
from courseplatform.inquiries.receiving import receive
from courseplatform.people.granting import grant
from courseplatform.people.models import Organiser, User
from courseplatform.people.roles import Role

MONDAY = datetime(2026, 3, 9, 10, 0, tzinfo=UTC)
WORDS = {
    "topic": "assessment",
    "message": "We must decide on Friday whether to raise the reported meeting.",
    "name": "Ada Byron",
    "email": "ada@example.org",
    "organisation": "A ministry",
    "consent": "on",
}


@pytest.fixture(autouse=True)
def organiser(db: None) -> Organiser:
    return Organiser.objects.create(pk=1, name="House", email="ask@example.org", zone="Europe/Kyiv")


@pytest.fixture(autouse=True)
def monday() -> Iterator[time_machine.Coordinates]:
    """It is Monday morning, also for signed times; the clock stands."""
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def ask(client: Client, monday: time_machine.Coordinates) -> Callable[..., object]:
    """Open the form, take ten seconds, send it."""

    def post(*, seconds: float = 10, using: Client | None = None, **changes: str) -> object:
        browser = using or client
        form = browser.get("/contact/").context["form"]
        monday.shift(timedelta(seconds=seconds))
        hidden = {"token": form["token"].value(), "zone": "Europe/Rome", "source": "/reports/x/"}
        return browser.post("/contact/", {**WORDS, **hidden, **changes})

    return post


@pytest.fixture
def ana() -> User:
    person = User.objects.create_user("ana@example.org", name="Ana", zone="Europe/Kyiv")
    grant(person, Role.CONSULTANT, by=None)
    return person


@pytest.fixture
def ben() -> User:
    person = User.objects.create_user("ben@example.org", name="Ben")
    grant(person, Role.CONSULTANT, by=None)
    return person


@pytest.fixture
def inquiry() -> Inquiry:
    words = {key: value for key, value in WORDS.items() if key != "consent"}
    return receive(**words, doubts=[], zone="Europe/Rome")  # type: ignore[arg-type]


@pytest.fixture
def desk(client: Client, ana: User) -> Client:
    client.force_login(ana)
    return client
