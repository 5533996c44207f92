"""What follows from what people of the demo do: the sweeps, without a worker, at the pinned instant."""

from __future__ import annotations

from courseplatform.kit import sweeps

# What asks the provider for lists finds nothing here; PDFs are made when the site runs.
LEFT_OUT = frozenset({"payment.events", "payment.books", "payment.look", "invoicing.pdf"})
REMINDING = ("reminders.plan", "reminders.dispatch", "letters.dispatch")


def settle() -> None:
    """Let everything follow until nothing changes any more."""
    sweeps.settle(skip=LEFT_OUT)


def run(names: tuple[str, ...]) -> None:
    """Let only these sweeps run, each until it finds nothing more."""
    for name in names:
        while sweeps.run(name):
            pass
