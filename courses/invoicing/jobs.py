"""The sweep of invoicing."""

from __future__ import annotations

from courseplatform.kit.sweeps import sweep
from courses.invoicing import printing


@sweep("invoicing.pdf", topics=("documents",), every=60)
def print_missing() -> int:
    """Make missing PDFs."""
    return printing.print_missing()
