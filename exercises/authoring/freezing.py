"""Freezing a version: from the first allotment on, what students work on cannot change."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from courseplatform.kit import clock, moves
from courseplatform.kit.refusals import Refusal
from courseplatform.people import audit
from exercises.authoring.checking import faults
from exercises.authoring.models import ExerciseVersion, Task
from exercises.cases.digest import edition_digest, sha256_of
from exercises.cases.models import CaseEdition

_TASK_FIELDS = ("position", "kind", "schema", "title", "prompt_html", "points_c", "brief", "key")


def digest_of(version: ExerciseVersion, tasks: Iterable[Task]) -> str:
    """Return the hash of a version with these tasks, stored or not; keys and edition included."""
    return sha256_of(
        {
            "title": version.title,
            "intro": version.intro_html,
            "minutes": version.minutes,
            "edition": version.edition.sha256,
            "tasks": [{name: getattr(task, name) for name in _TASK_FIELDS} for task in tasks],
        }
    )


def version_digest(version: ExerciseVersion) -> str:
    """Return the hash of a version as it stands in the database; one query."""
    return digest_of(version, Task.objects.with_keys().filter(version=version).order_by("position"))


def freeze(version: ExerciseVersion) -> ExerciseVersion:
    """Freeze ``version`` and its case edition; freezing twice changes nothing.

    Raises:
        Refusal: it is a draft, or a task does not fit its key or the dossier; the sentence names it.
    """
    if version.frozen_at:
        return version
    with transaction.atomic():
        locked = ExerciseVersion.objects.select_for_update(no_key=True).get(pk=version.pk)
        if locked.frozen_at is None:
            found = faults(locked)
            if found:
                raise Refusal(
                    _("“%(title)s” cannot be given out yet: %(fault)s")
                    % {"title": locked.title, "fault": found[0]},
                    code="version-has-faults",
                )
            _require_ready(locked)
            freeze_edition(locked.edition)
            digest = version_digest(locked)
            Task.objects.filter(version=locked).exclude(undo=None).update(undo=None)
            moves.swap(locked, {"frozen_at": None}, frozen_at=clock.now(), sha256=digest, undo=None)
            audit.record(
                None,
                "version.frozen",
                f"exercise:{locked.exercise.ref}",
                number=locked.number,
                sha256=digest,
            )
    version.frozen_at, version.sha256 = locked.frozen_at, locked.sha256
    return version


def _require_ready(version: ExerciseVersion) -> None:
    if version.state != "ready":
        raise Refusal(
            _(
                "“%(title)s” is still being written. Open it at the desk, and say that it is ready to "
                "be given out."
            )
            % {"title": version.title},
            code="version-not-ready",
        )


def freeze_edition(edition: CaseEdition) -> None:
    """Freeze one edition of a case; freezing twice changes nothing."""
    if edition.frozen_at is None:
        digest = edition_digest(edition)
        moves.swap(edition, {"frozen_at": None}, frozen_at=clock.now(), sha256=digest, undo=None)
