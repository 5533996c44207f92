"""The desk and people's places: prices, waiting lists, moves, transfers to come, calling off."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from courseplatform.kit import clock
from courseplatform.people.models import AuditEntry, User
from courseplatform.people.roles import Role
from courses.catalogue.models import Session
from courses.catalogue.sessions import cancel_session
from courses.enrolment import places, waiting
from courses.enrolment.models import Enrolment, Place, Waiting
from courses.orders import owing
from courses.orders.balance import balance
from courses.orders.giving_back import order_of
from courses.orders.jobs import called_off, release_unpaid
from courses.orders.models import LedgerEntry, Order, RefundOwed
from courses.pricing.models import PriceList

HOLD = timedelta(minutes=35)
MAY = datetime(2026, 5, 16, 10)


@pytest.fixture
def coordinator(person: Callable[..., User], now: Any) -> User:
    return person("Carla Neri", role=Role.COORDINATOR)


@pytest.fixture
def desk(client: Client, coordinator: User) -> Client:
    client.force_login(coordinator)
    return client


def text_of(answer: Any) -> str:
    """Return what a person reads on a page."""
    visible = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(visible.replace("\u202f", " ").replace("&#x27;", "'").split())


PRICES = {
    "currency": "EUR",
    "amount": "300",
    "early": "240.00",
    "early_until_local": "2026-02-20T23:59",
    "company_net": "250",
    "vat_percent": "22",
    "days_1": "30",
    "percent_1": "100",
    "days_2": "10",
    "percent_2": "33.33",
    "transfer_days": "5",
}


def test_prices_are_looked_at_line_by_line_before_they_are_set(
    desk: Client, session: Callable[..., Session]
) -> None:
    one = session()
    url = f"/desk/sessions/{one.ref}/prices/"
    assert "What people pay now" in text_of(desk.get(url))
    text = text_of(desk.post(url, {**PRICES, "preview": "1"}))
    for piece in (
        "not set yet",
        "A person, now",
        "Early booking",
        "€ 240.00",
        "A person, after the early price",
        "€ 300.00",
        "A company",
        "€ 305.00",
        "Until the end of Thu 12 Feb 2026: all back, € 240.00",
        "33.33 % back, € 79.99",
        "People may move to another session until the end of Mon 9 Mar 2026.",
    ):
        assert piece in text, piece
    assert PriceList.objects.get().amount_minor == 30_000
    assert PriceList.objects.get().vat_bp == 0
    assert desk.post(url, PRICES).status_code == 302
    prices = PriceList.objects.get()
    assert (prices.early_bird_minor, prices.vat_bp, prices.transfer_days) == (24_000, 2_200, 5)
    assert prices.refund_steps == [
        {"days_before": 30, "share_bp": 10_000},
        {"days_before": 10, "share_bp": 3_333},
    ]
    again = desk.get(url).content.decode()
    assert 'value="33.33"' in again
    assert "What people pay now" in again


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"amount": "x"}, "not an amount"),
        ({"early": "300"}, "The early price is lower than the price."),
        ({"early_until_local": ""}, "An early price needs a sum and the time"),
        ({"percent_2": ""}, "Give both the days and the percent, or neither."),
        ({"percent_2": "100"}, "The refund policy makes no sense"),
        ({"percent_1": "0"}, "The refund policy makes no sense"),
        ({"transfer_days": "-1"}, "greater than or equal to 0"),
        ({"days_1": "9223372036854775808"}, "less than or equal to 365"),
    ],
)
@pytest.mark.parametrize("act", [{}, {"preview": "1"}])
def test_prices_that_make_no_sense_come_back(
    desk: Client,
    session: Callable[..., Session],
    changes: dict[str, str],
    sentence: str,
    act: dict[str, str],
) -> None:
    one = session()
    answer = desk.post(f"/desk/sessions/{one.ref}/prices/", {**PRICES, **changes, **act})
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert PriceList.objects.get().early_bird_minor is None


@pytest.fixture
def queue(now: Any, session: Callable[..., Session], person: Callable[..., User]) -> Session:
    """Return a full session in whose queue Uma, Vera and Walt wait."""
    one = session(capacity=1)
    places.hold_place(one, person(), now + HOLD)
    for name in ("Uma", "Vera", "Walt"):
        waiting.join(one, person(name))
    return one


def turn_of(name: str) -> Waiting:
    return Waiting.objects.get(person__name=name)


def test_the_queue_is_shown_in_order_and_a_turn_is_moved_with_a_reason(
    desk: Client, queue: Session
) -> None:
    url = f"/desk/sessions/{queue.ref}/waiting/"
    text = text_of(desk.get(url))
    assert text.index("Uma") < text.index("Vera") < text.index("Walt")
    answer = desk.post(
        f"/desk/waiting/{turn_of('Walt').ref}/position/",
        {"position": "1", "why": "promised", "note": "Told in January."},
        follow=True,
    )
    text = text_of(answer)
    assert "Walt: Moved from number 3." in text
    assert text.index("Number 1: Walt") < text.index("Number 2: Uma")
    assert "Told in January." in text
    assert AuditEntry.objects.get(act="waiting.moved").facts["why"] == "promised"


@pytest.mark.parametrize(
    ("act", "data", "sentence"),
    [
        ("position", {"why": "promised"}, "Say to which number the person moves."),
        ("position", {"why": "", "position": "1"}, "Choose a reason"),
        ("position", {"why": "other", "position": "x"}, "Choose a reason"),
        ("offer", {"why": "other"}, "No place is free to offer."),
    ],
)
def test_an_act_that_cannot_be_is_said_on_the_page(
    desk: Client, queue: Session, act: str, data: dict[str, str], sentence: str
) -> None:
    answer = desk.post(f"/desk/waiting/{turn_of('Vera').ref}/{act}/", data, follow=True)
    assert sentence in text_of(answer)
    assert not AuditEntry.objects.filter(act__startswith="waiting.").exists()


def test_raising_the_number_of_places_offers_them_at_once(desk: Client, queue: Session) -> None:
    desk.post(
        f"/desk/sessions/{queue.ref}/details/",
        {
            "starts_local": "2026-03-14T10:00",
            "ends_local": "2026-03-14T17:00",
            "zone": "Europe/Kyiv",
            "capacity": "3",
        },
    )
    states = dict(Waiting.objects.values_list("person__name", "state"))
    assert states == {"Uma": "offered", "Vera": "offered", "Walt": "waiting"}
    text = text_of(desk.get(f"/desk/sessions/{queue.ref}/waiting/"))
    assert "Offered now" in text
    desk.post(f"/desk/waiting/{turn_of('Vera').ref}/removal/", {"why": "asked"})
    assert turn_of("Vera").state == "declined"


@pytest.mark.parametrize("number", [1, 12])
def test_the_queue_reads_little(
    desk: Client,
    session: Callable[..., Session],
    person: Callable[..., User],
    now: Any,
    number: int,
    django_assert_num_queries: Any,
) -> None:
    one = session(capacity=1)
    places.hold_place(one, person(), now + HOLD)
    for _ in range(number):
        waiting.join(one, person())
    desk.get(f"/desk/sessions/{one.ref}/waiting/")
    with django_assert_num_queries(9):
        desk.get(f"/desk/sessions/{one.ref}/waiting/")


def test_somebody_is_moved_after_a_look_at_the_sums(
    desk: Client,
    session: Callable[..., Session],
    person: Callable[..., User],
    enrolled: Callable[..., Enrolment],
) -> None:
    seat = enrolled(session(), person("Ada"))
    target = session(starts_local=MAY, price={"amount_minor": 36_000})
    url = f"/desk/enrolments/{seat.ref}/transfer/"
    assert url in desk.get(f"/desk/sessions/{seat.session.ref}/roster/").content.decode()
    shown = desk.post(url, {"session": target.ref, "settle": "terms"})
    text = text_of(shown)
    assert "Difference to pay € 60.00" in text
    assert "Move the place, € 60.00 to come" in text
    assert Place.objects.count() == 1
    stale = desk.post(
        url,
        {
            "session": target.ref,
            "settle": "keep",
            "due_minor": "6000",
            "back_minor": "0",
            "move": "1",
        },
    )
    assert stale.status_code == 422
    assert "the sums are others now" in text_of(stale)
    done = desk.post(
        url,
        {
            "session": target.ref,
            "settle": "terms",
            "pay_by_on": "2026-02-20",
            "due_minor": "6000",
            "back_minor": "0",
            "move": "1",
        },
    )
    order = Order.objects.order_by("-pk")[0]
    assert done["Location"] == f"/desk/orders/{order.ref}/"
    assert (order.pay_by_on, balance(order).open_minor) == (date(2026, 2, 20), 6_000)
    assert Enrolment.objects.get(session=target).person.name == "Ada"


def test_who_may_not_refund_does_not_move_money_back(
    client: Client,
    session: Callable[..., Session],
    person: Callable[..., User],
    enrolled: Callable[..., Enrolment],
    now: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from courseplatform.people import roles

    cancels = frozenset({roles.Right.SEE_DESK, roles.Right.RUN_COURSES, roles.Right.CANCEL_PLACES})
    monkeypatch.setitem(roles.RIGHTS, Role.COORDINATOR, cancels)
    client.force_login(person(role=Role.COORDINATOR))
    seat = enrolled(session(), person("Ada"))
    cheap = session(starts_local=MAY, price={"amount_minor": 20_000})
    answer = client.post(
        f"/desk/enrolments/{seat.ref}/transfer/",
        {
            "session": cheap.ref,
            "settle": "terms",
            "due_minor": "0",
            "back_minor": "10000",
            "move": "1",
        },
    )
    assert "you may not send refunds" in text_of(answer)
    url = f"/desk/enrolments/{seat.ref}/removal/"
    assert "You may not send refunds." in text_of(client.post(url, {"amount": "300.00"}))
    assert client.post(url, {"amount": "0"}).status_code == 302
    assert RefundOwed.objects.count() == 0


def test_a_place_by_hand_has_its_sum_its_last_day_and_what_follows(
    desk: Client, session: Callable[..., Session], person: Callable[..., User]
) -> None:
    one, ada = session(), person("Ada")
    form = {
        "email": ada.email,
        "settlement": "transfer",
        "amount": "120.50",
        "pay_by_on": "2026-02-16",
        "release_unpaid": "on",
    }
    assert desk.post(f"/desk/sessions/{one.ref}/places/new/", form).status_code == 302
    order = Order.objects.get()
    assert (order.total_minor, order.pay_by_on, order.release_unpaid) == (
        12_050,
        date(2026, 2, 16),
        True,
    )
    page = text_of(desk.get(f"/desk/orders/{order.ref}/"))
    assert "Record a payment" in page
    bad = desk.post(f"/desk/sessions/{one.ref}/places/new/", {**form, "amount": "-5"})
    assert bad.status_code == 422
    assert "zero or more" in text_of(bad)


def given(desk: Client, session: Session, person: User, **changes: str) -> Order:
    form = {"email": person.email, "settlement": "transfer", "pay_by_on": "2026-02-16", **changes}
    desk.post(f"/desk/sessions/{session.ref}/places/new/", form)
    return Order.objects.order_by("-pk")[0]


def test_a_payment_that_came_is_recorded_once_under_its_reference(
    desk: Client, session: Callable[..., Session], person: Callable[..., User]
) -> None:
    order = given(desk, session(), person("Ada"))
    url = f"/desk/orders/{order.ref}/payments/new/"
    assert "€ 300.00 are still open." in text_of(desk.get(url))
    for _ in range(2):
        desk.post(url, {"amount": "100", "reference": "BANK-1"})
    assert balance(order).open_minor == 20_000
    other = desk.post(url, {"amount": "200", "reference": "BANK-1"})
    assert other.status_code == 422
    assert "recorded already" in text_of(other)
    desk.post(url, {"amount": "200", "reference": "BANK-2"})
    assert balance(order).open_minor == 0
    assert LedgerEntry.objects.filter(kind="manual_transfer").count() == 2
    assert AuditEntry.objects.filter(act="payment.recorded").count() == 2
    assert "Record a payment" not in text_of(desk.get(f"/desk/orders/{order.ref}/"))


def test_an_unpaid_place_goes_back_by_itself_only_where_that_was_said(
    desk: Client, session: Callable[..., Session], person: Callable[..., User], now: Any
) -> None:
    one = session()
    kept = given(desk, one, person("Kept"))
    gone = given(desk, one, person("Gone"), release_unpaid="on")
    part = given(desk, one, person("Part"), release_unpaid="on")
    paid = given(desk, one, person("Paid"), release_unpaid="on")
    for order, amount in ((part, "100"), (paid, "300")):
        desk.post(
            f"/desk/orders/{order.ref}/payments/new/",
            {"amount": amount, "reference": f"B-{order.number}"},
        )
    with clock.at(now + timedelta(days=17)):  # 19 February: within the days of grace
        assert release_unpaid() == 0
    with clock.at(now + timedelta(days=18)):
        assert release_unpaid() == 2
        assert release_unpaid() == 0
    states = {
        order.number: Place.objects.get(lines__order=order).state
        for order in (kept, gone, part, paid)
    }
    assert list(states.values()) == ["confirmed", "cancelled", "cancelled", "confirmed"]
    owed = RefundOwed.objects.get()
    assert (owed.order, owed.amount_minor, owed.route) == (part, 10_000, "hand")
    assert Enrolment.objects.get(person__name="Gone").ended_reason == "unpaid"
    one.refresh_from_db()
    assert one.taken == 2


def test_the_last_day_is_moved_and_reminders_follow(
    desk: Client, session: Callable[..., Session], person: Callable[..., User], now: Any
) -> None:
    order = given(desk, session(), person("Ada"), release_unpaid="on")
    url = f"/desk/orders/{order.ref}/last-day/"
    answer = desk.post(url, {"pay_by_on": "2026-03-02", "release_unpaid": ""})
    assert answer.status_code == 302
    order.refresh_from_db()
    assert (order.pay_by_on, order.release_unpaid) == (date(2026, 3, 2), False)
    assert AuditEntry.objects.get(act="payment.last-day-set").facts["pay_by_on"] == "2026-03-02"
    desk.post(f"/desk/orders/{order.ref}/payments/new/", {"amount": "300", "reference": "B-1"})
    assert "nothing left to pay" in text_of(desk.post(url, {"pay_by_on": "2026-03-09"}))


def test_calling_off_says_what_follows_and_afterwards_how_far_it_is(
    desk: Client,
    session: Callable[..., Session],
    person: Callable[..., User],
    enrolled: Callable[..., Enrolment],
    now: Any,
) -> None:
    one = session(capacity=4)
    for name in ("Ada", "Ben", "Cleo"):
        enrolled(one, person(name))
    places.hold_place(one, person(), now + HOLD)
    waiting.join(one, person("Walt"))
    url = f"/desk/sessions/{one.ref}/calling-off/"
    text = text_of(desk.get(url))
    for piece in ("3 people are enrolled", "One place is being paid for", "One person waits"):
        assert piece in text
    assert desk.post(url, {"choice_until_local": ""})["Location"] == url
    assert "Still to be given back 3" in text_of(desk.get(url))
    assert called_off() == 3
    debts = list(RefundOwed.objects.order_by("pk"))
    RefundOwed.objects.filter(pk=debts[0].pk).update(state="submitted")
    owing.fail(RefundOwed.objects.get(pk=debts[0].pk), debts[0].amount_minor)
    owing.settle(debts[1])
    text = text_of(desk.get(url))
    for piece in (
        "One refund did not go.",
        "Places given back 3",
        "Refunds that have gone 1",
        "Refunds that failed 1",
        "Refunds under way 1",
    ):
        assert piece in text, piece
    assert desk.post(url, {"choice_until_local": ""}).status_code == 422


@pytest.mark.parametrize("number", [1, 15])
def test_the_report_reads_little(
    desk: Client,
    session: Callable[..., Session],
    person: Callable[..., User],
    enrolled: Callable[..., Enrolment],
    number: int,
    django_assert_num_queries: Any,
) -> None:
    one = session()
    for _ in range(number):
        enrolled(one, person())
    cancel_session(one, None)
    called_off()
    url = f"/desk/sessions/{one.ref}/calling-off/"
    desk.get(url)
    with django_assert_num_queries(10):
        desk.get(url)


def test_a_choice_is_given_until_a_wall_time_that_lies_ahead(
    desk: Client,
    session: Callable[..., Session],
    person: Callable[..., User],
    enrolled: Callable[..., Enrolment],
    now: Any,
) -> None:
    one = session()
    seat = enrolled(one, person("Ada"))
    url = f"/desk/sessions/{one.ref}/calling-off/"
    past = desk.post(url, {"choice_until_local": "2026-02-01T10:00"})
    assert past.status_code == 422
    assert "lies ahead of now" in text_of(past)
    desk.post(url, {"choice_until_local": "2026-02-05T18:00"})
    one.refresh_from_db()
    assert one.choice_until_at is not None
    assert one.choice_until_at.isoformat() == "2026-02-05T16:00:00+00:00"
    assert called_off() == 0
    assert "People may still choose." in text_of(desk.get(url))
    with clock.at(one.choice_until_at):
        assert called_off() == 1
    assert order_of(seat.place).refunds_owed.get().amount_minor == 30_000
