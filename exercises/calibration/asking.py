"""Writing a question, opening it, and putting it to classes.

Everything a forecaster must know before the first forecast is fixed when the question opens: source,
deadline, void rule. What was wrong with an open question is mended by voiding it and asking anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from courseplatform.kit import clock, moves, walltime
from courseplatform.kit.refusals import Refusal
from courseplatform.kit.wake import wake
from courseplatform.people import audit
from courseplatform.people.models import User
from exercises.authoring.models import Task
from exercises.authoring.tasks import key_of, open_task
from exercises.calibration.models import Asking, ForecastQuestion
from exercises.cohorts.models import INSTRUCTORS, Assignment, Cohort
from exercises.kinds.forecast.types import Outcome, complete
from exercises.kinds.forecast.types import Question as Shape
from exercises.kinds.shape import ShapeError
from exercises.work.handing_in import HANDED_IN

KIND = "forecast"
MOST_EXPERTS = 12


@dataclass(frozen=True)
class Terms:
    """What a question says.

    Attributes:
        text: what is asked.
        settled_by: which source settles it, and how.
        void_rule: when it does not count.
        zone: the zone of both wall times.
        closes_local: until then forecasts are taken.
        resolves_local: by then the outcome should be known; the owner is reminded.
        outcomes: ways it may come out; empty for yes or no.
        ordered: whether they have an order, so that a near miss costs less.
        mark: such as "Exercise material, invented for training".
        experts: a list of whole per cents for each expert, in the order of the outcomes.
    """

    text: str
    settled_by: str
    void_rule: str
    zone: str
    closes_local: datetime
    resolves_local: datetime
    outcomes: tuple[Outcome, ...] = ()
    ordered: bool = False
    mark: str = ""
    experts: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True)
class Asked:
    """A question as a task of an exercise asks it: where it stands, and what it says there."""

    cohort: Cohort
    task: Task
    local_id: str
    shape: Shape
    experts: tuple[tuple[int, ...], ...]


def write_question(terms: Terms, owner: User) -> ForecastQuestion:
    """Return a new question, still a draft.

    Raises:
        Refusal: dates, zone, outcomes or experts do not fit together.
    """
    return ForecastQuestion.objects.create(owner=owner, created_at=clock.now(), **_columns(terms))


def rewrite(question: ForecastQuestion, terms: Terms) -> None:
    """Change a draft.

    Raises:
        Refusal: it is open already, or the terms do not fit together.
    """
    columns = _columns(terms)
    if not moves.swap(question, {"state": "draft"}, **columns):
        raise _is_open()


def open_question(question: ForecastQuestion, actor: User) -> None:
    """Open a draft: from now on its terms stand and forecasts are taken.

    Raises:
        Refusal: it is open already, or it would close before anybody could answer.
    """
    now = clock.now()
    if question.closes_at <= now:
        raise Refusal(
            _("This question closes in the past. Give it a later deadline, then open it."),
            code="closes-in-the-past",
        )
    with transaction.atomic():
        if not moves.try_move(question, "draft", "open", opened_at=now):
            raise _is_open()
        audit.record(actor, "forecast-question.opened", f"forecast-question:{question.ref}")


def put_to(
    question: ForecastQuestion,
    cohort: Cohort,
    actor: User,
    *,
    task: Task | None = None,
    local_id: str = "",
) -> Asking:
    """Put an open question to a class; doing it again changes nothing.

    Args:
        task, local_id: the task and the id of the question in it, where an exercise asks it: what
            students hand in there becomes their first forecast.

    Raises:
        Refusal: the question is not open, or ``actor`` does not teach the class, or the task's
            question is opened for the class already.
    """
    if question.state != "open":
        raise Refusal(_("Open the question before you put it to a class."), code="still-a-draft")
    if not Cohort.objects.staffed_by(actor, *INSTRUCTORS).filter(pk=cohort.pk).exists():
        raise Refusal(
            _("Only those who teach a class put questions to it. Choose a class of your own."),
            code="not-your-class",
        )
    try:
        with transaction.atomic():
            asking, created = Asking.objects.get_or_create(
                question=question,
                cohort=cohort,
                defaults={"task": task, "local_id": local_id, "asked_at": clock.now()},
            )
    except IntegrityError:
        raise Refusal(
            _(
                "This question of the task is open for the class already. Look for it in the list of "
                "open questions."
            ),
            code="opened-already",
        ) from None
    if created:
        audit.record(
            actor,
            "forecast-question.asked",
            f"forecast-question:{question.ref}",
            cohort=cohort.ref,
            task=local_id,
        )
        wake(HANDED_IN)
    return asking


@transaction.atomic
def open_from_task(terms: Terms, asked: Asked, actor: User) -> ForecastQuestion:
    """Open a question that a task asks, for its class: written, opened and put in one act.

    A question that says the same, outcomes and dates included, and is open still is put to the
    class as well instead of being doubled: the same question has one outcome.

    Raises:
        Refusal: as the three acts do.
    """
    columns = _columns(terms)
    names = ("text", "settled_by", "void_rule", "outcomes", "ordered", "closes_at", "resolves_at")
    same = ForecastQuestion.objects.filter(state="open", **{name: columns[name] for name in names})
    question = same.visible_to(actor).order_by("pk").first()
    if question is None:
        question = write_question(terms, actor)
        open_question(question, actor)
    put_to(question, asked.cohort, actor, task=asked.task, local_id=asked.local_id)
    return question


def unopened(user: User) -> list[Asked]:
    """Return the questions that tasks ask in classes of ``user`` and nobody has opened yet.

    Four queries for any number.
    """
    assignments = list(
        Assignment.objects.filter(cohort__in=Cohort.objects.staffed_by(user, *INSTRUCTORS))
        .select_related("cohort")
        .order_by("cohort__title", "pk")
    )
    versions = {each.version_id for each in assignments}
    tasks: dict[int, list[Task]] = {}
    for task in Task.objects.filter(version__in=versions, kind=KIND).select_related("version"):
        tasks.setdefault(task.version_id, []).append(task)
    opened = set(
        Asking.objects.filter(cohort__in={each.cohort_id for each in assignments})
        .exclude(task=None)
        .values_list("cohort_id", "task_id", "local_id")
    )
    return [
        Asked(assignment.cohort, task, shape.id, shape, ())
        for assignment in assignments
        for task in tasks.get(assignment.version_id, ())
        for shape in open_task(task).brief.questions
        if (assignment.cohort_id, task.pk, shape.id) not in opened
    ]


def asked_in(user: User, cohort_ref: str, task_pk: int, local_id: str) -> Asked | None:
    """Return one question of a task in a class that ``user`` teaches, with the key's reference."""
    cohort = Cohort.objects.staffed_by(user, *INSTRUCTORS).filter(ref=cohort_ref).first()
    task = Task.objects.filter(pk=task_pk, kind=KIND).select_related("version__edition").first()
    if cohort is None or task is None:
        return None
    if not Assignment.objects.filter(cohort=cohort, version=task.version_id).exists():
        return None
    shape = next((each for each in open_task(task).brief.questions if each.id == local_id), None)
    if shape is None:
        return None
    reference = key_of(task).reference.get(local_id)
    return Asked(cohort, task, local_id, shape, (tuple(reference),) if reference else ())


