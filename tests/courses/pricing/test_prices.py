"""Setting and showing the prices of a session."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import AuditEntry
from courses.catalogue import duplicating as sessions
from courses.catalogue.sessions import reschedule
from courses.pricing import duplicating
from courses.pricing.jobs import instants
from courses.pricing.models import PriceList
from courses.pricing.prices import set_price
from courses.pricing.quote import VatMode
from courses.pricing.refunds import RefundStep
from courses.pricing.shown import ShownPrice, shown_price

pytestmark = pytest.mark.django_db

EARLY = {
    "early_bird_minor": 24_000,
    "early_bird_until_local": datetime(2026, 3, 1),
    "vat_mode": VatMode.INCLUSIVE,
    "vat_bp": 2_200,
}


def test_a_visitor_sees_the_early_price_and_the_usual_one(now, session):
    one = session(price=EARLY)
    end = datetime(2026, 2, 28, 22, tzinfo=UTC)
    assert shown_price(one, now) == ShownPrice(24_000, "EUR", 30_000, end, 2_200)
    assert shown_price(one, end) == ShownPrice(30_000, "EUR", None, None, 2_200)
    assert not shown_price(one, now).is_free


def test_a_session_without_a_price_list_shows_none(now, session):
    one = session()
    PriceList.objects.all().delete()
    one.refresh_from_db()
    assert shown_price(one, now) is None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"currency": "XAU"}, "bad-price"),
        ({"amount_minor": -1}, "bad-price"),
        ({"company_net_minor": -1}, "bad-price"),
        ({"early_bird_minor": 10}, "bad-early-price"),
        ({**EARLY, "early_bird_minor": 30_000}, "bad-early-price"),
        ({**EARLY, "early_bird_until_local": datetime(2026, 3, 14, 11)}, "bad-early-price"),
        ({"vat_bp": 2_200}, "bad-vat"),
        ({"vat_mode": VatMode.INCLUSIVE}, "bad-vat"),
        ({"vat_mode": VatMode.INCLUSIVE, "vat_bp": 5_001}, "bad-vat"),
        ({"refund_steps": [RefundStep(7, 0)]}, "bad-policy"),
    ],
)
def test_a_price_that_cannot_be_is_refused_with_a_sentence(now, session, changes, code):
    one = session()
    with pytest.raises(Refusal) as refused:
        set_price(one, actor=None, **{"currency": "EUR", "amount_minor": 30_000, **changes})
    assert refused.value.code == code


def test_a_price_is_replaced_and_leaves_an_audit_row(now, session, person):
    one, boss = session(price=EARLY), person()
    set_price(one, actor=boss, currency="USD", amount_minor=10_000, refund_steps=[])
    stored = PriceList.objects.get()
    assert (stored.currency, stored.amount_minor, stored.early_bird_minor) == ("USD", 10_000, None)
    assert stored.steps() == ()
    assert AuditEntry.objects.filter(actor=boss, act="price.set").count() == 1


def test_the_currency_stays_once_a_place_is_sold(now, session, person, order):
    one = session()
    order(one, person())
    one.refresh_from_db()
    with pytest.raises(Refusal) as refused:
        set_price(one, actor=None, currency="USD", amount_minor=30_000)
    assert refused.value.code == "currency-fixed"


def test_the_database_takes_no_early_price_above_the_price(now, session):
    session(price=EARLY)
    with pytest.raises(IntegrityError, match="early_price"), transaction.atomic():
        PriceList.objects.update(amount_minor=1)


def test_a_copy_has_the_same_prices_and_a_later_early_end(now, session):
    one = session(price=EARLY)
    copy = sessions.duplicate_session(one, one.starts_local + timedelta(days=35))
    prices = duplicating.duplicate(one, copy, sessions.days_between(one, copy))
    assert (prices.amount_minor, prices.early_bird_minor) == (30_000, 24_000)
    assert prices.early_bird_until_local == datetime(2026, 4, 5)
    assert prices.early_bird_until_at == datetime(2026, 4, 4, 21, tzinfo=UTC)
    assert PriceList.objects.count() == 2


def test_a_copy_of_a_session_without_prices_has_none(now, session):
    one = session()
    PriceList.objects.all().delete()
    copy = sessions.duplicate_session(one, one.starts_local + timedelta(days=35))
    assert duplicating.duplicate(one, copy, 35) is None


def test_an_early_price_ends_by_the_wall_of_a_moved_session(now, session):
    one = session(price=EARLY)
    reschedule(
        one, starts_local=one.starts_local, ends_local=one.ends_local, zone="America/New_York"
    )
    assert instants() == 1
    assert instants() == 0
    assert PriceList.objects.get().early_bird_until_at == datetime(2026, 3, 1, 5, tzinfo=UTC)


def test_an_early_price_that_would_end_in_a_missing_hour_is_left_alone(now, session):
    one = session(
        starts_local=datetime(2026, 6, 1, 10),
        price={**EARLY, "early_bird_until_local": datetime(2026, 3, 29, 2, 30)},
    )
    before = PriceList.objects.get().early_bird_until_at
    reschedule(one, starts_local=one.starts_local, ends_local=one.ends_local, zone="Europe/Rome")
    assert instants() == 0
    assert PriceList.objects.get().early_bird_until_at == before
