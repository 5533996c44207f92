"""More time for one person: the row, its order, and taking it back.

``work.extending`` is the act, which also looks at what was handed in already; call that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.people import audit
from courseplatform.people.models import User
from exercises.cohorts.allotting import check_answers_hidden
from exercises.cohorts.dates import Phase, Window
from exercises.cohorts.models import Allotment, Assignment, Extension, Member
from exercises.cohorts.models.allowances import LONGEST_REASON
from exercises.cohorts.rules import MOST_ATTEMPTS


@dataclass(frozen=True)
class More:
    """What an extension gives; an empty date stays as it was.

    Attributes:
        due_at, closes_at: the later dates (UTC).
        attempts: how many attempts come on top of the rules'.
        reason: for the desk and the person; never for markers.
    """

    due_at: datetime | None = None
    closes_at: datetime | None = None
    attempts: int = 0
    reason: str = ""


@transaction.atomic
def grant(allotment: Allotment, more: More, *, by: User) -> Extension:
    """Give one person more; what was given before is replaced by it.

    Raises:
        Refusal: it gives nothing new, takes something away, is for oneself, or the model answers
            are shown.
    """
    check_not_oneself(allotment.member, by)
    # Whoever shows model answers holds the class's row, whoever grants or hands in the person's:
    # the second waits and looks again. Everybody takes them in this order.
    if allotment.assignment_id:
        assignments = Assignment.objects.select_for_update(no_key=True)
        check_answers_hidden(assignments.get(pk=allotment.assignment_id))
    hold(allotment.pk)
    allotment = Allotment.objects.dated().get(pk=allotment.pk)
    _check_gives_more(allotment, more)
    now = clock.now()
    standing = Extension.objects.filter(allotment=allotment, state="granted")
    standing.update(state="replaced", ended_at=now, ended_by=by)
    extension = Extension.objects.create(
        allotment=allotment,
        due_at=more.due_at,
        closes_at=more.closes_at,
        attempts=more.attempts,
        reason=more.reason.replace("\x00", "").strip()[:LONGEST_REASON],
        granted_by=by,
        granted_at=now,
    )
    audit.record(
        by,
        "extension.granted",
        f"allotment:{allotment.ref}",
        due_at=more.due_at.isoformat() if more.due_at else None,
        closes_at=more.closes_at.isoformat() if more.closes_at else None,
        attempts=more.attempts,
    )
    return extension


def hold(allotment_id: int) -> None:
    """Hold what a person was given until the transaction ends, and count a change of it."""
    Allotment.objects.filter(pk=allotment_id).change()


@transaction.atomic
def revoke(extension: Extension, *, by: User) -> None:
    """Take an extension back: the dates of the class hold again.

    Raises:
        Refusal: it does not stand any more.
    """
    hold(extension.allotment_id)
    ended = Extension.objects.filter(pk=extension.pk, state="granted").update(
        state="revoked", ended_at=clock.now(), ended_by=by
    )
    if not ended:
        raise Refusal(
            _("This extension was replaced or taken back already. Look at the page again."),
            code="extension-ended",
        )
    audit.record(by, "extension.revoked", f"allotment:{extension.allotment.ref}")


def check_not_oneself(member: Member, by: User) -> None:
    """Refuse what somebody would give to themselves.

    Raises:
        Refusal: they are the member.
    """
    if member.person_id == by.pk:
        raise Refusal(
            _("Nobody gives themselves more time. Ask another instructor, or the coordinator."),
            code="own-time",
        )


def _check_gives_more(allotment: Allotment, more: More) -> None:
    if not 0 <= more.attempts <= MOST_ATTEMPTS:
        raise Refusal(_("Give up to 20 attempts more."), code="extension-too-many")
    if more.due_at and more.closes_at and more.closes_at < more.due_at:
        raise Refusal(
            _("An exercise is due first and closes last. Put the two dates in order."),
            code="dates-out-of-order",
        )
    now_holds, would_hold = allotment.window, allotment.window_with(more.due_at, more.closes_at)
    fewer = more.attempts < allotment.extra_attempts
    if fewer or _ends_earlier(now_holds, would_hold):
        raise _not_later()
    if (now_holds, allotment.extra_attempts) == (would_hold, more.attempts):
        raise _not_later()
    if more.attempts and would_hold.phase(clock.now()) is Phase.CLOSED:
        raise Refusal(
            _(
                "The exercise has closed for this person, so another attempt could not be begun. "
                "Choose a later end as well."
            ),
            code="extension-of-the-closed",
        )


def _ends_earlier(now_holds: Window, would_hold: Window) -> bool:
    """Tell whether a date that holds now would be lost."""
    pairs = (
        (now_holds.due_at, would_hold.due_at),
        (now_holds.closes_at, would_hold.closes_at),
    )
    return any(old is not None and new is not None and new < old for old, new in pairs)


def _not_later() -> Refusal:
    return Refusal(
        _(
            "An extension must end later than the date that holds now, or give an attempt. Choose "
            "a later date, or take the extension that stands back first."
        ),
        code="extension-not-later",
    )
