"""A letter to exactly the people of a list: checked, filled for each, sent once for one press."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from courseplatform.kit import clock, wording
from courseplatform.kit.refusals import Refusal
from courseplatform.letters.stopping import stopped_among
from courseplatform.letters.writing import Draft, write_all
from courseplatform.people import audit
from courseplatform.people.models import User
from exercises.cohorts.models import Assignment
from exercises.supervision.lists import Line
from exercises.supervision.models import CohortLetter, CohortLetterReader
from exercises.supervision.placeholders import IN_SUBJECT, IN_TEXT, Place, fill, unknown
from exercises.supervision.stages import Filter

LONGEST_SUBJECT = 150
LONGEST_TEXT = 6000
TEMPLATE = "cohort_letter"


def check(subject: str, text: str) -> None:
    """Refuse a letter that nobody could read.

    Raises:
        Refusal: a part is empty or too long, or holds a word in braces that is not on the list.
    """
    if not subject.strip() or not text.strip():
        raise Refusal(_("A letter has a subject and a text. Write both."), code="empty-letter")
    if len(subject) > LONGEST_SUBJECT or len(text) > LONGEST_TEXT:
        raise Refusal(
            _("A subject has 150 characters at most, a text 6000. Shorten it."), code="long-letter"
        )
    strange = unknown(subject, IN_SUBJECT)
    if strange:
        raise Refusal(
            _("The subject cannot hold {%(word)s}. It takes %(known)s.")
            % {"word": strange[0], "known": _listed(IN_SUBJECT)},
            code="unknown-place",
        )
    strange = unknown(text, IN_TEXT)
    if strange:
        raise Refusal(
            _("Nothing is known that could stand for {%(word)s}. The text takes %(known)s.")
            % {"word": strange[0], "known": _listed(IN_TEXT)},
            code="unknown-place",
        )


def values_for(line: Line, assignment: Assignment, *, name: str = "") -> dict[Place, str]:
    """Return what stands for each word in braces in one reader's letter.

    ``name`` stands in for the reader's own where the writer must not see it.
    """
    zone = assignment.cohort.zone
    window = line.window
    path = reverse("exercise", args=[line.allotment.ref])
    return {
        Place.NAME: name or line.member.person.called,
        Place.ALIAS: line.member.code,
        Place.EXERCISE: assignment.version.title,
        Place.COHORT: assignment.cohort.title,
        Place.DUE: _when(window.due_at, zone),
        Place.CLOSES: _when(window.closes_at, zone),
        Place.LINK: f"{settings.SITE_URL}{path}",
    }


def send(
    assignment: Assignment,
    *,
    ref: str,
    subject: str,
    text: str,
    lines: Sequence[Line],
    wanted: Filter,
    by: User,
) -> CohortLetter:
    """Write a letter to each of ``lines``; a second press of the same preview writes nothing.

    Who has moved on from the list since it was shown gets none: nobody is chased who has handed in.

    Args:
        assignment: the exercise it is about, with cohort and version joined.
        ref: the preview's own reference.
        subject, text: with words in braces.
        lines: who was chosen.
        wanted: the list they were chosen from.
        by: who writes.

    Raises:
        Refusal: the letter cannot be read, or nobody was chosen.
    """
    check(subject, text)
    if not lines:
        raise Refusal(_("Nobody is chosen. Tick the people it is for."), code="nobody-chosen")
    try:
        with transaction.atomic():
            letter = CohortLetter.objects.create(
                ref=ref,
                assignment=assignment,
                subject=subject.strip(),
                text=text.strip(),
                shown=wanted,
                written_by=by,
                written_at=clock.now(),
            )
            _write(letter, assignment, lines, wanted)
            audit.record(by, "cohort.written-to", f"letter:{letter.ref}", readers=len(lines))
    except IntegrityError:  # the same preview was sent before
        return CohortLetter.objects.get(ref=ref)
    return letter


def _write(
    letter: CohortLetter, assignment: Assignment, lines: Sequence[Line], wanted: Filter
) -> None:
    now = clock.now()
    stopped = stopped_among(
        (TEMPLATE, line.member.person_id, line.member.person.email or "") for line in lines
    )
    drafts, readers = [], []
    for line in lines:
        person = line.member.person
        outcome = "written"
        if not line.facts.fits(wanted, now):
            outcome = "moved-on"
        elif not person.email:
            outcome = "no-address"
        elif (TEMPLATE, person.pk, person.email) in stopped:
            outcome = "stopped"
        else:
            drafts.append(_draft(letter, assignment, line))
        readers.append(CohortLetterReader(letter=letter, member=line.member, outcome=outcome))
    CohortLetterReader.objects.bulk_create(readers)
    write_all(drafts)


def _draft(letter: CohortLetter, assignment: Assignment, line: Line) -> Draft:
    values = values_for(line, assignment)
    return Draft(
        f"cohort-letter:{letter.ref}:{line.member.ref}",
        TEMPLATE,
        to=line.member.person,
        context={
            "subject": fill(letter.subject, values),
            "text": fill(letter.text, values),
            "cohort": assignment.cohort.title,
            "path": reverse("exercise", args=[line.allotment.ref]),
        },
        stoppable=True,
    )


def _when(instant: datetime | None, zone: str) -> str:
    if instant is None:
        return _("no date")
    return f"{wording.span(instant, None, zone)} {wording.zone_name(zone)}"


def _listed(places: frozenset[Place]) -> str:
    return ", ".join(f"{{{place.value}}}" for place in Place if place in places)
