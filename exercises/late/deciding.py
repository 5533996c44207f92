"""Deciding on late answers: all of one attempt at once. Taken, they are an attempt of their own."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.letters.writing import write
from courseplatform.people import audit
from courseplatform.people.models import User
from exercises.late.models import LateAnswer
from exercises.work.handing_in import close, locked
from exercises.work.models import Attempt, Response


@transaction.atomic
def take(attempt: Attempt, *, by: User) -> Attempt:
    """Let the late answers to an attempt count: beside it stands one that holds them.

    What was handed in stays as it is, with its receipt. The new attempt is handed in as of when the
    last of them was sent; which of the two counts, the rules say.

    Raises:
        Refusal: somebody decided already, or the person works on another attempt now.
    """
    locked(attempt)
    waiting = _waiting(attempt)
    newest = attempt.allotment.attempts.order_by("-number")[0]
    if newest.state == "open":
        raise Refusal(
            _("This person works on the next attempt now. Decide when it is handed in."),
            code="next-attempt-open",
        )
    late = {each.response_id: each for each in waiting}
    made = Attempt.objects.create(
        allotment=attempt.allotment, number=newest.number + 1, started_at=attempt.started_at
    )
    Response.objects.bulk_create(
        _beside(made, row, late.get(row.pk)) for row in attempt.responses.order_by("id")
    )
    made.allotment = attempt.allotment
    close(made, at=max(each.sent_at for each in waiting))
    _settle(waiting, "taken", by, became=made)
    _tell(attempt, "taken", by)
    return made


@transaction.atomic
def decline(attempt: Attempt, *, by: User) -> None:
    """Leave what was handed in as the only one.

    Raises:
        Refusal: somebody decided already.
    """
    locked(attempt)
    _settle(_waiting(attempt), "declined", by)
    _tell(attempt, "declined", by)


def _waiting(attempt: Attempt) -> Sequence[LateAnswer]:
    rows = LateAnswer.objects.filter(response__attempt=attempt, state="sent")
    found = list(rows.select_for_update().order_by("id"))
    if not found:
        raise Refusal(
            _("Somebody has decided on this already. Look at the page again."), code="late-decided"
        )
    return found


def _beside(made: Attempt, row: Response, late: LateAnswer | None) -> Response:
    source = late or row
    return Response(
        attempt=made,
        task_id=row.task_id,
        data=source.data,
        schema=source.schema,
        revision=1 if late or row.revision else 0,
        saved_at=late.sent_at if late else row.saved_at,
    )


def _settle(
    waiting: Sequence[LateAnswer], state: str, by: User, became: Attempt | None = None
) -> None:
    LateAnswer.objects.filter(pk__in=[each.pk for each in waiting]).update(
        state=state, decided_by_person=by, decided_at=clock.now(), became=became
    )


def _tell(attempt: Attempt, state: str, by: User) -> None:
    audit.record(by, f"late-answers.{state}", f"attempt:{attempt.ref}")
    allotment = attempt.allotment
    write(
        f"late-answers:{attempt.ref}:{clock.now():%Y%m%dT%H%M%S}",
        "late_answers_decided",
        to=allotment.member.person,
        context={
            "exercise": allotment.version.title,
            "taken": state == "taken",
            "path": reverse("exercise", args=[allotment.ref]),
        },
    )
