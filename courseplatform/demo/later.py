"""What comes after the next session: a full one with a queue, an open one, vouchers, and moves."""

from __future__ import annotations

from datetime import datetime, timedelta

from courseplatform.demo import buying
from courseplatform.demo.cast import GUESTS, LATER, NEXT_TIME, WAITS_LATER, Character
from courseplatform.demo.following import run
from courseplatform.demo.house import sign_up
from courseplatform.kit import clock
from courseplatform.people.models import User
from courseplatform.sandbox.control.client import Control
from courses.catalogue.models import Course, Session, TeachingRole
from courses.catalogue.sessions import create_session, publish_session, set_teaching
from courses.coursework.planning import cohort_of
from courses.enrolment import reordering, reserves, waiting
from courses.enrolment.models import Enrolment, EnrolmentState
from courses.orders.giving import Settlement, enrol_by_hand
from courses.orders.moving import reckon_move
from courses.payment import moving
from courses.pricing.prices import set_price
from courses.pricing.quote import VatMode
from courses.pricing.refunds import RefundStep
from courses.pricing.vouchers import Promise, make, revoke

FULL, ROOMY = 6, 16  # places of the session that is full, and of the one after it
FOLLOW = ("payment.refunds", "enrolment.waiting")


def open_later(
    course: Course, next_one: Session, staff: dict[str, User], control: Control, now: datetime
) -> Session:
    """Open a session four weeks after ``next_one`` and fill it; give vouchers out; let people move.

    One more, eight weeks after, has room for whoever wants to move.
    """
    with clock.at(now - timedelta(days=18)):
        session = _open(course, next_one, staff, weeks=4, capacity=FULL, price=34_000)
        _open(course, next_one, staff, weeks=8, capacity=ROOMY, price=30_000)
        _give_vouchers(course, next_one, staff["coordinator"], now)
    for number, character in enumerate(LATER):
        at = now - timedelta(days=14 - number, hours=5 - number)
        buying.hold_and_pay(sign_up(character), session, at, control)
    _use_vouchers(next_one, staff["coordinator"], control, now)
    _move(NEXT_TIME[4], next_one, session, now - timedelta(days=6), control)
    _wait(session, staff["coordinator"], now)
    _move(LATER[0], session, next_one, now - timedelta(days=2, hours=3), control)
    return session


def _open(
    course: Course,
    next_one: Session,
    staff: dict[str, User],
    *,
    weeks: int,
    capacity: int,
    price: int,
) -> Session:
    starts = next_one.starts_local + timedelta(weeks=weeks)
    session = create_session(
        course,
        starts_local=starts,
        ends_local=starts + timedelta(hours=7),
        zone=next_one.zone,
        capacity=capacity,
        slug=f"{starts:%Y-%m-%d}",
    )
    set_price(
        session,
        actor=staff["coordinator"],
        currency="EUR",
        amount_minor=price,
        company_net_minor=27_900,
        vat_mode=VatMode.INCLUSIVE,
        vat_bp=2200,
        refund_steps=[RefundStep(21, 10_000), RefundStep(7, 5_000)],
        transfer_days=10,
    )
    set_teaching(
        session, staff["instructor"], TeachingRole.LEAD,
        line="Fifteen years of assessments, most of them read in a hurry.",
    )  # fmt: skip
    publish_session(session)
    cohort_of(session)
    return session


def _give_vouchers(course: Course, next_one: Session, actor: User, now: datetime) -> None:
    """Give out a code for readers, kept places for the press, a guest's place, and a mistake."""
    last = next_one.starts_local.date() - timedelta(days=1)
    readers = Promise(
        share_bp=1_000, course=course, uses=50, valid_until_on=last,
        note="Printed under the newest report.",
    )  # fmt: skip
    make(readers, code="READER-10", actor=actor)
    press = Promise(
        amount_minor=12_000, currency="EUR", session=next_one, valid_until_on=last,
        note="One each for the newsrooms that asked.",
    )  # fmt: skip
    reserves.make_vouchers(press, actor=actor, number=3, batch="Press", kept_places=1)
    guest = Promise(share_bp=10_000, session=next_one, note="Speaker of last spring's evening.")
    make(guest, code="GUEST-OF-THE-HOUSE", actor=actor)
    mistake = make(Promise(share_bp=5_000, note="Should have been 5 %."), code="FIVE", actor=actor)
    with clock.at(now - timedelta(days=17)):
        revoke(mistake, actor=actor)


def _use_vouchers(session: Session, actor: User, control: Control, now: datetime) -> None:
    """Two come with a voucher, one for a transfer that is to come."""
    reader, guest, by_transfer = (sign_up(character) for character in GUESTS)
    at = now - timedelta(days=8)
    buying.hold_and_pay(reader, session, at, control, code="reader-10")
    buying.hold_and_pay(guest, session, at + timedelta(hours=7), control, code="guest-of-the-house")
    given = at + timedelta(hours=9)
    with clock.at(given):
        enrol_by_hand(
            session,
            by_transfer,
            settlement=Settlement.TRANSFER,
            actor=actor,
            now=given,
            pay_by_on=(now + timedelta(days=4)).date(),
            release_unpaid=True,
        )


def _move(character: Character, old: Session, new: Session, at: datetime, control: Control) -> None:
    """Move somebody's place as they would themselves; pay the difference where there is one."""
    control.clock_set(at)
    with clock.at(at):
        seat = Enrolment.objects.select_related("session__course", "place", "person").get(
            session=old, person__email=character.email, state=EnrolmentState.ACTIVE
        )
        shown = reckon_move(seat, new, at).moved
        order = moving.move(
            seat,
            new,
            actor=seat.person,
            accepted=buying.accepted(at),
            shown=(shown.due_minor, shown.back_minor),
            now=at,
        ).order
    if shown.due_minor:
        buying.pay(order, at, control)
    with clock.at(at + timedelta(minutes=5)):
        run(FOLLOW)


def _wait(session: Session, actor: User, now: datetime) -> None:
    """Three find the session full and wait; the coordinator had promised one of them a place."""
    turns = []
    for number, character in enumerate(WAITS_LATER):
        with clock.at(now - timedelta(days=4, hours=3 - number)):
            turns.append(waiting.join(session, sign_up(character)))
    with clock.at(now - timedelta(days=3)):
        reordering.move_turn(
            turns[-1],
            1,
            why=reordering.Why.PROMISED,
            note="Promised on the phone when the December session was full.",
            actor=actor,
        )
