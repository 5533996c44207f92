"""The queue: what can be done about each thing, done once, with a note of what was done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.test import Client

from courseplatform.people.models import RoleGrant, User
from courseplatform.sandbox.control.client import Control
from courses.enrolment.models import Enrolment
from courses.orders.models import Order
from courses.payment import review
from courses.payment.asking import ask_about
from courses.payment.models import ReviewItem
from tests.courses.office.money.conftest import Sold


def refunded_outside(order: Order, control: Control) -> ReviewItem:
    control.refund(order.attempts.get().payment_id)
    ask_about(order)
    return ReviewItem.objects.get(kind="dashboard-refund")


def test_a_thing_to_look_at_is_closed_with_what_was_done(client: Client, sold: Sold) -> None:
    review.raise_item("money-differs", "x", "A difference was found.")
    item = ReviewItem.objects.get()
    assert "A difference was found." in client.get("/desk/money/review/").content.decode()
    client.post(f"/desk/money/review/{item.pk}/", {"outcome": ""})
    assert ReviewItem.objects.filter(closed_at=None).exists()
    client.post(f"/desk/money/review/{item.pk}/", {"outcome": "Booked by hand."})
    item.refresh_from_db()
    assert item.outcome == "Booked by hand."
    assert "Nothing needs a look" in client.get("/desk/money/review/").content.decode()
    closed = client.get("/desk/money/review/?show=closed").content.decode()
    assert "Booked by hand." in closed
    assert "Carla Neri" in closed


def test_an_act_says_what_it_means_is_done_and_closes_its_item(client: Client, sold: Sold) -> None:
    _running, orders, control = sold
    item = refunded_outside(orders[0], control)
    queue = client.get("/desk/money/review/").content.decode()
    path = f"/desk/money/review/{item.pk}/cancel-place/"
    assert path in queue
    asked = client.get(path).content.decode()
    assert "can't be taken back" in asked
    assert Enrolment.objects.get(person=orders[0].buyer).state == "active"
    answer = client.post(path, {"note": "Agreed."})
    assert answer["Location"] == f"/desk/orders/{orders[0].ref}/"
    assert Enrolment.objects.get(person=orders[0].buyer).state == "ended"
    again = client.post(path, {"note": ""})
    assert again.status_code == 422
    assert "Somebody closed this item meanwhile" in again.content.decode()
    assert client.get(path).content.decode().count("Agreed.") == 1


def test_an_act_that_needs_a_reference_asks_for_it(client: Client, sold: Sold) -> None:
    _running, orders, _control = sold
    review.raise_item("refund-failed", "refund:x", "It failed.", orders[0])
    item = ReviewItem.objects.get()
    answer = client.post(f"/desk/money/review/{item.pk}/by-hand/", {"note": ""})
    assert answer.status_code == 422
    assert "bank" in answer.content.decode()
    assert client.get(f"/desk/money/review/{item.pk}/no-such-act/").status_code == 409


def test_an_act_that_asks_outside_is_refused_while_the_service_is_away(
    client: Client, sold: Sold, settings: Any
) -> None:
    _running, orders, _control = sold
    attempt = orders[0].attempts.get()
    review.raise_item("payment-differs", f"attempt:{attempt.ref}", "It differs.", orders[0])
    item = ReviewItem.objects.get()
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    answer = client.post(f"/desk/money/review/{item.pk}/accept/", {"note": ""})
    assert answer.status_code == 422
    assert "does not answer" in answer.content.decode()
    assert ReviewItem.objects.get().closed_at is None


def test_whoever_may_not_do_an_act_is_not_offered_it(
    client: Client, sold: Sold, person: Callable[..., User], monkeypatch: Any
) -> None:
    from courseplatform.people import roles

    _running, orders, control = sold
    item = refunded_outside(orders[0], control)
    only_sees = {roles.Role.EDITOR: frozenset({roles.Right.SEE_DESK, roles.Right.SEE_MONEY})}
    monkeypatch.setattr(roles, "RIGHTS", {**roles.RIGHTS, **only_sees})
    looker = person("Looker")
    RoleGrant.objects.create(user=looker, role=roles.Role.EDITOR)
    client.force_login(looker)
    path = f"/desk/money/review/{item.pk}/cancel-place/"
    assert path not in client.get("/desk/money/review/").content.decode()
    answer = client.post(path, {"note": ""})
    assert answer.status_code == 422
    assert "but not do it" in answer.content.decode()
    assert client.get(f"/desk/orders/{orders[0].ref}/refund/").status_code == 404


def test_the_queue_asks_the_same_with_few_and_with_many(
    client: Client, sold: Sold, django_assert_num_queries: Any
) -> None:
    _running, orders, control = sold
    control.open_dispute(orders[0].attempts.get().payment_id)
    ask_about(orders[0])
    with django_assert_num_queries(11):
        client.get("/desk/money/review/")
    for number in range(6):
        review.raise_item("money-differs", f"x{number}", "A difference.", orders[number % 3])
    control.open_dispute(orders[1].attempts.get().payment_id)
    ask_about(orders[1])
    with django_assert_num_queries(11):
        client.get("/desk/money/review/")


def test_the_desk_points_to_what_waits(client: Client, sold: Sold) -> None:
    _running, orders, control = sold
    refunded_outside(orders[0], control)
    page = client.get("/desk/").content.decode()
    assert f"dashboard (order {orders[0].number})" in page
    assert f"/desk/money/review/#item-{ReviewItem.objects.get().pk}" in page
