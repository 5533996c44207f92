"""Orders at the desk: found by what stands in the address, and one order with its whole story."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.test import Client

from courseplatform.kit import clock, sweeps
from courseplatform.letters.dispatch import dispatch
from courseplatform.people.models import AuditEntry, LegalPage, User
from courses.catalogue.models import Session
from courses.enrolment.models import Enrolment
from courses.orders.giving import Settlement, enrol_by_hand
from courses.orders.models import LedgerEntry, Order, RefundOwed
from courses.orders.terms import Terms
from courses.payment import disputes, review, settling
from courses.payment.asking import ask_about
from courses.payment.models import ReviewItem
from tests.courses.office.money.conftest import Buy, Sold


def page_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def send_back(client: Client, order: Order, amount: str) -> Any:
    """Send a sum back as the two pages do: typed, looked at once more, sent."""
    path = f"/desk/orders/{order.ref}/refund/"
    left = client.get(path).context["form"].initial["left_minor"]
    sent = {"amount": amount, "left_minor": left}
    checked = client.post(path, {**sent, "step": "check"})
    if checked.status_code != 200:
        return checked
    return client.post(path, {**sent, "step": "send"})


def test_roster_and_ledger_agree_with_the_provider_to_the_cent(client: Client, sold: Sold) -> None:
    running, orders, control = sold
    send_back(client, orders[0], "100.00")
    sweeps.run("payment.refunds")
    charges = sum(charge["amount"] for charge in control.objects("charge"))
    refunds = sum(refund["amount"] for refund in control.objects("refund"))
    ours = LedgerEntry.objects.filter(order__session=running).exclude(kind="fee")
    assert sum(ours.values_list("amount_minor", flat=True)) == charges - refunds == 80_000
    assert "800.00" in page_of(client, f"/desk/sessions/{running.ref}/money/")
    roster = client.get(f"/desk/sessions/{running.ref}/roster.csv")
    rows = list(csv.DictReader(StringIO(b"".join(roster).decode())))
    assert sum(int(row["kept_minor"]) for row in rows) == 80_000


def test_a_name_that_a_spreadsheet_would_run_is_defused(client: Client, sold: Sold) -> None:
    running, _orders, _control = sold
    answer = client.get(f"/desk/sessions/{running.ref}/roster.csv")
    assert "'=Ada" in b"".join(answer).decode()


def test_the_roster_asks_the_same_with_few_and_with_many(
    client: Client,
    sold: Sold,
    enrolled: Callable[..., Enrolment],
    person: Callable[..., User],
    django_assert_num_queries: Any,
) -> None:
    running, _orders, _control = sold
    with django_assert_num_queries(14):
        client.get(f"/desk/sessions/{running.ref}/roster/")
    for _ in range(3):
        enrolled(running, person())
    with django_assert_num_queries(14):
        client.get(f"/desk/sessions/{running.ref}/roster/")


def test_the_list_asks_the_same_with_few_and_with_many(
    client: Client,
    sold: Sold,
    buying: Buy,
    person: Callable[..., User],
    django_assert_num_queries: Any,
) -> None:
    running, _orders, _control = sold
    with django_assert_num_queries(17):
        client.get("/desk/money/")
    for number in range(4):
        buying(running, person(), pays=number % 2 == 0)
    with django_assert_num_queries(17):
        client.get("/desk/money/")


def test_an_order_asks_the_same_with_a_short_and_with_a_long_story(
    client: Client, sold: Sold, django_assert_num_queries: Any
) -> None:
    _running, orders, control = sold
    path = f"/desk/orders/{orders[0].ref}/"
    with django_assert_num_queries(40):
        client.get(path)
    payment = orders[0].attempts.get().payment_id
    for amount in (1_000, 2_000, 3_000):
        control.refund(payment, amount)
    control.close_dispute(control.open_dispute(payment)["id"], "won")
    ask_about(orders[0])
    with django_assert_num_queries(40):
        client.get(path)


def test_orders_are_found_by_number_name_and_address(client: Client, sold: Sold) -> None:
    _running, orders, _control = sold
    assert orders[2].number in page_of(client, "/desk/money/?q=cleo")
    assert orders[1].number not in page_of(client, "/desk/money/?q=cleo")
    assert orders[1].number in page_of(client, f"/desk/money/?q={orders[1].number}")
    assert orders[0].number in page_of(client, f"/desk/money/?q={orders[0].buyer.email}")
    assert "No order fits" in page_of(client, "/desk/money/?q=nobody")


def test_orders_are_narrowed_by_what_they_are(
    client: Client,
    sold: Sold,
    coordinator: User,
    buying: Buy,
    person: Callable[..., User],
) -> None:
    running, (ada, ben, cleo), control = sold
    held = buying(running, person("Held"), pays=False)
    enrol_by_hand(
        running, person("Late"), settlement=Settlement.TRANSFER, actor=coordinator, now=clock.now()
    )
    to_pay = Order.objects.latest("pk")
    RefundOwed.objects.create(order=ada, amount_minor=1, currency="EUR", reason="goodwill")
    dispute = control.open_dispute(ben.attempts.get().payment_id)
    ask_about(ben)
    assert dispute["status"] == "needs_response"
    review.raise_item("money-differs", "x", "Look.", cleo)
    client.post(
        f"/desk/enrolments/{Enrolment.objects.get(person=cleo.buyer).ref}/removal/", {"amount": "0"}
    )

    def shown(show: str) -> set[str]:
        rows = client.get(f"/desk/money/?show={show}").context["rows"]
        return {row.order.number for row, _tone, _words in rows}

    assert shown("held") == {held.number}
    assert shown("to-pay") == {to_pay.number}
    assert shown("refunds") == {ada.number}
    assert shown("disputed") == {ben.number}
    assert shown("review") == {ben.number, cleo.number}
    assert shown("gone") == {cleo.number}
    assert shown("confirmed") == {ada.number, ben.number, to_pay.number}
    assert len(shown("no-such-filter")) == 5


def test_orders_are_narrowed_by_session_and_days_of_the_readers_zone(
    client: Client, sold: Sold, session: Callable[..., Session], coordinator: User
) -> None:
    running, orders, _control = sold
    User.objects.filter(pk=coordinator.pk).update(zone="Pacific/Auckland")
    other = session(slug="other")
    assert "3 orders" in page_of(client, f"/desk/money/?session={running.ref}")
    assert "No order fits" in page_of(client, f"/desk/money/?session={other.ref}")
    Order.objects.filter(pk=orders[0].pk).update(created_at=clock.now() + timedelta(hours=3))
    found = page_of(client, "/desk/money/?since=2026-02-03")  # 12:00 UTC is the 3rd in Auckland
    assert "One order" in found
    assert orders[0].number in found
    assert "2 orders" in page_of(client, "/desk/money/?until=2026-02-02")
    assert "3 orders" in page_of(client, "/desk/money/?since=nonsense")


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2026-02-31", "today"])
def test_a_day_that_nobody_means_narrows_nothing(client: Client, sold: Sold, day: str) -> None:
    assert "3 orders" in page_of(client, f"/desk/money/?since={day}&until={day}")


def test_pages_keep_what_was_asked_for(
    client: Client, sold: Sold, monkeypatch: pytest.MonkeyPatch
) -> None:
    from courses.office.money import orders

    monkeypatch.setattr(orders, "A_PAGE", 2)
    page = page_of(client, "/desk/money/?show=confirmed")
    assert "?show=confirmed&amp;page=2" in page
    assert "1 to 2 of 3" in page


def test_an_order_shows_its_whole_story_in_order(client: Client, sold: Sold) -> None:
    _running, orders, control = sold
    order = orders[0]
    send_back(client, order, "100.00")
    sweeps.run("payment.refunds")
    control.close_dispute(control.open_dispute(order.attempts.get().payment_id)["id"], "lost")
    ask_about(order)
    page = page_of(client, f"/desk/orders/{order.ref}/")
    happened = [
        "Order opened",
        "Payment page opened",
        "Paid by card or bank: €\u202f300.00",
        "Place confirmed",
        "Enrolled",
        "Refund of €\u202f100.00 promised",
        "Refunded: −€\u202f100.00",
        "Disputed: €\u202f300.00",
        "Place revoked",
        "R-2026-00001",
        "Letter: ",
        "refund: promised",
    ]
    assert [one for one in happened if one not in page] == []
    titles = [item.title for item in client.get(f"/desk/orders/{order.ref}/").context["happenings"]]
    assert titles.index("Order opened") < titles.index("Payment page opened")
    assert titles.index("Place confirmed") < titles.index("Place revoked")


def test_what_was_agreed_is_named_as_its_page_is(client: Client, sold: Sold) -> None:
    _running, orders, _control = sold
    one = Terms.from_json(orders[0].terms).pages[0]
    LegalPage.objects.create(
        slug=one.slug, version=one.version, title="What holds between us", text="This.", html="",
        in_force_from=clock.now() - timedelta(days=9),
    )  # fmt: skip
    page = page_of(client, f"/desk/orders/{orders[0].ref}/")
    assert f"What holds between us, version {one.version}" in page
    assert f"{one.slug} {one.version}" not in page


def test_a_letter_in_the_story_is_told_by_its_subject_once_it_was_sent(
    client: Client, sold: Sold
) -> None:
    _running, orders, _control = sold
    path = f"/desk/orders/{orders[0].ref}/"
    assert "waits to be sent" in page_of(client, path)
    dispatch()
    assert "waits to be sent" not in page_of(client, path)


def test_more_than_is_there_cannot_be_refunded(client: Client, sold: Sold) -> None:
    _running, orders, control = sold
    for typed, sentence in (
        ("300.01", "can still go back"),
        ("nonsense", "is not an amount"),
        ("0", "more than nothing"),
    ):
        answer = send_back(client, orders[0], typed)
        assert answer.status_code in {409, 422}
        assert sentence in answer.content.decode()
    assert control.objects("refund") == []


def test_a_refund_is_looked_at_once_more_beside_what_the_terms_say(
    client: Client, sold: Sold
) -> None:
    _running, orders, _control = sold
    path = f"/desk/orders/{orders[0].ref}/refund/"
    assert "Under the terms, today" in page_of(client, path)
    left = client.get(path).context["form"].initial["left_minor"]
    answer = client.post(path, {"amount": "120", "left_minor": left, "step": "check"})
    page = answer.content.decode()
    assert "Send €\u202f120.00 back?" in page
    assert not RefundOwed.objects.exists()
    client.post(path, {"amount": "120", "left_minor": left, "step": "send"})
    assert RefundOwed.objects.get().amount_minor == 12_000
    again = client.post(path, {"amount": "120", "left_minor": left, "step": "send"})
    assert again.status_code == 422
    assert "has moved since this page was opened" in again.content.decode()
    assert RefundOwed.objects.count() == 1


def test_a_place_is_cancelled_with_the_sum_that_staff_chose(client: Client, sold: Sold) -> None:
    running, orders, control = sold
    enrolment = Enrolment.objects.get(person=orders[1].buyer)
    assert 'value="300.00"' in page_of(client, f"/desk/enrolments/{enrolment.ref}/removal/")
    client.post(f"/desk/enrolments/{enrolment.ref}/removal/", {"amount": "150"})
    sweeps.run("payment.refunds")
    enrolment.refresh_from_db()
    running.refresh_from_db()
    assert (enrolment.state, running.taken) == ("ended", 2)
    assert [refund["amount"] for refund in control.objects("refund")] == [15_000]


def test_a_refund_paid_by_transfer_is_recorded_once_and_settles_its_item(
    client: Client, sold: Sold, coordinator: User
) -> None:
    _running, orders, _control = sold
    owed = RefundOwed.objects.create(
        order=orders[0], amount_minor=5_000, currency="EUR", reason="goodwill", route="hand"
    )
    review.raise_item("refund-elsewhere", f"owed:{owed.ref}", "Pay it.", orders[0])
    path = f"/desk/orders/{orders[0].ref}/refunds/{owed.ref}/"
    assert "€\u202f50.00" in page_of(client, path)
    assert client.post(path, {"reference": ""}).status_code == 422
    assert client.post(path, {"reference": "BANK 1"}).status_code == 302
    assert LedgerEntry.objects.get(provider="desk").amount_minor == -5_000
    assert ReviewItem.objects.get().outcome == "Paid by transfer."
    assert client.post(path, {"reference": "BANK 1"}).status_code == 422
    assert AuditEntry.objects.filter(act="refund.paid-by-hand").count() == 1
    assert client.get(f"/desk/orders/{orders[1].ref}/refunds/{owed.ref}/").status_code == 404


def test_asking_again_brings_an_order_up_to_date(
    client: Client, sold: Sold, buying: Buy, person: Callable[..., User]
) -> None:
    running, _orders, control = sold
    order = buying(running, person(), pays=False)
    attempt = order.attempts.get()
    control.pay(attempt.checkout_id)
    answer = client.post(f"/desk/orders/{order.ref}/sync/", follow=True)
    assert "as the payment service says" in answer.content.decode()
    assert order.attempts.get().state == "succeeded"


def test_a_buyer_whose_bank_took_money_before_is_pointed_out(
    client: Client, sold: Sold, session: Callable[..., Session], buying: Buy
) -> None:
    _running, orders, control = sold
    payment = orders[0].attempts.get().payment_id
    made = control.open_dispute(payment)
    control.close_dispute(made["id"], "lost")
    seen = settling.provider("stripe").read_dispute(made["id"])
    disputes.apply(orders[0].attempts.get(), seen, source="sync", as_of=clock.now())
    again = buying(session(slug="again"), orders[0].buyer)
    page = page_of(client, f"/desk/orders/{again.ref}/")
    assert "bank took an earlier payment back" in page
    assert "took an earlier" not in page_of(client, f"/desk/orders/{orders[1].ref}/")
