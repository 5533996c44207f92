"""Beginning a re-scoring, deciding on its list, or dropping it."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from courseplatform.kit import clock, moves
from courseplatform.kit.refusals import Refusal
from courseplatform.kit.wake import wake
from courseplatform.people import audit
from courseplatform.people.models import User
from exercises.authoring import keys
from exercises.authoring.models import KeyCorrection, Task
from exercises.cohorts.models import Assignment
from exercises.rescoring.models import Rescoring

TOPIC = "rescoring"
LONGEST_REASON = 300


def begin(
    assignment: Assignment, task: Task, *, by: User, correction: KeyCorrection | None = None
) -> Rescoring:
    """Begin a dry run over one task of a class; the one under way where there is one.

    Raises:
        Refusal: one with another key is under way.
    """
    try:
        with transaction.atomic():
            made = Rescoring.objects.create(
                assignment=assignment,
                task=task,
                correction=correction,
                begun_by=by,
                begun_at=clock.now(),
            )
    except IntegrityError:
        under_way = Rescoring.objects.exclude(state__in=["done", "dropped"])
        known = under_way.get(assignment=assignment, task=task)
        if known.correction_id != (correction.pk if correction else None):
            raise Refusal(
                _("A list for this task is open already. Decide on that one, or drop it, first."),
                code="rescoring-under-way",
            ) from None
        return known
    wake(TOPIC)
    return made


@transaction.atomic
def decide(rescoring: Rescoring, *, reason: str, tell: bool, by: User) -> None:
    """Apply the list from now on; a corrected key is in force with it.

    Args:
        rescoring: whose list is complete.
        reason: why; it stands in the letters, and in the list of what was done.
        tell: whether who moves is told by letter.
        by: who decides.

    Raises:
        Refusal: there is no reason, or it is not the list's turn.
    """
    words = " ".join(reason.replace("\x00", "").split())[:LONGEST_REASON]
    if not words:
        raise Refusal(_("Say why; the students who move read it."), code="no-reason")
    moves.move(
        rescoring,
        "listed",
        "running",
        otherwise=_("This list is not complete yet, or was decided on. Look at the page again."),
        code="not-listed",
        reason=words,
        tell=tell,
        decided_by=by,
        decided_at=clock.now(),
    )
    if rescoring.correction is not None:
        keys.put_in_force(rescoring.correction)
    audit.record(
        by,
        "rescoring.decided",
        f"rescoring:{rescoring.ref}",
        key=rescoring.correction.number if rescoring.correction else None,
        told=tell,
    )
    wake(TOPIC)


@transaction.atomic
def drop(rescoring: Rescoring, *, by: User) -> None:
    """Give the list up; nothing has moved.

    Raises:
        Refusal: it was decided on already.
    """
    moves.move(
        rescoring,
        ("listing", "listed"),
        "dropped",
        otherwise=_("This list was decided on already, so it cannot be dropped."),
        code="rescoring-decided",
    )
    if rescoring.correction is not None:
        keys.drop(rescoring.correction)
    audit.record(by, "rescoring.dropped", f"rescoring:{rescoring.ref}")
