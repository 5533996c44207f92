"""Being forgotten: asked for, thought over for a week, done in one transaction."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from courseplatform.kit import clock, moves
from courseplatform.kit.refusals import Refusal
from courseplatform.letters.writing import write
from courseplatform.people import audit
from courseplatform.people.models import DataExport, Erasure, User
from courseplatform.privacy.collecting import parts
from courseplatform.privacy.exporting import private_storage

log = logging.getLogger(__name__)
TIME_TO_THINK = timedelta(days=7)


def blockers(person: User) -> list[str]:
    """Return what must end before this person can be erased, one sentence each."""
    return [sentence for part in parts() for sentence in part.blockers(person)]


def request_erasure(person: User) -> Erasure:
    """Plan to forget the person in seven days, and say so by letter.

    Raises:
        Refusal: something must end first, or it is planned already.
    """
    standing = blockers(person)
    if standing:
        raise Refusal(" ".join(standing), code="blocked")
    now = clock.now()
    try:
        with transaction.atomic():
            planned = Erasure.objects.create(
                person=person, requested_at=now, due_at=now + TIME_TO_THINK
            )
            write(
                f"erasure-planned:{planned.ref}",
                "erasure-planned",
                to=person,
                context={"due_at": planned.due_at.isoformat()},
            )
            audit.record(person, "erasure.planned", f"person:{person.ref}")
    except IntegrityError as error:
        raise Refusal(
            _("Your account is to be erased already. You can still take that back."), code="planned"
        ) from error
    return planned


def withdraw(person: User) -> None:
    """Take the wish back.

    Raises:
        Refusal: nothing is planned (any more).
    """
    planned = Erasure.objects.filter(person=person, state="planned").first()
    with transaction.atomic():
        if planned is None or not moves.try_move(
            planned, "planned", "withdrawn", settled_at=clock.now()
        ):
            raise Refusal(_("Nothing is to be erased. Your account stays."), code="not-planned")
        audit.record(person, "erasure.withdrawn", f"person:{person.ref}")


def erase_due() -> int:
    """Erase those whose week is over; one that is blocked waits. Return how many were erased."""
    due = Erasure.objects.filter(state="planned", due_at__lte=clock.now())
    done = 0
    for planned in due.select_related("person").order_by("due_at")[:50]:
        try:
            done += erase(planned)
        except Exception:
            log.exception("Erasure %s failed; nothing of it was done.", planned.ref)
    return done


def erase(planned: Erasure) -> bool:
    """Forget one person, all or nothing; tell whether it was done.

    High rooms go first, the account itself last, since rooms may find their rows by its address.
    """
    person = planned.person
    if blockers(person):
        return False
    files = list(DataExport.objects.filter(person=person).values_list("file", flat=True))
    now = clock.now()
    with transaction.atomic():
        stayed = [line for part in reversed(parts()) for line in part.erase(person, now)]
        if not moves.try_move(planned, "planned", "done", settled_at=now, stayed=stayed):
            transaction.set_rollback(True)
            return False
        audit.record(None, "erasure.done", f"person:{person.ref}")
    for name in filter(None, files):
        private_storage().delete(name)
    return True
