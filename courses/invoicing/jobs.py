"""Sweeps of invoicing: what is missing is written, and what is written is printed."""

from __future__ import annotations

from courseplatform.kit.sweeps import sweep
from courses.enrolment.places import TOPIC as PLACES
from courses.invoicing import following, printing
from courses.invoicing.numbering import TOPIC
from courses.orders.giving import TOPIC as TRANSFERS
from courses.orders.owing import TOPIC as REFUNDS


@sweep("invoicing.following", topics=(PLACES, REFUNDS, TRANSFERS), every=60)
def write_missing() -> int:
    """Write the documents that follow from what staff did."""
    return following.write_missing()


@sweep("invoicing.pdf", topics=(TOPIC,), every=60)
def print_missing() -> int:
    """Make missing PDFs, and the letters they go out with."""
    return printing.print_missing()
