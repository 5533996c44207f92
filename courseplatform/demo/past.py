"""The session of Saturday 21 December 2024, lived through by the rules that hold today."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from courseplatform.demo import amends, buying, class_work, forecasting
from courseplatform.demo.cast import STUDENTS, WAITS, Character
from courseplatform.demo.following import REMINDING, run, settle
from courseplatform.demo.house import sign_up
from courseplatform.demo.teaching import exercises
from courseplatform.kit import clock
from courseplatform.people.models import User
from courseplatform.sandbox.control.client import Control
from courses.catalogue.models import Course, Session, TeachingRole
from courses.catalogue.sessions import create_session, publish_session, set_teaching
from courses.coursework.planning import LateRule, Rules, cohort_of, plan
from courses.enrolment import waiting
from courses.enrolment.models import Enrolment, EnrolmentState
from courses.orders import cancellation
from courses.pricing.prices import set_price
from courses.pricing.quote import VatMode
from courses.webinars import joining, scheduling
from courses.webinars.models import Webinar, WebinarKind
from exercises.cohorts.models import Cohort
from exercises.debrief import opening

ZONE = "Europe/Rome"
OPENED = datetime(2024, 10, 7, 8, tzinfo=UTC)
STARTS, ENDS = datetime(2024, 12, 21, 10), datetime(2024, 12, 21, 17)
DUE = datetime(2024, 12, 22, 20)
RULES = Rules(late=LateRule.LESS, late_percent=10, late_most=30)
MARKED = datetime(2024, 12, 28, 15, tzinfo=UTC)
COURSE_ENDS = datetime(2024, 12, 21, 16, tzinfo=UTC)
CERTIFIED = datetime(2024, 12, 27, 10, tzinfo=UTC)
OPENED_TO_CLASS = datetime(2024, 12, 30, 17, tzinfo=UTC)
VOIDED = datetime(2025, 3, 22, 9, tzinfo=UTC)


def live_through(course: Course, staff: dict[str, User], control: Control) -> Session:
    """Open, sell, teach, mark and close the December session."""
    with clock.at(OPENED):
        session = _open(course, staff)
        settle()
    _sell(session, staff["student"], control)
    _withdraw_one(session, control)
    forecasting.train(session, staff["instructor"])
    with clock.at(datetime(2024, 12, 16, 9, tzinfo=UTC)):
        settle()
    _remind()
    _attend(session)
    class_work.work_and_mark(session, staff)
    _certify()
    _debrief(session, staff["instructor"])
    amends.correct_a_key(session, staff["instructor"])
    _record(session)
    return session


def _open(course: Course, staff: dict[str, User]) -> Session:
    session = create_session(
        course, starts_local=STARTS, ends_local=ENDS, zone=ZONE, capacity=24, slug="2024-12-21"
    )
    set_price(
        session,
        actor=staff["coordinator"],
        currency="EUR",
        amount_minor=30_000,
        early_bird_minor=24_000,
        early_bird_until_local=datetime(2024, 11, 15, 23, 59),
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
    scheduling.schedule(
        session, title="Office hour: browser, headset, questions", minutes=45,
        kind=WebinarKind.PREPARATORY, starts_local=datetime(2024, 12, 19, 18),
        provider="practice_room", actor=staff["coordinator"],
    )  # fmt: skip
    scheduling.schedule(
        session, title="Course day, morning: sources and claims", minutes=180,
        starts_local=STARTS, provider="practice_room", actor=staff["coordinator"],
    )  # fmt: skip
    scheduling.schedule(
        session, title="Course day, afternoon: hypotheses and judgement", minutes=180,
        starts_local=datetime(2024, 12, 21, 14), provider="practice_room",
        actor=staff["coordinator"],
    )  # fmt: skip
    for exercise in exercises("Did Kyiv deal with HTS?", "Something new on Kyiv and HTS"):
        plan(
            session, exercise.ref, due_local=DUE, closes_local=DUE + timedelta(days=2), rules=RULES
        )
    return session


def _sell(session: Session, student: User, control: Control) -> None:
    """Sell the places over ten weeks; the last two people find it full and wait."""
    at = datetime(2024, 10, 9, 17, 20, tzinfo=UTC)
    buying.hold_and_pay(student, session, at, control)
    for number, character in enumerate(STUDENTS[:-1]):
        at += timedelta(days=2 + number % 2, hours=(number * 7) % 11, minutes=13)
        with clock.at(at - timedelta(minutes=9)):
            person = sign_up(character)
        buying.hold_and_pay(person, session, at, control, declined_first=number % 9 == 4)
    for number, character in enumerate((STUDENTS[-1], *WAITS)):
        with clock.at(at + timedelta(days=1, hours=number)):
            waiting.join(session, sign_up(character))


def _withdraw_one(session: Session, control: Control) -> None:
    """One student cancels under the terms; the first in the queue takes the place."""
    gone = datetime(2024, 12, 5, 19, 40, tzinfo=UTC)
    control.clock_set(gone)
    with clock.at(gone):
        enrolment = _enrolment_of(session, STUDENTS[3])
        cancellation.cancel(
            enrolment,
            actor=enrolment.person,
            now=gone,
            expected_minor=cancellation.offer(enrolment, gone).refund_minor,
        )
        settle()
    taken = gone + timedelta(hours=13)
    first = User.objects.get(email=STUDENTS[-1].email)
    with clock.at(taken - timedelta(hours=12)):
        settle()
    buying.hold_and_pay(first, session, taken, control)


def _enrolment_of(session: Session, character: Character) -> Enrolment:
    return Enrolment.objects.select_related("session__course", "place", "person").get(
        session=session, person__email=character.email, state=EnrolmentState.ACTIVE
    )


def _remind() -> None:
    """Stop at the instants when reminders fall due, so that they were sent and not missed."""
    for at in (
        datetime(2024, 12, 18, 17, 1, tzinfo=UTC),
        datetime(2024, 12, 19, 16, 1, tzinfo=UTC),
        datetime(2024, 12, 20, 12, 31, tzinfo=UTC),
        datetime(2024, 12, 20, 17, 1, tzinfo=UTC),
        datetime(2024, 12, 21, 8, 1, tzinfo=UTC),
        datetime(2024, 12, 21, 12, 1, tzinfo=UTC),
    ):
        with clock.at(at):
            run(REMINDING)


def _attend(session: Session) -> None:
    """Let people come in through the gate, some late, a few not at all."""
    people = [row.person for row in Enrolment.objects.filter(session=session, state="active")
              .select_related("person").order_by("pk")]  # fmt: skip
    for nth, webinar in enumerate(Webinar.objects.filter(session=session).order_by("starts_at")):
        for number, person in enumerate(people):
            if (number + 3 * nth) % (4 if nth == 0 else 11) == 3:
                continue
            come = webinar.starts_at + timedelta(minutes=(number * 5) % 17 - 9)
            with clock.at(come):
                joining.admit(webinar, person, come)
            leave = webinar.ends_at - timedelta(minutes=(number * 7) % 12)
            with clock.at(leave):
                joining.seen_again(webinar, person, leave)


def _certify() -> None:
    """Issue the certificates once the last exercise has closed; who missed too much gets none."""
    with clock.at(CERTIFIED):
        run(("certificates.issuing", "letters.dispatch"))


def _debrief(session: Session, instructor: User) -> None:
    """Ask the case's questions at the end of the day; open the debrief once the marks are out."""
    with clock.at(COURSE_ENDS):
        questions = forecasting.ask_of_the_case(
            session.cohort.cohort_ref, instructor, ENDS, answered=True
        )
    cohort = Cohort.objects.get(ref=session.cohort.cohort_ref)
    with clock.at(OPENED_TO_CLASS):
        for assignment in cohort.assignments.select_related("version").order_by("pk"):
            opening.open_to_class(cohort, assignment.version, instructor)
        run(("letters.dispatch",))
    with clock.at(VOIDED):
        forecasting.void_what_cannot_be_settled(questions, instructor)
        run(("calibration.settle", "letters.dispatch"))


def _record(session: Session) -> None:
    from django.conf import settings

    days = Webinar.objects.filter(session=session, kind=WebinarKind.MAIN)
    days.update(recording_url=f"{settings.SANDBOX_URL}/meeting/recording/")
