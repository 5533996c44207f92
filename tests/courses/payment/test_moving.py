"""Moving to another session through the payment stand-in: one ledger story, whatever happens meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db.models import Sum

from courseplatform.kit import clock, sweeps
from courseplatform.kit.refusals import Refusal
from courseplatform.letters.models import Letter
from courseplatform.people.models import AuditEntry, User
from courseplatform.people.roles import Role
from courseplatform.sandbox.control.client import Control
from courses.catalogue.courses import create_course
from courses.catalogue.models import Session
from courses.catalogue.sessions import cancel_session
from courses.enrolment import places, waiting
from courses.enrolment.models import Enrolment, Place
from courses.invoicing.models import Document
from courses.orders import cancellation, giving, owing, refunding
from courses.orders.balance import balance
from courses.orders.giving_back import order_of
from courses.orders.jobs import called_off
from courses.orders.lineage import ancestors, where_now
from courses.orders.models import LedgerEntry, Order, RefundOwed
from courses.orders.moving import reckon_move
from courses.orders.terms import Accepted, Terms
from courses.orders.transfers import PlaceTransfer
from courses.payment import buying, moving, refunds, settling
from courses.payment.buying import Purchase
from courses.payment.models import PaymentAttempt, Refund
from courses.pricing.models import PriceList
from courses.pricing.prices import set_price
from courses.pricing.vouchers import Promise, make
from courses.webinars.models import Invitation

MARCH_1 = datetime(2026, 3, 1, 9, tzinfo=UTC)  # half would come back of the session of 14 March
MAY = datetime(2026, 5, 16, 10)

Buy = Callable[..., Enrolment]


@pytest.fixture
def ada(person: Callable[..., User]) -> User:
    return person("Ada Payer", zone="Europe/Rome")


@pytest.fixture
def bought(provider: Control, billing: Any, accepted: Accepted) -> Buy:
    """Return the act of buying a place by card."""

    def buy(session: Session, person: User, code: str = "") -> Enrolment:
        order = buying.buy(
            person=person,
            session=session,
            billing=billing,
            accepted=accepted,
            now=clock.now(),
            code=code,
        ).order
        pay(order, provider)
        return Enrolment.objects.get(session=session, person=person, state="active")

    return buy


@pytest.fixture
def may(session: Callable[..., Session]) -> Session:
    """Return a session in May that costs 360.00."""
    return session(starts_local=MAY, price={"amount_minor": 36_000})


def pay(order: Order, provider: Control) -> PaymentAttempt:
    attempt = order.attempts.order_by("-number").first()
    if attempt is not None:
        provider.pay(attempt.checkout_id)
        settling.sync(attempt, source="webhook")
        attempt.refresh_from_db()
        return attempt
    return PaymentAttempt()


def press(enrolment: Enrolment, target: Session, *, waives: bool = False) -> Purchase:
    """Press "Move my place" right after looking at the page."""
    now = clock.now()
    shown = reckon_move(enrolment, target, now).moved
    return moving.move(
        enrolment,
        target,
        actor=enrolment.person,
        accepted=Accepted(pages=(), at=now, withdrawal_waived=waives),
        shown=(shown.due_minor, shown.back_minor),
        now=now,
    )


def work_refunds() -> None:
    refunds.request_owed()
    refunds.submit_due()


def sums() -> dict[str, int]:
    """Return what the ledger adds up to by kind, without fees."""
    entries = (
        LedgerEntry.objects.exclude(kind="fee").values_list("kind").annotate(Sum("amount_minor"))
    )
    return dict(entries.order_by("kind"))


def kept(order: Order) -> int:
    return balance(order).kept_minor


def taken(*sessions: Session) -> list[int]:
    for one in sessions:
        one.refresh_from_db()
    return [one.taken for one in sessions]


def test_an_even_move_is_done_at_once_without_any_payment(
    bought: Buy, session: Callable[..., Session], ada: User, provider: Control
) -> None:
    march, later = session(), session(starts_local=MAY)
    seat = bought(march, ada)
    old = order_of(seat.place)
    new = press(seat, later).order
    seat.refresh_from_db()
    seat.place.refresh_from_db()
    assert (seat.state, seat.ended_reason, seat.place.state) == (
        "ended",
        "transferred",
        "transferred",
    )
    came = Enrolment.objects.get(session=later)
    assert (came.person, came.state, came.place.state) == (ada, "active", "confirmed")
    assert came.alias != seat.alias or came.session != seat.session
    assert taken(march, later) == [0, 1]
    assert (kept(old), kept(new)) == (0, 30_000)
    assert sums() == {"charge": 30_000, "carried_in": 30_000, "carried_out": -30_000}
    assert (balance(old).open_minor, balance(new).open_minor) == (0, 0)
    assert not new.attempts.exists()
    assert [len(provider.objects("checkout.session")), RefundOwed.objects.count()] == [1, 0]
    assert (where_now(old), ancestors(new)) == (new, [new, old])
    note = Document.objects.get(order=old, kind="credit_note")
    assert note.snapshot["total_minor"] == 30_000
    assert Document.objects.get(order=new, kind="receipt").snapshot["total_minor"] == 30_000
    letter = Letter.objects.get(template="place_moved")
    assert (letter.context["carried_minor"], letter.context["number"]) == (30_000, new.number)
    assert Terms.from_json(new.terms).withdrawal_until_at == (
        Terms.from_json(old.terms).withdrawal_until_at
    )


def test_a_dearer_place_is_held_and_moved_into_once_the_difference_is_paid(
    bought: Buy, session: Callable[..., Session], may: Session, ada: User, provider: Control
) -> None:
    march = session()
    seat = bought(march, ada)
    old = order_of(seat.place)
    new = press(seat, may).order
    attempt = new.attempts.get()
    assert attempt.amount_minor == 6_000
    assert attempt.parameters["line_items"][0]["price_data"]["unit_amount"] == 6_000
    # Meanwhile both places are hers, and what goes along cannot be spent twice.
    assert taken(march, may) == [1, 1]
    assert (kept(old), balance(old).refundable_minor) == (30_000, 0)
    seat.refresh_from_db()
    assert seat.state == "active"
    pay(new, provider)
    assert taken(march, may) == [0, 1]
    assert (kept(old), kept(new)) == (0, 36_000)
    assert PlaceTransfer.objects.get().state == "done"
    assert Document.objects.get(order=new, kind="receipt").snapshot["total_minor"] == 36_000
    # The same news again changes nothing.
    settling.sync(attempt, source="webhook")
    assert sums() == {"charge": 36_000, "carried_in": 30_000, "carried_out": -30_000}


def test_a_cheaper_place_gives_back_what_the_old_terms_give(
    bought: Buy, session: Callable[..., Session], ada: User, provider: Control
) -> None:
    march, cheap = session(), session(starts_local=MAY, price={"amount_minor": 20_000})
    seat = bought(march, ada)
    old = order_of(seat.place)
    with clock.at(MARCH_1):
        provider.clock_set(MARCH_1)
        new = press(seat, cheap).order
        owed = RefundOwed.objects.get()
        assert (owed.order, owed.amount_minor, owed.reason) == (old, 5_000, "transfer")
        work_refunds()
    assert (kept(old), kept(new)) == (5_000, 20_000)
    assert sums() == {
        "charge": 30_000,
        "carried_in": 20_000,
        "carried_out": -20_000,
        "refund": -5_000,
    }
    # Of the 200.00 that went along no more than the half that was left can ever come back.
    assert [step.refund_minor for step in Terms.from_json(new.terms).steps] == [10_000]
    notes = Document.objects.filter(order=old, kind="credit_note")
    assert sorted(note.snapshot["total_minor"] for note in notes) == [5_000, 20_000]


def test_what_was_carried_goes_back_the_way_it_came(
    bought: Buy, session: Callable[..., Session], may: Session, ada: User, provider: Control
) -> None:
    seat = bought(session(), ada)
    old = order_of(seat.place)
    new = press(seat, may).order
    pay(new, provider)
    came = Enrolment.objects.get(session=may)
    offered = cancellation.offer(came, clock.now())
    assert offered.refund_minor == 36_000
    cancellation.cancel(came, actor=ada, now=clock.now(), expected_minor=36_000)
    owed = RefundOwed.objects.get()
    assert (owed.order, owed.route) == (new, "provider")
    work_refunds()
    asked = {refund.attempt.order_id: refund.amount_minor for refund in Refund.objects.all()}
    assert asked == {new.pk: 6_000, old.pk: 30_000}
    assert sum(one["amount"] for one in provider.objects("refund")) == 36_000
    assert (kept(old), kept(new)) == (0, 0)
    owed.refresh_from_db()
    assert owed.state == "settled"


def test_a_difference_that_is_not_paid_changes_nothing(
    bought: Buy,
    session: Callable[..., Session],
    may: Session,
    ada: User,
    advance: Callable[[float], None],
) -> None:
    march = session()
    seat = bought(march, ada)
    new = press(seat, may).order
    advance(36 * 60)
    sweeps.run("payment.holds")
    assert PlaceTransfer.objects.get().state == "lapsed"
    assert taken(march, may) == [1, 0]
    seat.refresh_from_db()
    assert seat.state == "active"
    assert (kept(order_of(seat.place)), kept(new)) == (30_000, 0)
    # It may be tried again, and then it works.
    assert press(seat, may).order != new


def test_a_hold_that_is_let_go_leaves_the_old_place(
    bought: Buy, session: Callable[..., Session], may: Session, ada: User
) -> None:
    march = session()
    seat = bought(march, ada)
    buying.let_go(press(seat, may).order)
    assert (PlaceTransfer.objects.get().state, taken(march, may)) == ("lapsed", [1, 0])


def lapsed_and_paid(
    seat: Enrolment, target: Session, provider: Control, advance: Callable[[float], None]
) -> Order:
    """Press, let the hold end here while the bank says nothing, and have it paid after all."""
    new = press(seat, target).order
    provider.fault("error_500", "POST /v1/checkout/sessions/*/expire", times=1)
    settling.release_places(new)
    advance(60)
    return new


def test_a_difference_that_comes_late_still_moves_the_place(
    bought: Buy,
    session: Callable[..., Session],
    may: Session,
    ada: User,
    provider: Control,
    advance: Callable[[float], None],
) -> None:
    march = session()
    new = lapsed_and_paid(bought(march, ada), may, provider, advance)
    assert PlaceTransfer.objects.get().state == "lapsed"
    pay(new, provider)
    assert (PlaceTransfer.objects.get().state, taken(march, may)) == ("done", [0, 1])


def test_a_difference_that_comes_when_the_place_is_gone_goes_back_and_the_old_one_stays(
    bought: Buy,
    session: Callable[..., Session],
    person: Callable[..., User],
    ada: User,
    provider: Control,
    advance: Callable[[float], None],
) -> None:
    march, small = session(), session(starts_local=MAY, capacity=1, price={"amount_minor": 36_000})
    seat = bought(march, ada)
    new = lapsed_and_paid(seat, small, provider, advance)
    places.hold_place(small, person(), clock.now() + timedelta(minutes=35))
    pay(new, provider)
    assert PlaceTransfer.objects.get().state == "failed"
    seat.refresh_from_db()
    assert (seat.state, taken(march, small)) == ("active", [1, 1])
    work_refunds()
    assert (kept(new), kept(order_of(seat.place))) == (0, 30_000)
    assert Letter.objects.get(template="not_moved").context["due_minor"] == 6_000
    assert not Document.objects.filter(order=new, kind="receipt").exists()


def test_a_difference_that_comes_once_the_old_session_has_begun_moves_nobody(
    bought: Buy, session: Callable[..., Session], may: Session, ada: User, provider: Control
) -> None:
    march = session()
    seat = bought(march, ada)
    with clock.at(datetime(2026, 3, 7, 12, tzinfo=UTC)):
        provider.clock_set(clock.now())
        new = press(seat, may).order
        attempt = new.attempts.get()
        provider.pay(attempt.checkout_id, "bank_debit")
        settling.sync(attempt, source="webhook")
        attempt.refresh_from_db()
        provider.settle_debit(attempt.payment_id)
    with clock.at(march.starts_at):
        settling.sync(attempt, source="webhook")
    assert PlaceTransfer.objects.get().state == "failed"
    assert RefundOwed.objects.get().amount_minor == 6_000
    seat.refresh_from_db()
    assert (seat.state, taken(march, may)) == ("active", [1, 0])


def test_while_the_difference_is_open_the_old_place_is_neither_cancelled_nor_moved_elsewhere(
    bought: Buy,
    session: Callable[..., Session],
    may: Session,
    person: Callable[..., User],
    ada: User,
) -> None:
    seat = bought(session(), ada)
    order = order_of(seat.place)
    press(seat, may)
    third = session(starts_local=datetime(2026, 6, 13, 10))
    boss = person(role=Role.COORDINATOR)
    for act in (
        lambda: cancellation.offer(seat, clock.now()),
        lambda: cancellation.cancel(seat, actor=ada, now=clock.now(), expected_minor=30_000),
        lambda: cancellation.cancel_by_staff(seat, actor=boss, now=clock.now(), refund_minor=0),
        lambda: press(seat, third),
    ):
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.code == "transfer-open"
    with pytest.raises(Refusal) as refused:
        refunding.refund_part(order, 1, actor=boss)
    assert refused.value.code == "too-much"


def test_a_second_press_leads_to_the_first_ones_order(
    bought: Buy,
    session: Callable[..., Session],
    may: Session,
    ada: User,
    billing: Any,
    accepted: Any,
) -> None:
    seat = bought(session(), ada)
    new = press(seat, may).order
    with pytest.raises(Refusal) as refused:
        press(seat, may)
    assert refused.value.next_url == new.get_absolute_url()
    again = buying.buy(person=ada, session=may, billing=billing, accepted=accepted, now=clock.now())
    assert again.order == new


class Refused:
    """The ways in which a move may not be; each changes the world so that it is refused."""

    def __init__(self, seat: Enrolment, target: Session, make: Any, stranger: User) -> None:
        self.seat, self.target, self.make, self.stranger = seat, target, make, stranger
        self.now = clock.now()

    def other_course(self) -> None:
        self.target = self.make(course=create_course("Another"), starts_local=MAY)

    def same_session(self) -> None:
        self.target = self.seat.session

    def session_full(self) -> None:
        places.hold_place(self.target, self.stranger, self.now + timedelta(minutes=35))

    def session_not_open(self) -> None:
        cancel_session(self.target, None)

    def has_place(self) -> None:
        places.hold_place(self.target, self.seat.person, self.now + timedelta(minutes=35))

    def other_currency(self) -> None:
        set_price(self.target, actor=None, currency="CHF", amount_minor=30_000)

    def transfer_late(self) -> None:
        self.now = datetime(2026, 3, 7, 22, tzinfo=UTC)  # midnight in Kyiv, a week before

    def session_begun(self) -> None:
        self.now = self.seat.session.starts_at

    def session_called_off(self) -> None:
        cancel_session(self.seat.session, None)

    def not_the_buyer(self) -> None:
        Enrolment.objects.filter(pk=self.seat.pk).update(person=self.stranger)

    def not_enrolled(self) -> None:
        cancellation.cancel(self.seat, actor=self.seat.person, now=self.now, expected_minor=30_000)

    def no_price(self) -> None:
        PriceList.objects.filter(session=self.target).delete()

    def terms_moved(self) -> None:
        set_price(self.target, actor=None, currency="EUR", amount_minor=31_000)

    def waiver_needed(self) -> None:
        self.target = self.make(starts_local=datetime(2026, 2, 12, 10))


@pytest.mark.parametrize("why", [name for name in vars(Refused) if name[0] != "_"])
def test_a_move_that_may_not_be_is_refused_with_a_reason(
    bought: Buy,
    session: Callable[..., Session],
    person: Callable[..., User],
    ada: User,
    why: str,
) -> None:
    world = Refused(
        bought(session(), ada), session(starts_local=MAY, capacity=1), session, person()
    )
    getattr(world, why)()
    seat = Enrolment.objects.select_related("place", "session").get(pk=world.seat.pk)
    with clock.at(world.now), pytest.raises(Refusal) as refused:
        moving.move(
            seat,
            Session.objects.get(pk=world.target.pk),
            actor=ada,
            accepted=Accepted(pages=(), at=world.now),
            shown=(0, 0),
            now=world.now,
        )
    assert refused.value.code == why.replace("_", "-")
    assert refused.value.sentence.endswith(".")
    assert PlaceTransfer.objects.count() == 0


def test_the_waiver_is_asked_for_and_its_words_are_kept(
    bought: Buy, session: Callable[..., Session], ada: User
) -> None:
    seat = bought(session(), ada)
    soon = session(starts_local=datetime(2026, 2, 12, 10))
    assert reckon_move(seat, soon, clock.now()).needs_waiver
    order = press(seat, soon, waives=True).order
    assert Terms.from_json(order.terms).withdrawal_waived


def test_a_voucher_goes_along_where_it_is_good_and_is_used_once(
    bought: Buy, session: Callable[..., Session], may: Session, ada: User, provider: Control
) -> None:
    half = make(Promise(share_bp=5_000, course=may.course), code="HALF", actor=None)
    seat = bought(session(), ada, code="half")
    new = press(seat, may).order
    assert new.attempts.get().amount_minor == 3_000  # 180.00 less the 150.00 paid
    half.refresh_from_db()
    assert half.used == 1
    pay(new, provider)
    half.refresh_from_db()
    live = Place.objects.filter(voucher=half, state__in=["held", "confirmed"])
    assert (half.used, live.get().session) == (1, may)
    came = Enrolment.objects.get(session=may)
    cancellation.cancel(came, actor=ada, now=clock.now(), expected_minor=18_000)
    half.refresh_from_db()
    assert half.used == 0


def test_a_voucher_that_is_not_good_there_stays_behind_and_never_becomes_money(
    bought: Buy, session: Callable[..., Session], may: Session, ada: User, provider: Control
) -> None:
    march = session()
    free = make(Promise(share_bp=10_000, session=march), code="FREE", actor=None)
    seat = bought(march, ada, code="FREE")
    cheap = session(starts_local=MAY, price={"amount_minor": 10_000}, slug="cheap")
    new = press(seat, cheap).order
    assert new.attempts.get().amount_minor == 10_000
    pay(new, provider)
    free.refresh_from_db()
    assert (free.used, RefundOwed.objects.count()) == (0, 0)
    assert kept(new) == 10_000


def test_a_free_place_moves_to_a_free_place(
    session: Callable[..., Session], ada: User, bought: Buy
) -> None:
    march = session(price={"amount_minor": 0})
    later = session(starts_local=MAY, price={"amount_minor": 0})
    seat = bought(march, ada)
    new = press(seat, later).order
    assert sums() == {"zero": 0}
    assert Enrolment.objects.get(session=later).place.state == "confirmed"
    assert not Document.objects.filter(kind="credit_note").exists()
    assert balance(new).open_minor == 0


def test_a_place_moves_on_and_on_and_the_money_is_found_again(
    bought: Buy, session: Callable[..., Session], may: Session, ada: User, provider: Control
) -> None:
    seat = bought(session(), ada)
    second = press(seat, may).order
    pay(second, provider)
    june = session(starts_local=datetime(2026, 6, 13, 10), price={"amount_minor": 40_000})
    third = press(Enrolment.objects.get(session=may), june).order
    pay(third, provider)
    first = order_of(seat.place)
    assert ancestors(third) == [third, second, first]
    assert where_now(first) == third
    assert [kept(order) for order in (first, second, third)] == [0, 0, 40_000]
    came = Enrolment.objects.get(session=june)
    cancellation.cancel(came, actor=ada, now=clock.now(), expected_minor=40_000)
    work_refunds()
    amounts = sorted(one["amount"] for one in provider.objects("refund"))
    assert amounts == [4_000, 6_000, 30_000]
    assert [kept(order) for order in (first, second, third)] == [0, 0, 0]


def test_an_offer_of_the_waiting_list_is_taken_up_by_moving(
    bought: Buy, session: Callable[..., Session], person: Callable[..., User], ada: User
) -> None:
    small = session(starts_local=MAY, capacity=1)
    held = places.hold_place(small, person(), clock.now() + timedelta(minutes=35))
    seat = bought(session(), ada)
    turn = waiting.join(small, ada)
    places.release(held)
    assert waiting.offer_next(small)
    press(seat, small)
    turn.refresh_from_db()
    assert turn.state == "held"
    assert Enrolment.objects.get(session=small).place_id == turn.place_id


def test_a_session_that_is_called_off_waits_for_a_move_that_is_being_paid(
    bought: Buy, session: Callable[..., Session], may: Session, ada: User, provider: Control
) -> None:
    march = session()
    seat = bought(march, ada)
    new = press(seat, may).order
    cancel_session(march, None)
    assert called_off() == 0
    pay(new, provider)
    assert called_off() == 0
    assert Enrolment.objects.get(session=may).state == "active"
    assert RefundOwed.objects.count() == 0


def test_when_the_new_session_is_called_off_meanwhile_the_difference_goes_back(
    bought: Buy, session: Callable[..., Session], may: Session, ada: User, provider: Control
) -> None:
    march = session()
    seat = bought(march, ada)
    new = press(seat, may).order
    attempt = new.attempts.get()
    provider.pay(attempt.checkout_id)
    cancel_session(may, None)
    settling.sync(attempt, source="webhook")
    assert PlaceTransfer.objects.get().state == "failed"
    assert (RefundOwed.objects.get().amount_minor, taken(march, may)) == (6_000, [1, 0])
    seat.refresh_from_db()
    assert seat.state == "active"


def test_a_move_whose_process_died_before_the_end_is_finished_by_the_sweep(
    bought: Buy, session: Callable[..., Session], ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    march, later = session(), session(starts_local=MAY)
    seat = bought(march, ada)

    def die(_order: Order) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(moving, "_finish_now", die)
        with pytest.raises(KeyboardInterrupt):
            press(seat, later)
    assert (PlaceTransfer.objects.get().state, taken(march, later)) == ("open", [1, 1])
    assert sweeps.run("payment.moves") == 1
    assert (PlaceTransfer.objects.get().state, taken(march, later)) == ("done", [0, 1])
    assert sweeps.run("payment.moves") == 0


def test_the_calendar_and_the_exercises_follow(
    bought: Buy,
    session: Callable[..., Session],
    ada: User,
    webinar: Callable[..., Any],
    settle: Callable[[], int],
) -> None:
    march, later = session(), session(starts_local=MAY)
    webinar(march, "Old day", starts_local=datetime(2026, 3, 14, 10))
    webinar(later, "New day", starts_local=MAY)
    seat = bought(march, ada)
    sweeps.run("webinars.invitations")
    sweeps.run("coursework.admission")
    press(seat, later)
    sweeps.run("webinars.invitations")
    old = Invitation.objects.get(webinar__session=march)
    new = Invitation.objects.get(webinar__session=later)
    assert (old.cancelled, old.sequence, new.cancelled) == (True, 1, False)
    out = Letter.objects.get(template="webinar_left")
    assert (out.calendar_method, out.person) == ("CANCEL", ada)
    assert "STATUS:CANCELLED" in out.calendar
    assert "SEQUENCE:1" in out.calendar
    assert Letter.objects.filter(template="welcome").count() == 2
    sweeps.run("coursework.admission")
    came = Enrolment.objects.get(session=later)
    assert came.admission.dismissed_at is None
    assert seat.admission.dismissed_at is not None


def test_staff_move_somebody_and_waive_the_difference(
    bought: Buy,
    session: Callable[..., Session],
    may: Session,
    person: Callable[..., User],
    ada: User,
) -> None:
    boss = person("Carla", role=Role.COORDINATOR)
    seat = bought(session(), ada)
    old = order_of(seat.place)
    late = datetime(2026, 3, 12, 9, tzinfo=UTC)  # after the last day for moving oneself
    with clock.at(late):
        new = moving.move_by_staff(seat, may, actor=boss, shown=(0, 0), now=late, keep_price=True)
    assert (new.total_minor, kept(new), kept(old), new.kind) == (30_000, 30_000, 0, "staff")
    assert [line.amount_minor for line in new.lines.all()] == [30_000]
    audit = AuditEntry.objects.get(act="place.moved")
    assert (audit.actor, audit.facts["carried_minor"]) == (boss, 30_000)


def test_staff_move_somebody_whose_difference_comes_by_transfer(
    bought: Buy,
    session: Callable[..., Session],
    may: Session,
    person: Callable[..., User],
    ada: User,
) -> None:
    boss = person("Carla", role=Role.COORDINATOR)
    seat = bought(session(), ada)
    now = clock.now()
    last = datetime(2026, 2, 16).date()
    new = moving.move_by_staff(seat, may, actor=boss, shown=(6_000, 0), now=now, pay_by_on=last)
    assert (new.pay_by_on, balance(new).open_minor) == (last, 6_000)
    assert Enrolment.objects.get(session=may).state == "active"
    assert not Document.objects.filter(order=new).exists()
    giving.record_transfer(new, 6_000, reference="B-1", actor=boss, occurred_at=now)
    assert balance(new).open_minor == 0


def test_staff_give_the_whole_difference_back(
    bought: Buy, session: Callable[..., Session], person: Callable[..., User], ada: User
) -> None:
    boss = person("Carla", role=Role.COORDINATOR)
    seat = bought(session(), ada)
    cheap = session(starts_local=MAY, price={"amount_minor": 20_000})
    with clock.at(MARCH_1):
        new = moving.move_by_staff(
            seat, cheap, actor=boss, shown=(0, 10_000), now=MARCH_1, generous=True
        )
    assert RefundOwed.objects.get().amount_minor == 10_000
    assert Terms.from_json(new.terms).steps[0].refund_minor == 20_000


def test_staff_move_a_place_that_is_not_paid_yet(
    provider: Control,
    session: Callable[..., Session],
    may: Session,
    person: Callable[..., User],
    ada: User,
) -> None:
    boss = person("Carla", role=Role.COORDINATOR)
    now = clock.now()
    seat = giving.enrol_by_hand(
        session(), ada, settlement=giving.Settlement.TRANSFER, actor=boss, now=now
    )
    with pytest.raises(Refusal) as refused:
        reckon_move(seat, may, now)
    assert refused.value.code == "not-paid"
    new = moving.move_by_staff(
        seat,
        may,
        actor=boss,
        shown=(30_000, 0),
        now=now,
        keep_price=True,
        pay_by_on=datetime(2026, 2, 20).date(),
    )
    assert (new.total_minor, balance(new).open_minor) == (30_000, 30_000)
    assert not owing.most(new)


def test_scenario_53_a_place_is_not_moved_while_a_payment_is_processing(
    provider: Control,
    purchase: Callable[[Session, User], Purchase],
    bought: Buy,
    session: Callable[..., Session],
    may: Session,
    person: Callable[..., User],
    ada: User,
) -> None:
    """Neither a place whose first payment is on its way, nor one whose difference is."""
    order = purchase(session(), ada).order
    attempt = order.attempts.get()
    provider.pay(attempt.checkout_id, "bank_debit")
    settling.sync(attempt, source="webhook")
    attempt.refresh_from_db()
    assert attempt.state == "processing"
    place = Place.objects.get(lines__order=order)
    pretended = Enrolment(place=place, session=place.session, person=ada)
    with pytest.raises(Refusal) as refused:
        reckon_move(pretended, may, clock.now())
    assert refused.value.code == "payment-under-way"
    provider.settle_debit(attempt.payment_id)
    settling.sync(attempt, source="webhook")
    seat = Enrolment.objects.get(person=ada)
    new = press(seat, may).order
    difference = new.attempts.get()
    provider.pay(difference.checkout_id, "bank_debit")
    settling.sync(difference, source="webhook")
    with pytest.raises(Refusal) as refused:
        press(seat, session(starts_local=datetime(2026, 6, 13, 10)))
    assert refused.value.code == "transfer-open"
    difference.refresh_from_db()
    provider.settle_debit(difference.payment_id, succeeded=False)
    settling.sync(difference, source="webhook")
    assert PlaceTransfer.objects.get().state == "lapsed"
    seat.refresh_from_db()
    assert seat.state == "active"
