"""The doctor finds each planted fault, and nothing where all is well."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as site
from django.test import Client

from courseplatform.kit import clock
from courseplatform.people.models import Organiser, User
from courseplatform.sandbox.control.client import Control
from courses.catalogue.models import Session
from courses.enrolment.models import Place
from courses.orders.models import Order, RefundOwed
from courses.payment import refused
from courses.payment.doctor import examining, outside
from courses.payment.doctor.finding import Tone
from courses.payment.models import Cursor, Delivery, Dispute, PaymentAttempt, Refund, ReviewItem
from courses.payment.providers.stripe.client import client
from courses.pricing.prices import set_price
from courses.pricing.quote import VatMode
from tests.courses.payment.shop import Carry, attempt_of

LONG_AGO = timedelta(days=40)


def tone(slug: str) -> Tone:
    (found,) = [one for one in examining.stored(clock.now()) if one.slug == slug]
    assert found.sentence.endswith(".")
    assert bool(found.remedy) is (found.tone is not Tone.OK)
    return found.tone


def outside_tones() -> dict[str, Tone]:
    return {one.slug: one.tone for one in outside.examine()}


def delivery(**facts: Any) -> Delivery:
    return Delivery.objects.create(
        **{
            "provider": "stripe", "event_id": f"evt_{Delivery.objects.count()}", "type": "x",
            "object_id": "x", "happened_at": clock.now(), "body": b"", "state": "done",
            "received_at": clock.now(), **facts,
        }
    )  # fmt: skip


@pytest.fixture
def well(provider: Control) -> None:
    """A healthy installation: everything read lately."""
    provider.serve(site.SITE_URL)
    for name in ("events:stripe", "money:stripe"):
        Cursor.objects.create(name=name, at=clock.now())


def test_a_healthy_installation_has_no_finding(well: None, paid: Order, hook: Carry) -> None:
    hook()
    assert examining.worst(examining.stored(clock.now())) is Tone.OK
    assert examining.worst(examining.ask().findings) is Tone.OK
    assert examining.worst([]) is Tone.OK


@pytest.mark.parametrize(
    ("mode", "key", "expected"),
    [
        ("demo", "", Tone.BAD),
        ("demo", "sk_live_made_up", Tone.BAD),
        ("production", "sk_test_made_up", Tone.BAD),
        ("production", "sk_live_made_up", Tone.WARN),
        ("production", "rk_live_made_up", Tone.OK),
    ],
)
def test_the_keys_mode_must_fit_the_installations(
    mode: str, key: str, expected: Tone, well: None, settings: Any
) -> None:
    settings.MODE, settings.STRIPE_SECRET_KEY = mode, key
    assert tone("key") is expected


@pytest.mark.parametrize(
    ("secrets", "expected"),
    [
        ([], Tone.BAD),
        (["sk_test_not_a_secret"], Tone.BAD),
        (["whsec_a"], Tone.OK),
        (["whsec_a", "whsec_b"], Tone.OK),
        (["whsec_a", "whsec_b", "whsec_c"], Tone.WARN),
    ],
)
def test_one_secret_is_right_and_two_while_one_is_exchanged(
    secrets: list[str], expected: Tone, well: None, settings: Any
) -> None:
    settings.STRIPE_WEBHOOK_SECRETS = secrets
    assert tone("secrets") is expected


def test_prices_with_vat_need_a_number_to_charge_it_under(
    well: None, session: Callable[..., Session]
) -> None:
    one = session()
    assert tone("taxes") is Tone.OK
    set_price(
        one, actor=None, currency="EUR", amount_minor=1, vat_mode=VatMode.INCLUSIVE, vat_bp=2200
    )
    assert tone("taxes") is Tone.WARN
    Organiser.objects.update(vat_number="IT01234567897")
    assert tone("taxes") is Tone.OK


def test_payments_that_no_delivery_told_of_are_noticed(well: None, paid: Order) -> None:
    assert tone("last-delivery") is Tone.OK
    PaymentAttempt.objects.update(settled_at=clock.now() - timedelta(hours=1))
    assert tone("last-delivery") is Tone.BAD
    delivery(received_at=clock.now() - timedelta(hours=1))
    assert tone("last-delivery") is Tone.OK


def test_deliveries_that_nothing_proved_are_counted(well: None, client: Client) -> None:
    assert tone("refused") is Tone.OK
    client.post("/hooks/stripe/", b"{}", content_type="application/json")
    client.post("/hooks/stripe/", b"{}", content_type="application/json")
    assert refused.today() == 2
    assert tone("refused") is Tone.WARN


def test_dead_waiting_and_failing_deliveries_are_told_apart(well: None) -> None:
    one = delivery(state="dead")
    assert tone("dead") is Tone.BAD
    one.delete()
    waits = delivery(state="received", received_at=clock.now() - timedelta(minutes=20))
    assert tone("waiting") is Tone.BAD
    Delivery.objects.filter(pk=waits.pk).update(attempts=3)
    assert tone("waiting") is Tone.WARN


def test_a_hold_past_its_time_is_noticed_with_and_without_its_attempt(
    well: None, opened: Order
) -> None:
    assert tone("late-holds") is Tone.OK
    past = clock.now() - timedelta(minutes=10)
    PaymentAttempt.objects.update(expires_at=past)
    assert tone("late-holds") is Tone.BAD
    PaymentAttempt.objects.update(state="abandoned")
    assert tone("late-holds") is Tone.OK
    Place.objects.update(held_until=past)
    assert tone("late-holds") is Tone.BAD


def test_refunds_that_failed_are_stuck_or_slow_are_told_apart(well: None, paid: Order) -> None:
    refund = Refund.objects.create(
        order=paid, attempt=attempt_of(paid), amount_minor=1, currency="EUR", reason="x",
        state="pending", requested_at=clock.now() - timedelta(days=3),
    )  # fmt: skip
    assert tone("refunds") is Tone.OK
    Refund.objects.update(requested_at=clock.now() - timedelta(days=15))
    assert tone("refunds") is Tone.WARN
    Refund.objects.update(state="submitting")
    assert tone("refunds") is Tone.BAD
    refund.delete()
    RefundOwed.objects.create(
        order=paid, amount_minor=1, currency="EUR", reason="x", state="failed"
    )
    assert tone("refunds") is Tone.BAD


def test_loops_that_stand_still_are_noticed(well: None, opened: Order) -> None:
    Cursor.objects.update(at=clock.now() - timedelta(days=4))
    assert (tone("events"), tone("books")) == (Tone.WARN, Tone.WARN)
    Cursor.objects.update(at=clock.now() - LONG_AGO)
    assert tone("events") is Tone.BAD
    Cursor.objects.all().delete()
    assert (tone("events"), tone("books")) == (Tone.OK, Tone.OK)
    PaymentAttempt.objects.update(created_at=clock.now() - timedelta(hours=4))
    assert tone("events") is Tone.WARN


def test_disputes_grow_louder_as_their_last_day_comes(well: None, paid: Order) -> None:
    dispute = Dispute.objects.create(
        order=paid, attempt=attempt_of(paid), provider_dispute_id="du_1", status="needs_response",
        amount_minor=1, currency="EUR", opened_at=clock.now(), seen_at=clock.now(),
        answer_by=clock.now() + timedelta(days=10),
    )  # fmt: skip
    assert tone("disputes") is Tone.WARN
    Dispute.objects.update(answer_by=clock.now() + timedelta(days=2))
    assert tone("disputes") is Tone.BAD
    Dispute.objects.filter(pk=dispute.pk).update(status="under_review")
    assert tone("disputes") is Tone.OK


def test_things_that_nobody_looks_at_are_noticed(well: None) -> None:
    item = ReviewItem.objects.create(kind="x", subject="x", sentence="x", raised_at=clock.now())
    assert tone("review") is Tone.OK
    ReviewItem.objects.filter(pk=item.pk).update(raised_at=clock.now() - timedelta(days=4))
    assert tone("review") is Tone.WARN


def test_the_checks_ask_the_same_number_of_questions_whatever_there_is(
    well: None, paid: Order, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(21):
        examining.stored(clock.now())
    for number in range(5):
        delivery(state="dead", event_id=f"evt_more_{number}")
    with django_assert_num_queries(21):
        examining.stored(clock.now())


@pytest.mark.parametrize(
    ("seconds", "expected"), [(2, Tone.OK), (20, Tone.WARN), (-20, Tone.WARN), (-90, Tone.BAD)]
)
def test_a_clock_that_is_off_is_noticed_both_ways(
    seconds: int, expected: Tone, well: None, provider: Control
) -> None:
    provider.clock_set(clock.now() + timedelta(seconds=seconds))
    assert outside_tones()["clock"] is expected


def test_an_endpoint_that_is_missing_doubled_or_disabled_is_noticed(
    well: None, provider: Control
) -> None:
    stripe = client().v1.webhook_endpoints
    (first,) = stripe.list().data
    stripe.update(first.id, {"disabled": True})
    assert outside_tones()["endpoint"] is Tone.BAD
    stripe.update(first.id, {"disabled": False})
    again = stripe.create({"url": first.url, "enabled_events": list(first.enabled_events)})  # type: ignore[typeddict-item]
    tones = [one.tone for one in outside.examine() if one.slug == "endpoint"]
    assert tones == [Tone.WARN, Tone.OK]
    stripe.delete(again.id)
    provider.serve("http://127.0.0.1:9999")
    assert outside_tones()["endpoint"] is Tone.BAD


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        (["checkout.session.completed"], Tone.BAD),
        (["*"], Tone.WARN),
    ],
)
def test_an_endpoint_must_send_exactly_what_we_need(
    events: list[Any], expected: Tone, well: None
) -> None:
    stripe = client().v1.webhook_endpoints
    (first,) = stripe.list().data
    stripe.update(first.id, {"enabled_events": events})
    assert outside_tones()["types"] is expected


def test_an_endpoint_of_another_version_is_noticed(
    well: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from courses.payment.providers.stripe.gateway import StripeProvider

    monkeypatch.setattr(StripeProvider, "api_version", "2027-01-01.next")
    assert outside_tones()["version"] is Tone.BAD


def test_a_key_that_is_refused_and_a_service_that_is_away_are_told(
    well: None, provider: Control, settings: Any, impatient: None
) -> None:
    settings.STRIPE_SECRET_KEY = "sk_test_sandbox_other"
    (refused_key,) = outside.examine()
    assert (refused_key.slug, refused_key.tone) == ("answer", Tone.BAD)
    assert "STRIPE_SECRET_KEY" in refused_key.remedy
    settings.STRIPE_SECRET_KEY = ""
    assert outside.examine()[0].tone is Tone.BAD
    settings.STRIPE_SECRET_KEY = site.STRIPE_SECRET_KEY or "sk_test_sandbox_practice"
    provider.fault("error_500", "*", times=5)
    assert outside.examine()[0].tone is Tone.BAD


def test_what_was_found_outside_is_kept_for_the_desk(
    well: None, paid: Order, person: Callable[..., User]
) -> None:
    assert examining.last() is None
    found = examining.ask()
    kept = examining.last()
    assert kept is not None
    assert (kept.at, kept.findings) == (found.at, found.findings)
