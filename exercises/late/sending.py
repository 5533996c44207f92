"""Sending what came too late: once for each task, within two days, where the rules allow it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from exercises.late.models import LateAnswer
from exercises.work.late import takes_late_answers
from exercises.work.models import Attempt
from exercises.work.sheets import Step

LONGEST_SENTENCE = 500


def check(attempt: Attempt, step: Step, answer: Any) -> None:
    """Refuse what cannot be sent.

    Raises:
        Refusal: the rules or the time do not allow it, it is what was handed in, or one was sent.
    """
    if not takes_late_answers(attempt):
        raise Refusal(
            _(
                "This can no longer be sent. Copy your text, and ask your instructor from the page of "
                "the exercise."
            ),
            code="late-not-taken",
        )
    if LateAnswer.objects.filter(response=step.response).exists():
        raise Refusal(
            _("You have sent a late answer to this task already; your instructor has it."),
            code="late-sent-before",
        )
    if answer == step.answer:
        raise Refusal(
            _("This is what was handed in for this task, so there is nothing to send."),
            code="late-same",
        )


def send(
    attempt: Attempt, step: Step, answer: Any, *, sentence: str, typed_at: datetime | None
) -> LateAnswer:
    """Keep an answer that came after the clock had handed in, for an instructor to decide on.

    Args:
        attempt: handed in by the clock.
        step: the task with the answer that was handed in.
        answer: the answer that came too late.
        sentence: what the person says about it.
        typed_at: when, by their device's own clock.

    Raises:
        Refusal: the rules or the time do not allow it, it is what was handed in, or one was sent.
    """
    check(attempt, step, answer)
    kind = step.task.kind
    try:
        with transaction.atomic():
            return LateAnswer.objects.create(
                response=step.response,
                data=kind.to_json(answer),
                schema=kind.schema,
                sentence=sentence.replace("\x00", "").strip()[:LONGEST_SENTENCE],
                typed_at=typed_at,
                sent_at=clock.now(),
            )
    except IntegrityError:  # pressed twice
        return LateAnswer.objects.get(response=step.response)
