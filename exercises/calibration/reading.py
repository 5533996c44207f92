"""From stored forecasts to what pages show: one's own, a class's, a question's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from courseplatform.kit import clock
from courseplatform.people.models import User
from exercises.calibration.forecasting import counting
from exercises.calibration.models import Asking, Forecast, ForecastQuestion
from exercises.calibration.reckoning import (
    FormMean,
    Judged,
    Track,
    Vector,
    mean_vector,
    means_of,
    middle_of,
    track_of,
)
from exercises.calibration.settlement import EventKind, Phase, counts_until
from exercises.cohorts.models import Cohort, CohortQuerySet, Member
from exercises.kinds.forecast.score import (
    Measure,
    measured,
    named_chances,
    outcome_text,
    vector_of,
)
from exercises.kinds.forecast.types import NO, YES
from exercises.kinds.forecast.types import Question as Shape
from exercises.tradecraft.disclosure import Audience, Hidden

DONE = {Phase.RESOLVED, Phase.VOID}
SHOWN_TO_ALL = {Phase.CLOSED, Phase.DUE, Phase.RESOLVED}  # nobody can follow the crowd any more


@dataclass(frozen=True)
class Line:
    """One question with what somebody held about it.

    Attributes:
        question: the question, its decisions read already.
        phase: where it stands.
        counts: the forecast that counts (or would, if it closed now); None without one.
        versions: how many forecasts there are.
        theirs: the class's middle forecast; Hidden where it is not told; None while it is open.
    """

    question: ForecastQuestion
    phase: Phase
    counts: Forecast | None
    versions: int
    theirs: Vector | Hidden | None = None

    @cached_property
    def shape(self) -> Shape:
        """What was asked, as scores know it."""
        return self.question.shape

    @property
    def is_open(self) -> bool:
        """Whether forecasts are taken."""
        return self.phase is Phase.OPEN

    @property
    def outcome(self) -> str:
        """How it came out, in words; empty before."""
        found = self.question.settlement.outcome
        return words_of(self.shape, found) if found else ""

    @property
    def mine(self) -> str:
        """The forecast that counts, in words; empty without one."""
        return in_words(self.shape, self._vector) if self._vector else ""

    @property
    def class_words(self) -> str:
        """The class's middle forecast in words, or why it is not told; empty while it is open."""
        if isinstance(self.theirs, Hidden):
            return self.theirs.sentence.render(_)
        return in_words(self.shape, self.theirs) if self.theirs else ""

    @property
    def expert_words(self) -> str:
        """The experts' mean forecast in words, once it may be seen."""
        if self.phase not in SHOWN_TO_ALL or not self.experts:
            return ""
        return in_words(self.shape, self.experts)

    @cached_property
    def experts(self) -> Vector | None:
        """The experts' mean forecast."""
        return mean_vector(self.question.experts)

    @property
    def measure(self) -> Measure | None:
        """What one's own forecast is worth; None before there is an outcome."""
        return self._measure(self._vector)

    @property
    def class_measure(self) -> Measure | None:
        """What the class's middle forecast is worth."""
        return self._measure(None if isinstance(self.theirs, Hidden) else self.theirs)

    @property
    def expert_measure(self) -> Measure | None:
        """What the experts' mean forecast is worth."""
        return self._measure(self.experts)

    @property
    def judged(self) -> Judged | None:
        """One's own forecast as part of a track record; None where it is none."""
        return self._judged(self._vector)

    @cached_property
    def _vector(self) -> Vector | None:
        return vector_of(self.shape, self.counts.chances) if self.counts else None

    def _measure(self, vector: Vector | None) -> Measure | None:
        found = self._judged(vector)
        return found.measure if found else None

    def _judged(self, vector: Vector | None) -> Judged | None:
        if vector is None or not self.question.settlement.resolved:
            return None
        return Judged(self.shape, vector, self.question.settlement.outcome)

    def beside(self) -> tuple[Judged | None, Judged | None]:
        """The class's and the experts' forecast on a question one has a forecast on oneself."""
        if self.judged is None:
            return None, None
        theirs = None if isinstance(self.theirs, Hidden) else self.theirs
        return self._judged(theirs), self._judged(self.experts)


