"""Folders sent in at the desk: checked, tried without keeping anything, then applied.

The trial loads the folder by the same rules as the files of the library, notes what would come of it,
and takes everything back. What is applied afterwards comes to the same, or is not applied.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import IO

from django.db import transaction
from django.urls import reverse
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
from exercises.tradecraft.labels import N_

KEPT = timedelta(days=2)


@dataclass(frozen=True)
class Outcome:
    """What comes of one edition or version.

    Attributes:
        what: what happens to it; a name of ``_SENTENCES``.
        title: of the case or exercise.
        number: of the edition or version.
        tasks: how many tasks a version has.
    """

    what: str
    title: str
    number: int
    tasks: int = 0

    @property
    def sentence(self) -> str:
        """What happens, in a sentence."""
        tasks = ngettext("%(n)s task", "%(n)s tasks", self.tasks) % {"n": self.tasks}
        facts = {"title": self.title, "number": self.number, "tasks": tasks}
        return _(_SENTENCES[self.what]) % facts

    @property
    def changes(self) -> bool:
        """Whether anything is made or changed."""
        return self.what not in {"edition-same", "version-same"}


_SENTENCES = {
    "edition-same": N_("“%(title)s”: edition %(number)s says the same."),
    "edition-anew": N_("“%(title)s”: edition %(number)s is filled anew."),
    "edition-first": N_("“%(title)s” is a new case."),
    "edition-next": N_("“%(title)s”: this becomes edition %(number)s."),
    "version-same": N_("Exercise “%(title)s”: version %(number)s says the same."),
    "version-draft": N_(
        "Exercise “%(title)s”, %(tasks)s without all keys: version %(number)s, a draft."
    ),
    "version-anew": N_("Exercise “%(title)s”, %(tasks)s: version %(number)s is filled anew."),
    "version-next": N_("Exercise “%(title)s”, %(tasks)s: this becomes version %(number)s."),
}


@dataclass(frozen=True)
class Made:
    """What a folder came to: one outcome for the edition and each exercise, and the rows."""

    outcomes: Sequence[Outcome]
    edition: CaseEdition
    versions: Sequence[ExerciseVersion]


def outcomes_of(sent: FolderImport) -> list[Outcome]:
    """Return what the trial came to."""
    return [Outcome(**each) for each in sent.outcomes]


@transaction.atomic
def receive(file: IO[bytes], file_name: str, case: Case | None, *, by: User) -> FolderImport:
    """Take in a zip, try what it comes to, and keep its texts until they are applied.

    Args:
        file: the zip, opened for reading.
        file_name: what it was called.
        case: what an exercise that comes alone is built on.
        by: who sent it.

    Raises:
        Refusal: the zip is refused, an exercise came without a case to build it on, or a file does
            not fit; the sentence names file and place.
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
    sent = FolderImport(
        name=folder.name,
        is_case=folder.is_case,
        case=None if folder.is_case else case,
        files=dict(folder.files),
        left_out=list(folder.left_out),
        sent_by=by,
        sent_at=clock.now(),
    )
    sent.outcomes = [asdict(outcome) for outcome in rehearse(sent)]
    sent.save()
    return sent


class _TakeBackError(Exception):
    """Ends a trial: the transaction it is raised in takes everything back."""

    def __init__(self, outcomes: Sequence[Outcome]) -> None:
        self.outcomes = outcomes


def rehearse(sent: FolderImport) -> Sequence[Outcome]:
    """Return what applying a folder would come to, and keep nothing of it.

    Raises Refusal where it does not fit.
    """
    try:
        with transaction.atomic():
            raise _TakeBackError(_load(sent).outcomes)
    except _TakeBackError as tried:
        return tried.outcomes


def apply(sent: FolderImport, *, by: User) -> Made:
    """Make cases and exercises of a folder; once.

    Raises:
        Refusal: it was applied already, it does not fit any longer, or it would come to something
            else than the trial, since things changed here meanwhile.
    """
    try:
        return _apply(sent, by)
    except _TakeBackError as tried:
        outcomes = [asdict(outcome) for outcome in tried.outcomes]
        FolderImport.objects.filter(pk=sent.pk, state="waiting").update(outcomes=outcomes)
        raise Refusal(
            _(
                "Cases or exercises changed here since you looked. Look again at what this folder "
                "becomes; nothing is made yet."
            ),
            code="changed-since",
            next_url=reverse("desk-import", args=[sent.ref]),
        ) from None


@transaction.atomic
def _apply(sent: FolderImport, by: User) -> Made:
    moves.move(
        sent,
        "waiting",
        "applied",
        otherwise=_("This folder was applied already. Look at the case and its exercises."),
        code="applied-already",
        applied_at=clock.now(),
    )
    made = _load(sent)
    if list(made.outcomes) != outcomes_of(sent):
        raise _TakeBackError(made.outcomes)
    facts = {"files": len(sent.files), "versions": len(made.versions)}
    audit.record(by, "folder.imported", f"import:{sent.ref}", **facts)
    FolderImport.objects.filter(pk=sent.pk).update(files={})
    return made


def _load(sent: FolderImport) -> Made:
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
    return Made(outcomes, edition, versions)


def _newest(sent: FolderImport) -> CaseEdition:
    found = CaseEdition.objects.filter(case=sent.case).order_by("-number").first()
    if found is None:
        raise Refusal(_("The case has no edition to build on."), code="no-edition")
    return found


def _edition(edition: CaseEdition, before: Mapping[int, str]) -> Outcome:
    if before.get(edition.pk) == edition.sha256:
        what = "edition-same"
    elif edition.pk in before:
        what = "edition-anew"
    else:
        what = "edition-first" if edition.number == 1 else "edition-next"
    return Outcome(what, edition.title, edition.number)


def _version(version: ExerciseVersion, before: Mapping[int, str]) -> Outcome:
    if before.get(version.pk) == version.sha256:
        what = "version-same"
    elif version.state == "draft":
        what = "version-draft"
    else:
        what = "version-anew" if version.pk in before else "version-next"
    return Outcome(what, version.title, version.number, version.tasks.count())


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
