"""Writing to exactly those whom a corrected edition touches."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.letters.writing import Draft, write_all
from courseplatform.people import audit
from courseplatform.people.models import User
from exercises.cases.models import CaseEdition
from exercises.cohorts.models import Member
from exercises.corrections.models import EditionNotice
from exercises.corrections.touched import Touched, reach_of

MOST_TEXT = 4000


def write_notice(
    edition: CaseEdition, member_refs: Collection[str], text: str, token: str, *, by: User
) -> int:
    """Write to members whose work ``edition`` touches; return to how many.

    Args:
        edition: the corrected edition.
        member_refs: whom to write to; who is not touched, or not of the author's cohorts, is left out.
        text: what to say, as plain text.
        token: comes with the form; a second press with the same one writes nothing.
        by: the instructor.

    Raises:
        Refusal: there is nothing to say, or nobody to say it to.
    """
    words = text.strip()
    if not words or len(words) > MOST_TEXT:
        raise Refusal(
            _("Write what they should know, in at most %(most)s characters.") % {"most": MOST_TEXT},
            code="no-text",
        )
    touched: dict[str, Touched] = {}
    for each in reach_of(edition, by).attempts:
        touched[each.attempt.allotment.member.ref] = each
    chosen = [touched[ref] for ref in dict.fromkeys(member_refs) if ref in touched]
    if not chosen:
        raise Refusal(_("Choose at least one person to write to."), code="nobody-chosen")
    try:
        with transaction.atomic():
            return _write(edition, chosen, words, token, by)
    except IntegrityError:
        if EditionNotice.objects.filter(token=token).exists():
            return 0
        raise


def _write(edition: CaseEdition, chosen: Sequence[Touched], text: str, token: str, by: User) -> int:
    notice = EditionNotice.objects.create(
        edition=edition, text=text, token=token, written_by=by, written_at=clock.now()
    )
    members = [each.attempt.allotment.member for each in chosen]
    notice.readers.set(members)
    people = dict(
        Member.objects.filter(pk__in=[member.pk for member in members]).values_list("pk", "person")
    )
    readers = User.objects.in_bulk(people.values())
    write_all(
        [
            _letter(notice, each, readers[people[each.attempt.allotment.member_id]])
            for each in chosen
        ]
    )
    audit.record(by, "edition.noticed", f"edition:{edition.ref}", readers=len(chosen))
    return len(chosen)


def _letter(notice: EditionNotice, touched: Touched, person: User) -> Draft:
    allotment = touched.attempt.allotment
    return Draft(
        key=f"edition-notice:{notice.ref}:{allotment.member.ref}",
        template="case_corrected",
        to=person,
        context={
            "case": notice.edition.title,
            "exercise": allotment.version.title,
            "text": notice.text,
            "handed_in": touched.attempt.state == "handed_in",
            "path": reverse("exercise", args=[allotment.ref]),
        },
    )