@dataclass(frozen=True)
class Beside:
    """One form of score over the same questions: one's own, the class's middle, the experts'."""

    mine: FormMean
    theirs: FormMean | None
    experts: FormMean | None


@dataclass(frozen=True)
class Forecasting:
    """What a person is asked to forecast, over all their classes.

    Attributes:
        url: the page with all of it.
        open: how many questions take a forecast now.
        unanswered: how many of them have none yet.
        closes_at: when the first of the open ones closes, or None.
    """

    url: str
    open: int
    unanswered: int
    closes_at: datetime | None


def asked_now(user: User) -> Forecasting | None:
    """Return what a person is asked to forecast now; None for who was never asked. One query."""
    own = Forecast.objects.filter(
        question=OuterRef("pk"), member__person=user, member__state="active", erased_at=None
    )
    asked = ForecastQuestion.objects.asked_of(user).with_decision().annotate(mine=Exists(own))
    rows = list(asked.values_list("closes_at", "decision", "mine"))
    if not rows:
        return None
    now = clock.now()
    open_ = [
        (closes_at, mine)
        for closes_at, decision, mine in rows
        if closes_at > now and decision in {None, EventKind.REOPENED}
    ]
    return Forecasting(
        url=reverse("forecasts"),
        open=len(open_),
        unanswered=sum(not mine for _closes_at, mine in open_),
        closes_at=min((closes_at for closes_at, _mine in open_), default=None),
    )


def lines_of(user: User, now: datetime, *, ref: str = "") -> list[Line]:
    """Return the questions that were put to a person, or the one called ``ref``.

    What closes first comes first. Four queries for any number.
    """
    questions = ForecastQuestion.objects.asked_of(user).prefetch_related("events")
    found = list((questions.filter(ref=ref) if ref else questions).order_by("closes_at", "pk"))
    members = Member.objects.filter(person=user, state="active").values_list("pk", "cohort_id")
    own = dict(members)
    made = _made(found, set(own.values()))
    return [_line(question, made[question.pk], frozenset(own), now) for question in found]


def history_of(question: ForecastQuestion, user: User) -> list[Forecast]:
    """Return every forecast a person gave on a question, oldest first; one query."""
    rows = Forecast.objects.filter(question=question, member__person=user, erased_at=None)
    return list(rows.order_by("made_at", "number"))


def _made(questions: Iterable[ForecastQuestion], cohorts: set[int]) -> dict[int, list[Forecast]]:
    rows = Forecast.objects.filter(
        question__in=[each.pk for each in questions], member__cohort__in=cohorts
    )
    made: dict[int, list[Forecast]] = defaultdict(list)
    for row in rows.order_by("pk"):
        made[row.question_id].append(row)
    return made


def _line(
    question: ForecastQuestion, made: Sequence[Forecast], own: frozenset[int], now: datetime
) -> Line:
    until = counts_until(question.settlement, question.closes_at)
    mine = [row for row in made if row.member_id in own]
    phase = question.phase(now)
    theirs = None
    if phase in SHOWN_TO_ALL:
        vectors = [
            vector_of(question.shape, held.chances) for held in _counting(made, until).values()
        ]
        theirs = middle_of(question.shape, vectors, Audience.STUDENT)
    return Line(question, phase, counting(mine, until), len(mine), theirs)


def _counting(made: Sequence[Forecast], until: datetime) -> dict[int, Forecast]:
    """Return the forecast that counts of each member who has one."""
    by_member: dict[int, list[Forecast]] = defaultdict(list)
    for row in made:
        by_member[row.member_id].append(row)
    found = {member: counting(rows, until) for member, rows in by_member.items()}
    return {member: held for member, held in found.items() if held is not None}


def record_of(lines: Iterable[Line]) -> Track:
    """Return the track record that lines add up to."""
    return track_of([line.judged for line in lines if line.judged])


def comparison_of(lines: Sequence[Line]) -> list[Beside]:
    """Return one's own mean scores beside the class's and the experts', form by form.

    Each comparison is over questions on which both are known, and only where that is all of them:
    a mean over other questions would compare luck.
    """
    judged = [line for line in lines if line.judged]
    found = []
    for mine in means_of([line.judged for line in judged if line.judged]):
        same = [line for line in judged if line.judged and line.judged.measure.form is mine.form]
        theirs, experts = (
            means_of([each for each in column if each])
            for column in zip(*(line.beside() for line in same), strict=True)
        )
        found.append(Beside(mine, _whole(theirs, mine), _whole(experts, mine)))
    return found


