"""Duplicating: a case with its exercises, or one exercise."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.people import audit
from courseplatform.people.models import User
from exercises.authoring.drafting import copy_version, require_free
from exercises.authoring.models import Exercise, ExerciseVersion
from exercises.cases import editing
from exercises.cases.models import Case, CaseEdition


@transaction.atomic
def copy_exercise(exercise: Exercise, title: str, slug: str, *, by: User) -> ExerciseVersion:
    """Return a draft of a new exercise that says what the newest version of another one says.

    Raises:
        Refusal: the address is taken, or there is no version to copy.
    """
    require_free(slug)
    newest = exercise.versions.order_by("-number").first()
    if newest is None:
        raise Refusal(_("This exercise has no version to copy."), code="no-version")
    made = _twin(newest, exercise.case, newest.edition, title, slug, by=by)
    audit.record(by, "exercise.copied", f"exercise:{made.exercise.ref}", of=exercise.ref)
    return made


@transaction.atomic
def copy_case(case: Case, title: str, slug: str, *, with_exercises: bool, by: User) -> CaseEdition:
    """Return the first edition, a draft, of a new case that says what the newest edition says.

    Args:
        case: what is copied.
        title, slug: of the copy.
        with_exercises: copy the newest version of each exercise too, as drafts on the copy.
        by: who copies.

    Raises:
        Refusal: the address is taken, or there is no edition to copy.
    """
    editing.require_free(slug)
    newest = case.editions.order_by("-number").first()
    if newest is None:
        raise Refusal(_("This case has no edition to copy."), code="no-edition")
    twin = Case.objects.create(slug=slug, title=title, created_at=clock.now())
    made = editing.copy_edition(newest, twin, 1, by=by, title=title)
    if with_exercises:
        for exercise in case.exercises.order_by("slug"):
            version = exercise.versions.filter(edition=newest).order_by("-number").first()
            if version is not None:
                _twin(version, twin, made, version.title, _free_slug(exercise.slug, slug), by=by)
    audit.record(by, "case.copied", f"case:{slug}", of=case.slug)
    return made


def _twin(
    version: ExerciseVersion,
    case: Case,
    edition: CaseEdition,
    title: str,
    slug: str,
    *,
    by: User,
) -> ExerciseVersion:
    exercise = Exercise.objects.create(
        slug=slug,
        case=case,
        title=title,
        summary=version.exercise.summary,
        created_at=clock.now(),
    )
    return copy_version(version, exercise, 1, by=by, edition=edition, title=title)


def _free_slug(of: str, case_slug: str) -> str:
    """An address for a copied exercise that nobody has."""
    base = f"{of}-{case_slug}"[:56].strip("-")
    taken = set(Exercise.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number, found = 2, base
    while found in taken:
        found = f"{base}-{number}"
        number += 1
    return found
