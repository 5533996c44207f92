"""The December class forecasts: invented training questions that resolve, and the case's own four."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

from courseplatform.demo.cast import STUDENTS, WAITS
from courseplatform.demo.following import run
from courseplatform.demo.questions import (
    BERTHS,
    CASE_MARK,
    CASE_QUESTIONS,
    CASE_VOID,
    LOG,
    MARK,
    TRAINING,
    VOID,
)
from courseplatform.kit import clock
from courseplatform.people.models import User
from courses.catalogue.models import Session
from exercises.calibration import asking, resolving
from exercises.calibration.asking import Terms, outcomes_from
from exercises.calibration.forecasting import forecast
from exercises.calibration.models import ForecastQuestion
from exercises.cohorts.models import Cohort, Member

ZONE = "Europe/Rome"
OPENED = datetime(2024, 12, 6, 9, tzinfo=UTC)
CLOSES = datetime(2024, 12, 12, 20)
RESOLVES = datetime(2024, 12, 15, 12)
DECIDED = datetime(2024, 12, 15, 15, tzinfo=UTC)
COURSE_DAY = datetime(2024, 12, 21, 16)
SKILLS = {character.name: character.skill for character in (*STUDENTS, *WAITS)}
OWN_SKILL = 0.72  # the student whose login is printed: good, and a little too sure
REASONS = ("The trend of the last weeks.", "Nobody has an interest in it.", "Base rate, no more.")
NEWS = ("A second notice points the other way.", "I had been too sure.", "The weather turned.")


def train(session: Session, instructor: User) -> None:
    """Open the training questions in the preparatory phase, let the class forecast, decide them."""
    cohort = Cohort.objects.get(ref=session.cohort.cohort_ref)
    with clock.at(OPENED):
        terms = [*(_yes_or_no(each.text, each.good) for each in TRAINING), _berths()]
        questions = [_open(each, cohort, instructor) for each in terms]
    for number, question in enumerate(questions):
        _forecast(question, cohort, number)
    with clock.at(DECIDED):
        for question, each in zip(questions, TRAINING, strict=False):
            outcome = "yes" if each.came_true else "no"
            resolving.resolve(question, instructor, outcome, source=LOG, quote=each.notice)
        _text, _texts, _experts, place, notice = BERTHS
        resolving.resolve(questions[-1], instructor, f"o{place + 1}", source=LOG, quote=notice)
        resolving.void(
            questions[-2],
            instructor,
            reason="The mailbag turned out to be two; the question does not say which.",
            seen=1,
        )
        run(("calibration.settle", "letters.dispatch"))


def ask_of_the_case(
    cohort_ref: str, instructor: User, day: datetime, *, answered: bool
) -> list[ForecastQuestion]:
    """Put the case's four questions to a class, counted from ``day`` (wall time in Rome).

    Nobody decides them: the material holds no outcome.
    """
    cohort = Cohort.objects.get(ref=cohort_ref)
    questions = []
    for each in CASE_QUESTIONS:
        terms = Terms(
            text=f"{each.text[:-1]} by {day + timedelta(days=each.days):%-d %B %Y}?",
            settled_by=each.settled_by,
            void_rule=CASE_VOID,
            zone=ZONE,
            closes_local=day + timedelta(days=each.days - 14),
            resolves_local=day + timedelta(days=each.days),
            outcomes=outcomes_from(each.outcomes),
            ordered=each.ordered,
            mark=CASE_MARK,
            experts=(each.reference,),
        )
        questions.append(_open(terms, cohort, instructor))
    if answered:
        for number, question in enumerate(questions):
            _forecast(question, cohort, 100 + number, around=CASE_QUESTIONS[number].reference)
    return questions


def void_what_cannot_be_settled(questions: list[ForecastQuestion], instructor: User) -> None:
    """Void the question whose list of items was never kept; the others wait for their outcome."""
    resolving.void(
        questions[2],
        instructor,
        reason="No list with archived copies was kept, so the question cannot be settled by its rule.",
    )


def _yes_or_no(text: str, good: int) -> Terms:
    return Terms(
        text=text,
        settled_by=LOG,
        void_rule=VOID,
        zone=ZONE,
        closes_local=CLOSES,
        resolves_local=RESOLVES,
        mark=MARK,
        experts=((good,), (max(2, good - 8),), (min(98, good + 6),)),
    )


def _berths() -> Terms:
    text, texts, chances, _place, _notice = BERTHS
    return Terms(
        text=text,
        settled_by=LOG,
        void_rule=VOID,
        zone=ZONE,
        closes_local=CLOSES,
        resolves_local=RESOLVES,
        outcomes=outcomes_from(texts),
        ordered=True,
        mark=MARK,
        experts=(chances,),
    )


def _open(terms: Terms, cohort: Cohort, instructor: User) -> ForecastQuestion:
    question = asking.write_question(terms, instructor)
    asking.open_question(question, instructor)
    asking.put_to(question, cohort, instructor)
    return question


def _forecast(
    question: ForecastQuestion, cohort: Cohort, number: int, around: tuple[int, ...] | None = None
) -> None:
    """Let most of the class give a forecast, and some of them change it once."""
    good = around or tuple(question.experts[0])
    members = Member.objects.filter(cohort=cohort, state="active").select_related("person")
    for place, member in enumerate(members.order_by("pk")):
        own = (member.person.email or "").startswith("student@")
        if not own and (place + number) % 5 == 4:
            continue
        dice = Random(f"{number}/{member.code}")  # noqa: S311 - the demo must be the same every time
        skill = OWN_SKILL if own else SKILLS.get(member.person.name, 0.6)
        began = question.opened_at or clock.now()
        with clock.at(began + timedelta(hours=3 + place, minutes=7 * number % 55)):
            first = _chances(question, good, skill, dice, own=own)
            forecast(question, member, first, why=dice.choice(REASONS))
        if dice.random() < 0.3:
            with clock.at(began + timedelta(days=3, hours=place)):
                second = _chances(question, good, min(1.0, skill + 0.15), dice, own=own)
                if second != first:
                    forecast(question, member, second, why=dice.choice(NEWS), seen=1)


def _chances(
    question: ForecastQuestion, good: tuple[int, ...], skill: float, dice: Random, *, own: bool
) -> dict[str, int]:
    """Return chances near the good ones for the skilled, further off and too sure for others."""
    noise = int(6 + 34 * (1 - skill))
    if not question.outcomes:
        chance = good[0] + dice.randint(-noise, noise)
        if own:
            chance += 12 if chance > 50 else -12
        return {"yes": min(97, max(3, chance))}
    weights = [max(1, each + dice.randint(-noise, noise)) for each in good]
    shares = [100 * weight // sum(weights) for weight in weights]
    shares[shares.index(max(shares))] += 100 - sum(shares)
    return {f"o{place}": share for place, share in enumerate(shares, start=1)}