def _whole(means: tuple[FormMean, ...], mine: FormMean) -> FormMean | None:
    return next((each for each in means if each.n == mine.n), None)


# --- a question, and a class, as its instructor sees them ---------------------------------------
@dataclass(frozen=True)
class Held:
    """What one member holds about one question."""

    member: Member
    counts: Forecast | None
    versions: Sequence[Forecast]
    measure: Measure | None
    words: str


def held_by_all(question: ForecastQuestion, classes: CohortQuerySet) -> list[Held]:
    """Return what every member of some classes who answered holds, by class and code; one query."""
    rows = Forecast.objects.filter(question=question, member__cohort__in=classes)
    rows = rows.select_related("member__cohort")
    by_member: dict[int, list[Forecast]] = defaultdict(list)
    for row in rows.order_by("made_at", "number"):
        by_member[row.member_id].append(row)
    shape, settled = question.shape, question.settlement
    until = counts_until(settled, question.closes_at)
    found = []
    for versions in by_member.values():
        counts = counting(versions, until)
        vector = vector_of(shape, counts.chances) if counts else None
        measure = measured(shape, vector, settled.outcome) if vector and settled.resolved else None
        words = in_words(shape, vector) if vector else ""
        found.append(Held(versions[0].member, counts, versions, measure, words))
    return sorted(found, key=lambda each: (each.member.cohort.title, each.member.code))


@dataclass(frozen=True)
class Standing:
    """One member of a class: how much they forecast, and what it is worth so far."""

    member: Member
    answered: int
    track: Track


@dataclass(frozen=True)
class ClassRecord:
    """A class and its members over all resolved questions it was asked."""

    asked: int
    resolved: int
    members: Sequence[Standing]
    track: Track


def class_record(cohort: Cohort) -> ClassRecord:
    """Return the track records of a class, by code; four queries for any number."""
    asked = Asking.objects.filter(cohort=cohort).values("question")
    questions = {
        each.pk: each
        for each in ForecastQuestion.objects.filter(pk__in=asked).prefetch_related("events")
    }
    made = _made(questions.values(), {cohort.pk})
    judged: dict[int, list[Judged]] = defaultdict(list)
    answered: dict[int, int] = defaultdict(int)
    for pk, rows in made.items():
        question = questions[pk]
        until = counts_until(question.settlement, question.closes_at)
        shape, settled = question.shape, question.settlement
        for member, held in _counting(rows, until).items():
            answered[member] += 1
            if settled.resolved:
                vector = vector_of(shape, held.chances)
                judged[member].append(Judged(shape, vector, settled.outcome))
    members = Member.objects.filter(cohort=cohort).order_by("code")
    return ClassRecord(
        asked=len(questions),
        resolved=sum(each.settlement.resolved for each in questions.values()),
        members=[Standing(each, answered[each.pk], track_of(judged[each.pk])) for each in members],
        track=track_of([each for rows in judged.values() for each in rows]),
    )


# --- words ----------------------------------------------------------------------------------------
def words_of(shape: Shape, outcome: str) -> str:
    """Return an outcome in words; yes and no in the reader's language."""
    if shape.binary:
        return {YES: _("Yes"), NO: _("No")}[outcome]
    return outcome_text(shape, outcome)


def in_words(shape: Shape, vector: Vector) -> str:
    """Return a forecast in words: "30 % yes", or every outcome with its chance."""
    per_cent = [round(100 * each) for each in vector]
    if shape.binary:
        return _("%(chance)s %% yes") % {"chance": per_cent[0]}
    return named_chances(shape, dict(zip(shape.ids, per_cent, strict=True)))


def chances_by_id(shape: Shape, chances: Mapping[str, int]) -> list[tuple[str, str, int | None]]:
    """Return the fields of a forecast: id, words, and the chance so far."""
    texts = {each.id: each.text for each in shape.outcomes} or {YES: _("Yes")}
    return [(id_, text, chances.get(id_)) for id_, text in texts.items()]
