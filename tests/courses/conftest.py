"""What tests of the courses rooms begin with; everything is made by the verbs of the business."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from django.test import Client

from courseplatform.kit import clock
from courseplatform.people.models import RoleGrant, User
from courseplatform.people.roles import Role
from courses.catalogue.courses import create_course
from courses.catalogue.models import Course, Session
from courses.catalogue.sessions import create_session, publish_session
from courses.enrolment import enrolling, places
from courses.enrolment.models import Enrolment
from courses.orders.billing import Billing
from courses.orders.ledger import post
from courses.orders.models import EntryKind, EntrySource, Order
from courses.orders.opening import open_order
from courses.orders.terms import Accepted, PageVersion
from courses.pricing.prices import set_price
from courses.pricing.quote import Buyer, quote
from courses.webinars.models import Webinar
from courses.webinars.scheduling import schedule

NOW = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
STARTS = datetime(2026, 3, 14, 10, 0)

_numbers = count(1)


@pytest.fixture
def now() -> Any:
    """Pin the clock to Monday 2 February 2026, 09:00 UTC."""
    with clock.at(NOW):
        yield NOW


@pytest.fixture
def person(db: None) -> Callable[..., User]:
    """Return a maker of people; ``role=`` gives them a global role."""

    def make(name: str = "", *, role: Role | None = None, **fields: Any) -> User:
        number = next(_numbers)
        user = User.objects.create_user(
            f"person{number}@example.org", name=name or f"Person {number}", **fields
        )
        if role:
            RoleGrant.objects.create(user=user, role=role)
        return user

    return make


@pytest.fixture
def course(db: None) -> Course:
    """Return an unpublished course."""
    return create_course(
        "Geopolitical Intelligence Analysis",
        summary="A day on one claim.",
        outcomes="Grade a source\nSort a claim",
        programme=[
            {"minutes": 90, "title": "The claim", "text": "What is said."},
            {"minutes": 30, "title": "Break", "text": ""},
        ],
        needs="A browser\nA headset",
    )


@pytest.fixture
def session(course: Course) -> Callable[..., Session]:
    """Return a maker of published sessions of ``course`` with prices."""

    def make(*, capacity: int = 20, publish: bool = True, **changes: Any) -> Session:
        starts = changes.pop("starts_local", STARTS)
        ends = changes.pop("ends_local", starts + timedelta(hours=7))
        zone = changes.pop("zone", "Europe/Kyiv")
        price = {
            "currency": "EUR",
            "amount_minor": 30_000,
            **changes.pop("price", {}),
        }
        made = create_session(
            changes.pop("course", course),
            starts_local=starts,
            ends_local=ends,
            zone=zone,
            capacity=capacity,
            **changes,
        )
        set_price(made, actor=None, **price)
        if publish:
            publish_session(made)
        return made

    return make


@pytest.fixture
def billing() -> Billing:
    """Return a person's billing particulars."""
    return Billing(buyer=Buyer.PERSON, name="Ada Payer", country="IT")


@pytest.fixture
def accepted() -> Accepted:
    """Return an acceptance with the waiver ticked."""
    return Accepted(pages=(PageVersion("terms", 1),), at=NOW, withdrawal_waived=True)


@pytest.fixture
def order(billing: Billing, accepted: Accepted) -> Callable[..., Order]:
    """Return a maker of orders: a held place of a session and the order on it."""

    def make(session: Session, buyer: User, **changes: Any) -> Order:
        at = clock.now()
        place = places.hold_place(session, buyer, at + timedelta(minutes=35))
        bill = changes.pop("billing", billing)
        return open_order(
            quote=quote(session.prices.terms(), at, buyer=bill.buyer),
            session=session,
            buyer=buyer,
            place=place,
            billing=bill,
            accepted=changes.pop("accepted", accepted),
            now=at,
        )

    return make


@pytest.fixture
def enrolled(order: Callable[..., Order]) -> Callable[..., Enrolment]:
    """Return a maker of paid enrolments: order, charge in the ledger, confirmed, enrolled."""

    def make(session: Session, buyer: User, **changes: Any) -> Enrolment:
        opened = order(session, buyer, **changes)
        post(
            opened,
            EntryKind.CHARGE,
            opened.total_minor,
            provider="stripe",
            provider_object_id=f"pi_{opened.ref}",
            occurred_at=clock.now(),
            source=EntrySource.WEBHOOK,
        )
        place = opened.lines.get(position=1).place
        assert place is not None
        places.confirm(place)
        return enrolling.enrol(place, buyer)

    return make


@pytest.fixture
def as_user() -> Callable[[User], Client]:
    """Return a maker of signed-in clients."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def webinar() -> Callable[..., Webinar]:
    """Return a maker of webinars: Thursday 5 February 2026, 18:00 in Kyiv (16:00 UTC), 90 minutes."""

    def make(session: Session, title: str = "Briefing", **changes: Any) -> Webinar:
        facts: dict[str, Any] = {
            "starts_local": datetime(2026, 2, 5, 18, 0),
            "minutes": 90,
            "meeting_url": "https://meet.example.org/briefing",
            **changes,
        }
        return schedule(session, title=title, **facts)

    return make
