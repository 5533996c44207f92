"""Folders sent in at the desk: checked, tried without keeping anything, then applied.

The trial loads the folder by the same rules as the files of the library, says what would come of it,
and takes everything back. What is applied afterwards is what was tried.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courseplatform.kit import clock, moves
from courseplatform.kit.privacy import Retention
from courseplatform.kit.refusals import Refusal
from courseplatform.people import audit
from courseplatform.people.models import User
from exercises.authoring import library
from exercises.authoring.models import ExerciseVersion, FolderImport
from exercises.authoring.packing import on_disk, unpack
from exercises.cases import library as cases_library
from exercises.cases.editing import RESERVED
from exercises.cases.models import Case, CaseEdition

KEPT = timedelta(days=2)


@dataclass(frozen=True)
class Outcome:
    """What came of one edition or version: a sentence, and whether anything changes by it."""

    sentence: str
    changes: bool


@dataclass(frozen=True)
class Report:
    """What applying a folder comes to.

    Attributes:
        outcomes: one for the edition and one for each exercise; empty where it cannot be applied.
        fault: why it cannot be applied.
        edition: the edition it became; None in a trial and where nothing was applied.
        versions: the versions it became.
    """

    outcomes: Sequence[Outcome] = ()
    fault: str = ""
    edition: CaseEdition | None = None
    versions: Sequence[ExerciseVersion] = ()


def receive(file: IO[bytes], file_name: str, case: Case | None, *, by: User) -> FolderImport:
    """Take in a zip and keep its texts until they are applied.

    Args:
        file: the zip, opened for reading.
        file_name: what it was called.
        case: what an exercise that comes alone is built on.
        by: who sent it.

    Raises:
        Refusal: the zip is refused, or an exercise came without a case to build it on.
    """
    folder = unpack(file, file_name)
    if folder.is_case and folder.name in RESERVED:
        raise Refusal(
            _("A case cannot be called “%(name)s”. Rename the folder.") % {"name": folder.name},
            code="name-reserved",
        )
    if not folder.is_case and case is None:
        raise Refusal(
            _("This is an exercise alone. Choose the case it is built on, then send it again."),
            code="no-case",
        )
    return FolderImport.objects.create(
        name=folder.name,
        is_case=folder.is_case,
        case=None if folder.is_case else case,
        files=dict(folder.files),
        left_out=list(folder.left_out),
        sent_by=by,
        sent_at=clock.now(),
    )


class _TakeBackError(Exception):
    """Ends a trial: the transaction it is raised in takes everything back."""


def rehearse(sent: FolderImport) -> Report:
    """Return what applying a folder would come to, and keep nothing of it."""
    report = Report()
    try:
        with transaction.atomic():
            report = _load(sent)
            raise _TakeBackError
    except _TakeBackError:
        return Report(report.outcomes)
    except Refusal as refusal:
        return Report(fault=refusal.sentence)


@transaction.atomic
def apply(sent: FolderImport, *, by: User) -> Report:
    """Make cases and exercises of a folder; once.

    Raises:
        Refusal: it was applied already, or it does not fit; the sentence names file and place.
    """
    moves.move(
        sent,
        "waiting",
        "applied",
        otherwise=_("This folder was applied already. Look at the case and its exercises."),
        code="applied-already",
        applied_at=clock.now(),
    )
    report = _load(sent)
    facts = {"files": len(sent.files), "versions": len(report.versions)}
    audit.record(by, "folder.imported", f"import:{sent.ref}", **facts)
    FolderImport.objects.filter(pk=sent.pk).update(files={})
    return report


def _load(sent: FolderImport) -> Report:
    before = dict(ExerciseVersion.objects.values_list("pk", "sha256"))
    editions = dict(CaseEdition.objects.values_list("pk", "sha256"))
    with on_disk(sent.name, sent.files) as folder:
        if sent.is_case:
            edition = cases_library.load_folder(folder)
            paths = sorted((folder / "exercises").glob("*/exercise.toml"))
            versions = [library.load_exercise(edition, p.parent, keys=False) for p in paths]
        else:
            edition = _newest(sent)
            versions = [library.load_exercise(edition, folder, keys=False)]
    outcomes = [_edition(edition, editions)] if sent.is_case else []
    outcomes += [_version(version, before) for version in versions]
    return Report(outcomes, "", edition, versions)


def _newest(sent: FolderImport) -> CaseEdition:
    found = CaseEdition.objects.filter(case=sent.case).order_by("-number").first()
    if found is None:
        raise Refusal(_("The case has no edition to build on."), code="no-edition")
    return found


def _edition(edition: CaseEdition, before: dict[int, str]) -> Outcome:
    facts = {"title": edition.title, "number": edition.number}
    if before.get(edition.pk) == edition.sha256:
        return Outcome(_("“%(title)s”: edition %(number)s says the same.") % facts, False)
    if edition.pk in before:
        return Outcome(_("“%(title)s”: edition %(number)s is filled anew.") % facts, True)
    if edition.number == 1:
        return Outcome(_("“%(title)s” is a new case.") % facts, True)
    return Outcome(_("“%(title)s”: this becomes edition %(number)s.") % facts, True)


def _version(version: ExerciseVersion, before: dict[int, str]) -> Outcome:
    tasks = version.tasks.count()
    facts = {
        "title": version.title,
        "number": version.number,
        "tasks": ngettext("%(n)s task", "%(n)s tasks", tasks) % {"n": tasks},
    }
    if before.get(version.pk) == version.sha256:
        return Outcome(_("Exercise “%(title)s”: version %(number)s says the same.") % facts, False)
    if version.state == "draft":
        return Outcome(
            _("Exercise “%(title)s”, %(tasks)s without all keys: version %(number)s, a draft.")
            % facts,
            True,
        )
    if version.pk in before:
        return Outcome(
            _("Exercise “%(title)s”, %(tasks)s: version %(number)s is filled anew.") % facts, True
        )
    return Outcome(
        _("Exercise “%(title)s”, %(tasks)s: this becomes version %(number)s.") % facts, True
    )


def _empty(oldest: datetime, most: int) -> int:
    """Empty folders that waited too long."""
    waiting = FolderImport.objects.filter(state="waiting", sent_at__lt=oldest)
    pks = list(waiting.order_by("pk").values_list("pk", flat=True)[:most])
    FolderImport.objects.filter(pk__in=pks).delete()
    return len(pks)


WAITING = Retention(
    slug="folders",
    title="Folders that authors sent in and did not apply, after two days",
    keep=KEPT,
    empty=_empty,
)
