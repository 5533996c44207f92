"""The next session: a Saturday three to five weeks ahead, with something to see at first start."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from courseplatform.demo import buying, forecasting
from courseplatform.demo.cast import NEXT_TIME, STUDENTS, WAITS
from courseplatform.demo.house import sign_up
from courseplatform.demo.teaching import exercises
from courseplatform.kit import clock, walltime
from courseplatform.people.models import User
from courseplatform.sandbox.control.client import Control
from courses.catalogue.models import Course, Session, TeachingRole
from courses.catalogue.sessions import create_session, publish_session, set_teaching
from courses.coursework.planning import cohort_of, plan
from courses.pricing.prices import set_price
from courses.pricing.quote import VatMode
from courses.webinars import scheduling
from courses.webinars.models import WebinarKind

ZONE = "Europe/Rome"
BRIEFING_AFTER = timedelta(minutes=62)  # its one-hour reminder is due two minutes after the start


def next_saturday(now: datetime) -> datetime:
    """Return 10:00 on the first Saturday at least three weeks ahead, as wall time."""
    day = walltime.to_local(now, ZONE).date() + timedelta(days=21)
    return datetime.combine(day + timedelta(days=(5 - day.weekday()) % 7), time(10))


def open_next(course: Course, staff: dict[str, User], control: Control, now: datetime) -> Session:
    """Open the next session, sell a part of it, and plan its preparatory phase around ``now``."""
    opened = now - timedelta(days=20)
    with clock.at(opened):
        session = _open(course, staff, now)
    people = [sign_up(character) for character in NEXT_TIME]
    people.append(staff["student"])  # so that this login has something behind it and ahead of it
    people.append(User.objects.get(email=WAITS[0].email))
    people.append(User.objects.get(email=STUDENTS[0].email))
    for number, person in enumerate(people):
        at = opened + timedelta(days=1 + number * 2, hours=number, minutes=7 * number)
        buying.hold_and_pay(person, session, min(at, now - timedelta(hours=2)), control)
    with clock.at(now - timedelta(hours=1)):
        forecasting.ask_of_the_case(
            session.cohort.cohort_ref, staff["instructor"], session.starts_local, answered=False
        )
    return session


def _open(course: Course, staff: dict[str, User], now: datetime) -> Session:
    starts = next_saturday(now)
    session = create_session(
        course,
        starts_local=starts,
        ends_local=starts + timedelta(hours=7),
        zone=ZONE,
        capacity=20,
        slug=f"{starts:%Y-%m-%d}",
    )
    set_price(
        session,
        actor=staff["coordinator"],
        currency="EUR",
        amount_minor=30_000,
        early_bird_minor=24_000,
        early_bird_until_local=starts - timedelta(days=14),
        company_net_minor=24_600,
        vat_mode=VatMode.INCLUSIVE,
        vat_bp=2200,
    )
    set_teaching(
        session, staff["instructor"], TeachingRole.LEAD,
        line="Fifteen years of assessments, most of them read in a hurry.",
    )  # fmt: skip
    set_teaching(session, staff["marker"], TeachingRole.MARKER, line="Marks what she would sign.")
    publish_session(session)
    cohort_of(session)
    _schedule(session, staff["coordinator"], now)
    for exercise in exercises("Did Kyiv deal with HTS?", "Who cut the Merrow Link?"):
        plan(
            session,
            exercise.ref,
            due_local=starts - timedelta(hours=16),
            closes_local=starts + timedelta(days=1),
        )
    return session


def _schedule(session: Session, actor: User, now: datetime) -> None:
    """Schedule an office hour whose gate is open already, a briefing, and the course day."""
    soon = walltime.to_local(now, ZONE).replace(second=0, microsecond=0)
    starts = session.starts_local
    for title, begins, minutes, kind in (
        ("Office hour: browser, headset, questions", soon + timedelta(minutes=5), 180,
         WebinarKind.PREPARATORY),
        ("Briefing: how to read the dossier", soon + BRIEFING_AFTER, 45, WebinarKind.PREPARATORY),
        ("Course day, morning: sources and claims", starts, 180, WebinarKind.MAIN),
        ("Course day, afternoon: hypotheses and judgement", starts + timedelta(hours=4), 180,
         WebinarKind.MAIN),
    ):  # fmt: skip
        scheduling.schedule(
            session,
            title=title,
            starts_local=begins,
            minutes=minutes,
            kind=kind,
            provider="practice_room",
            actor=actor,
        )