def rederive(now: datetime) -> int:
    """Recompute the instants of open questions after a change of zone data; return how many moved."""
    moved = 0
    for question in ForecastQuestion.objects.filter(resolves_at__gt=now):
        try:
            fields = _instants(question.closes_local, question.resolves_local, question.zone)
        except Refusal:  # the hour has ceased to exist; the instants stay where they were
            continue
        old = {"closes_at": question.closes_at, "resolves_at": question.resolves_at}
        if fields != old:
            moved += moves.swap(question, old, **fields)
    return moved


def _columns(terms: Terms) -> Mapping[str, object]:
    if not walltime.is_zone(terms.zone):
        raise Refusal(
            _("“%(zone)s” is not a time zone. Write it like Europe/Kyiv.") % {"zone": terms.zone},
            code="unknown-zone",
        )
    if terms.resolves_local < terms.closes_local:
        raise Refusal(
            _("A question closes before its outcome is due. Put the dates in order."),
            code="dates-out-of-order",
        )
    shape = _shape(terms)
    for expert in terms.experts:
        if len(expert) != len(shape.ids) or not complete(
            shape, dict(zip(shape.ids, expert, strict=True))
        ):
            raise Refusal(
                _(
                    "Each expert gives one number from 1 to 99 for a yes-or-no question, else one for "
                    "each outcome, adding up to 100."
                ),
                code="experts-do-not-fit",
            )
    return {
        "text": terms.text,
        "settled_by": terms.settled_by,
        "void_rule": terms.void_rule,
        "outcomes": [{"id": each.id, "text": each.text} for each in terms.outcomes],
        "ordered": terms.ordered and bool(terms.outcomes),
        "mark": terms.mark,
        "experts": [list(expert) for expert in terms.experts],
        "zone": terms.zone,
        "closes_local": terms.closes_local,
        "resolves_local": terms.resolves_local,
        **_instants(terms.closes_local, terms.resolves_local, terms.zone),
    }


def _shape(terms: Terms) -> Shape:
    try:
        return Shape("Q", terms.text, terms.settled_by, "–", terms.void_rule, terms.outcomes)
    except ShapeError as error:
        raise Refusal(error.sentence, code="outcomes-do-not-fit") from None


def _instants(closes_local: datetime, resolves_local: datetime, zone: str) -> dict[str, datetime]:
    return {
        "closes_at": walltime.to_instant(closes_local, zone),
        "resolves_at": walltime.to_instant(resolves_local, zone),
    }


def _is_open() -> Refusal:
    return Refusal(
        _(
            "This question is open, so its terms stand. Void it with a reason and ask anew if they "
            "were wrong."
        ),
        code="terms-stand",
    )


def outcomes_from(texts: Sequence[str]) -> tuple[Outcome, ...]:
    """Return outcomes with ids of their own from their texts, in order."""
    return tuple(Outcome(f"o{place}", text) for place, text in enumerate(texts, start=1))
