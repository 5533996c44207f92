"""Checks of the documents: are numbers without gaps, contents as written, files made, bills complete?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from courses.invoicing import checking
from courses.payment.doctor.finding import Finding, bad, ok, warn

MOST_TOLD = 5


def numbers(_now: datetime) -> Finding:
    """No number of a document is missing or doubled."""
    said = _told(checking.gaps())
    if said:
        return bad("document-numbers", said, _("Documents are never deleted; find out what did."))
    return ok("document-numbers", _("The numbers of the documents have no gap."))


def contents(_now: datetime) -> Finding:
    """The latest documents say what they said when they were written."""
    said = _told(checking.changed())
    if said:
        return bad("document-contents", said, _("Restore the rows from a backup."))
    return ok("document-contents", _("The documents say what they said when they were written."))


def files(_now: datetime) -> Finding:
    """Every document has its file, or is about to get it."""
    said = _told(checking.stuck())
    if said:
        return warn("document-files", said, _("Read the worker's log; mend what it names."))
    return ok("document-files", _("No file of a document is stuck."))


def particulars(_now: datetime) -> Finding:
    """What the organiser says of itself is enough for the bills it writes."""
    said = _told(checking.tax())
    if said:
        return warn("bills", said, _("Complete the organiser's particulars and the settings."))
    return ok("bills", _("The organiser's particulars are complete enough for its bills."))


def _told(sentences: Iterator[str]) -> str:
    found = list(sentences)
    told = " ".join(found[:MOST_TOLD])
    more = len(found) - MOST_TOLD
    return f"{told} {_('And %(more)s more.') % {'more': more}}" if more > 0 else told


CHECKS = (numbers, contents, files, particulars)
