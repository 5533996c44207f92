"""Saying that a version is ready to be given out, and taking that back."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from courseplatform.kit import moves
from courseplatform.kit.refusals import Refusal
from courseplatform.people import audit
from courseplatform.people.models import User
from exercises.authoring.checking import faults
from exercises.authoring.models import ExerciseVersion


def declare_ready(version: ExerciseVersion, *, by: User) -> None:
    """Let a version be given out from now on; a second press changes nothing.

    Raises:
        Refusal: something in it is missing or does not fit; the sentence names the first thing.
    """
    with transaction.atomic():
        locked = ExerciseVersion.objects.select_for_update(no_key=True).get(pk=version.pk)
        if locked.state == "ready":
            return
        found = faults(locked)
        if found:
            raise Refusal(
                _("“%(title)s” is not ready yet: %(fault)s")
                % {"title": locked.title, "fault": found[0]},
                code="version-has-faults",
            )
        moves.move(
            locked, "draft", "ready",
            otherwise=_("This version was declared ready already."), code="is-ready",
        )  # fmt: skip
        audit.record(
            by, "version.ready", f"exercise:{locked.exercise.ref}",
            number=locked.number, sha256=locked.sha256,
        )  # fmt: skip
    version.state = "ready"


def take_back(version: ExerciseVersion, *, by: User) -> None:
    """Make a version that nobody works on a draft again.

    Raises:
        Refusal: it has been given out in the meantime.
    """
    changed = ExerciseVersion.objects.filter(pk=version.pk, frozen_at=None, state="ready")
    if not changed.update(state="draft"):
        raise Refusal(
            _("This version is in use by now. Begin the next version to change it."),
            code="version-frozen",
        )
    audit.record(
        by, "version.taken_back", f"exercise:{version.exercise.ref}", number=version.number
    )
    version.state = "draft"
