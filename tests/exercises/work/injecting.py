"""An inject in the small edition, released twenty minutes after one's own start."""

from __future__ import annotations

from typing import Any

from exercises.authoring.models import Exercise, ExerciseVersion
from exercises.cases.models import CaseSource, Paragraph

SECRET = "The harbour log was found"
TITLE = "Harbour log"
AFTER = 20


def add_inject(
    exercise: Exercise, slug: str = "log", after_minutes: int = AFTER, **more: Any
) -> None:
    """Add an inject to the edition of an exercise that was not given out, and release it."""
    version = ExerciseVersion.objects.select_related("edition").get(exercise=exercise)
    edition = version.edition
    position = edition.sources.count() + 1
    source = CaseSource.objects.create(
        edition=edition,
        position=position,
        code=f"S{position}",
        title=TITLE if slug == "log" else f"Title of {slug}",
        inject=slug,
        mark="Exercise material, invented for training",
    )
    number = edition.paragraphs.count() + 1
    text = SECRET if slug == "log" else f"{SECRET} by {slug}"
    Paragraph.objects.create(
        edition=edition, source=source, number=number, text=text, html=f"<p>{text}.</p>"
    )
    version.injects = [*version.injects, {"inject": slug, "after_minutes": after_minutes, **more}]
    version.save()
