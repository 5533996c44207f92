"""The organiser calls a session off: each place given back once, each payment refunded once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from courseplatform.kit import clock, sweeps
from courseplatform.letters.models import Letter
from courseplatform.people.models import User
from courseplatform.sandbox.control.client import Control
from courses.catalogue.models import Session
from courses.catalogue.sessions import cancel_session
from courses.enrolment.models import Enrolment, Place
from courses.orders import calling_off
from courses.orders.calling_off import standing
from courses.orders.models import Cancellation, LedgerEntry, Order, RefundOwed, RefundState
from courses.payment import refund_news, refunds, settling
from courses.payment.buying import Purchase
from courses.payment.models import Refund

Press = Callable[[Session, User], Purchase]
DIES = """
CREATE FUNCTION pg_temp.dies() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) FROM courses_cancellation) >= 17 THEN
        RAISE EXCEPTION 'The machine went dark.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER dies BEFORE INSERT ON courses_cancellation
    FOR EACH ROW EXECUTE FUNCTION pg_temp.dies();
"""


@pytest.fixture
def paid(purchase: Press, provider: Control) -> Callable[[Session, User], Order]:
    """Return the act of buying a place by card."""

    def buy(session: Session, person: User) -> Order:
        order = purchase(session, person).order
        attempt = order.attempts.get()
        provider.pay(attempt.checkout_id)
        settling.sync(attempt, source="webhook")
        return order

    return buy


@pytest.fixture
def dark(db: None) -> Iterator[Callable[[], None]]:
    """The database refuses the eighteenth cancellation, until the light is put on again."""
    with connection.cursor() as cursor:
        cursor.execute(DIES)
        yield lambda: connection.cursor().execute("DROP TRIGGER dies ON courses_cancellation")


def work_refunds() -> None:
    """Work until nothing is left that could be asked for now."""
    for _ in range(4):
        refunds.request_owed()
        refunds.submit_due()


def test_scenario_46_a_batch_that_dies_at_17_of_40_goes_on_where_it_stopped(
    paid: Callable[[Session, User], Order],
    session: Callable[..., Session],
    person: Callable[..., User],
    provider: Control,
    dark: Callable[[], None],
) -> None:
    one = session(capacity=40)
    for _ in range(40):
        paid(one, person())
    cancel_session(one, None)
    assert sweeps.run("orders.called-off") == 17
    work_refunds()
    told = standing(one)
    assert (len(told.given_back), told.to_do) == (17, 23)
    dark()
    provider.fault("timeout_after", "POST /v1/refunds", times=1, seconds=0.1)
    assert sweeps.run("orders.called-off") == 23
    assert sweeps.run("orders.called-off") == 0
    work_refunds()
    with clock.at(clock.now() + timedelta(minutes=15)):
        work_refunds()
    told = standing(one)
    assert (len(told.given_back), told.to_do, told.failed) == (40, 0, [])
    assert len(told.refunds(RefundState.SETTLED)) == 40
    made = provider.objects("refund")
    assert len(made) == len({refund["payment_intent"] for refund in made}) == 40
    assert {refund["amount"] for refund in made} == {30_000}
    assert sum(entry.amount_minor for entry in LedgerEntry.objects.exclude(kind="fee")) == 0
    assert (
        Cancellation.objects.count() == RefundOwed.objects.count() == Refund.objects.count() == 40
    )
    assert Letter.objects.filter(template="session_called_off").count() == 40
    one.refresh_from_db()
    assert (one.taken, Enrolment.objects.filter(state="active").count()) == (0, 0)


def test_a_place_that_cannot_be_given_back_does_not_hold_up_the_others(
    paid: Callable[[Session, User], Order],
    session: Callable[..., Session],
    person: Callable[..., User],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = session()
    orders = [paid(one, person()) for _ in range(3)]
    cancel_session(one, None)
    stuck = Place.objects.filter(lines__order=orders[1]).distinct().get()
    usual = calling_off.call_off

    def stumble(place: Place, now: Any) -> bool:
        if place.pk == stuck.pk:
            raise RuntimeError("Something nobody thought of.")
        return usual(place, now)

    with monkeypatch.context() as patched:
        patched.setattr(calling_off, "call_off", stumble)
        assert sweeps.run("orders.called-off") == 2
        assert standing(one).to_do == 1
    assert sweeps.run("orders.called-off") == 1


def test_a_refund_that_failed_stands_in_the_report(
    paid: Callable[[Session, User], Order],
    session: Callable[..., Session],
    person: Callable[..., User],
    provider: Control,
) -> None:
    one = session()
    for _ in range(2):
        paid(one, person())
    cancel_session(one, None)
    sweeps.run("orders.called-off")
    work_refunds()
    first = Refund.objects.order_by("pk")[0]
    provider.move_refund(first.provider_refund_id, "failed")
    refund_news.sync_payment("stripe", first.attempt.payment_id, source="webhook")
    (failed,) = standing(one).failed
    assert failed.order == first.order


def test_a_payment_page_that_is_open_is_closed_and_nobody_pays_in_vain(
    purchase: Press,
    session: Callable[..., Session],
    person: Callable[..., User],
    provider: Control,
) -> None:
    one = session()
    order = purchase(one, person()).order
    cancel_session(one, None)
    assert sweeps.run("payment.holds") == 1
    assert provider.objects("checkout.session")[0]["status"] == "expired"
    one.refresh_from_db()
    assert (one.taken, order.attempts.get().state) == (0, "expired")


def test_a_payment_that_was_quicker_than_the_calling_off_goes_back_in_full(
    purchase: Press,
    session: Callable[..., Session],
    person: Callable[..., User],
    provider: Control,
) -> None:
    one = session()
    order = purchase(one, person()).order
    attempt = order.attempts.get()
    provider.pay(attempt.checkout_id)
    cancel_session(one, None)
    settling.sync(attempt, source="webhook")
    sweeps.run("orders.called-off")
    work_refunds()
    assert [refund["amount"] for refund in provider.objects("refund")] == [30_000]
    assert Enrolment.objects.get().ended_reason == "session-cancelled"
