"""What the demo's student wrote beside the dossier for herself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from courseplatform.kit import clock
from courseplatform.kit.references import new_ref
from courseplatform.people.models import User
from exercises.cases.dossier import dossier_of
from exercises.cohorts.models import Allotment
from exercises.notes.writing import Spot, write

READ = datetime(2024, 12, 21, 12, 25, tzinfo=UTC)
NOTES = (
    (
        Spot(2, "none of which is named", "Turkish, Kurdish and Russian sources, "),
        "Three camps, no names. Which of them heard it from another?",
    ),
    (Spot(8, "the page says, call “this information” Kremlin propaganda"), ""),
    (Spot(12), "The page never says it happened. Keep “reported” in every sentence."),
)


def write_in(student: User) -> None:
    """Write a few notes on the first case she was given."""
    allotment = Allotment.objects.visible_to(student).order_by("pk").first()
    if allotment is None:
        return
    edition = allotment.version.edition
    shown = dossier_of(edition).passages
    for number, (spot, text) in enumerate(NOTES):
        with clock.at(READ + timedelta(minutes=4 * number)):
            write(student, edition, spot, text, shown=shown, key=new_ref())
