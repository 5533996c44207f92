"""Deciding a question: it came out so, it does not count, or what was decided is taken back.

Decisions are only ever added. Each names how many there were when its page was made, so that of two
people who decide at once one is told.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.kit.wake import wake
from courseplatform.people import audit
from courseplatform.people.models import User
from exercises.calibration.models import ForecastQuestion, ForecastQuestionEvent
from exercises.calibration.settlement import EventKind
from exercises.kinds.forecast.score import outcomes_of

TOPIC = "forecasts"
SOURCE_MOST = 600
REASON_MOST = 600
QUOTE_MOST = 8000


def resolve(
    question: ForecastQuestion,
    actor: User,
    outcome: str,
    *,
    source: str,
    quote: str = "",
    known_at: datetime | None = None,
    reason: str = "",
    seen: int = 0,
) -> ForecastQuestionEvent:
    """Say how a question came out; again, with a reason, when that was wrong.

    Args:
        outcome: one of the question's outcomes; ``yes`` or ``no``.
        source: where it can be read: an address, or a note.
        quote: the words that say so, kept in case the source goes away.
        known_at: since when it was public, if that was before the question closed; forecasts made
            from then on do not count.
        reason: why it is decided anew; needed when something was decided before.
        seen: how many decisions there were on the page this comes from.

    Raises:
        Refusal: it is a draft, the outcome or the source is missing, a correction has no reason, or
            somebody else decided meanwhile.
    """
    if outcome not in outcomes_of(question.shape):
        raise Refusal(_("Choose how the question came out."), code="no-outcome")
    if not source.strip():
        raise Refusal(
            _("Say where the outcome can be read: an address, or a note on what you saw."),
            code="no-source",
        )
    if known_at is not None and known_at > clock.now():
        raise Refusal(
            _("The outcome cannot have become public in the future. Correct the time."),
            code="known-in-the-future",
        )
    event = ForecastQuestionEvent(
        kind=EventKind.RESOLVED,
        outcome=outcome,
        source=source.strip()[:SOURCE_MOST],
        quote=quote.strip()[:QUOTE_MOST],
        known_at=known_at,
        reason=reason.strip()[:REASON_MOST],
    )
    return _decide(question, actor, event, seen)


def void(
    question: ForecastQuestion, actor: User, *, reason: str, seen: int = 0
) -> ForecastQuestionEvent:
    """Say that a question does not count, and why.

    Raises:
        Refusal: it is a draft, the reason is missing, or somebody else decided meanwhile.
    """
    event = ForecastQuestionEvent(kind=EventKind.VOIDED, reason=reason.strip()[:REASON_MOST])
    return _decide(question, actor, event, seen)


def reopen(
    question: ForecastQuestion, actor: User, *, reason: str, seen: int
) -> ForecastQuestionEvent:
    """Take back what was decided; the question waits for its outcome again.

    Raises:
        Refusal: nothing was decided, the reason is missing, or somebody else decided meanwhile.
    """
    if not question.settlement.kind:
        raise Refusal(_("Nothing was decided about this question yet."), code="nothing-decided")
    event = ForecastQuestionEvent(kind=EventKind.REOPENED, reason=reason.strip()[:REASON_MOST])
    return _decide(question, actor, event, seen)


def _decide(
    question: ForecastQuestion, actor: User, event: ForecastQuestionEvent, seen: int
) -> ForecastQuestionEvent:
    if question.state != "open":
        raise Refusal(_("This question is still a draft. Open it first."), code="still-a-draft")
    if not event.reason and (event.kind != EventKind.RESOLVED or seen):
        raise Refusal(
            _("Say why. Those who gave a forecast read the reason in their letter."),
            code="no-reason",
        )
    event.question, event.actor, event.at = question, actor, clock.now()
    event.number = seen + 1
    try:
        with transaction.atomic():
            if question.events.count() != seen:
                raise _meanwhile()
            event.save(force_insert=True)
            audit.record(
                actor,
                f"forecast-question.{event.kind}",
                f"forecast-question:{question.ref}",
                number=event.number,
                outcome=event.outcome,
            )
    except IntegrityError:
        raise _meanwhile() from None
    question.__dict__.pop("settlement", None)
    wake(TOPIC)
    return event


def _meanwhile() -> Refusal:
    return Refusal(
        _(
            "Somebody decided about this question meanwhile. Reload its page, read what stands there, "
            "and decide again if it is wrong."
        ),
        code="decided-meanwhile",
    )
