"""How the payment service is connected: stored facts without asking, the button that asks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings as site
from django.test import Client

from courseplatform.kit import clock, sweeps
from courses.orders.models import RefundOwed
from courses.payment import review
from courses.payment.models import Delivery, Examination, PaymentAttempt, ReviewItem
from tests.courses.office.money.conftest import Sold

PAGE = "/desk/money/service/"


def dead(**facts: Any) -> Delivery:
    return Delivery.objects.create(
        **{
            "provider": "stripe", "event_id": "evt_1", "type": "refund.created",
            "object_id": "re_1", "happened_at": clock.now(), "body": b"", "state": "dead",
            "error": "ValueError: broken", **facts,
        }
    )  # fmt: skip


def test_the_page_asks_nobody_outside(client: Client, sold: Sold, settings: Any) -> None:
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    page = client.get(PAGE).content.decode()
    assert "It was not asked yet." in page
    assert "The key fits this installation." in page


def test_the_button_asks_and_the_answer_stays(client: Client, sold: Sold) -> None:
    _running, _orders, control = sold
    control.serve(site.SITE_URL)
    answer = client.post(f"{PAGE}examination/", follow=True)
    page = answer.content.decode()
    assert "connected as it should be" in page
    assert "The webhook endpoint is there and enabled." in page
    Examination.objects.update(at=clock.now() - timedelta(days=2))
    assert "more than a day ago" in client.get(PAGE).content.decode()


def test_a_service_that_does_not_answer_is_told_without_an_error(
    client: Client, sold: Sold, settings: Any
) -> None:
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    page = client.post(f"{PAGE}examination/", follow=True).content.decode()
    assert "see what it said" in page
    assert "Something is wrong." in page


def test_what_was_given_up_is_shown_and_worked_again(client: Client, sold: Sold) -> None:
    one = dead(type="plan.created")
    review.raise_item("dead-delivery", "stripe:evt_1", "Look.")
    page = client.get(PAGE).content.decode()
    assert "ValueError: broken" in page
    assert "Something is wrong." in page
    client.post(f"{PAGE}deliveries/{one.pk}/")
    assert ReviewItem.objects.get().outcome == "Put back to work on the desk."
    sweeps.run("payment.inbox")
    one.refresh_from_db()
    assert one.state == "ignored"
    again = client.post(f"{PAGE}deliveries/{one.pk}/", follow=True).content.decode()
    assert "back to work meanwhile" in again


def test_late_holds_and_refunds_that_have_not_arrived_lead_to_their_orders(
    client: Client, sold: Sold
) -> None:
    _running, orders, _control = sold
    PaymentAttempt.objects.filter(order=orders[0]).update(
        state="open", expires_at=clock.now() - timedelta(hours=1)
    )
    RefundOwed.objects.create(
        order=orders[1], amount_minor=700, currency="EUR", reason="goodwill", state="failed"
    )
    page = client.get(PAGE).content.decode()
    assert f"/desk/orders/{orders[0].ref}/" in page
    assert f"/desk/orders/{orders[1].ref}/" in page
    assert "€\u202f7.00" in page


def test_the_page_asks_the_database_the_same_with_few_and_with_many(
    client: Client, sold: Sold, django_assert_num_queries: Any
) -> None:
    dead()
    with django_assert_num_queries(35):
        client.get(PAGE)
    for number in range(5):
        dead(event_id=f"evt_more_{number}")
    with django_assert_num_queries(35):
        client.get(PAGE)
