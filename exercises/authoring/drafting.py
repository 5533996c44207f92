"""Writing exercises at the desk: a version is a draft until it is ready, and fixed once it is used.

Every change holds the version's row. A save says which revision it started from; the second of two
is told (``Stale``). Whatever changes makes the version a draft again, until somebody says that it is
ready (``readiness``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from courseplatform.kit import clock, richtext
from courseplatform.kit.refusals import Refusal
from courseplatform.people import audit
from courseplatform.people.models import User
from exercises.authoring import releases
from exercises.authoring.citing import recite_version
from exercises.authoring.freezing import version_digest
from exercises.authoring.keys import KeyInForce, keys_in_force
from exercises.authoring.models import Exercise, ExerciseVersion, Task
from exercises.authoring.releases import Release
from exercises.cases.changes import counterparts
from exercises.cases.models import CaseEdition
from exercises.cases.numbering import recite
from exercises.cases.stale import Stale
from exercises.kinds import registry

_VERSION_FIELDS = ("edition", "title", "intro_md", "intro_html", "minutes", "injects")
_TASK_FIELDS = (
    "position", "kind", "schema", "title", "prompt_md", "prompt_html", "points_c", "brief", "key",
)  # fmt: skip


@dataclass(frozen=True)
class About:
    """What surrounds the tasks of an exercise; ``introduction`` is Markdown."""

    title: str
    summary: str = ""
    introduction: str = ""
    minutes: int = 60


@transaction.atomic
def create_exercise(edition: CaseEdition, slug: str, about: About, *, by: User) -> ExerciseVersion:
    """Begin an exercise on an edition of a case: its first version is a draft without tasks.

    Raises:
        Refusal: another exercise has that address.
    """
    require_free(slug)
    now = clock.now()
    facts = {"case": edition.case, "title": about.title, "summary": about.summary}
    exercise, made = Exercise.objects.get_or_create(
        slug=slug, defaults={**facts, "created_at": now}
    )
    if not made:  # by a second press of the same button
        raise _taken(slug)
    version = ExerciseVersion(
        exercise=exercise, edition=edition, number=1, state="draft", changed_by=by,
        changed_at=now, created_at=now,
    )  # fmt: skip
    _say(version, about)
    version.save()
    ExerciseVersion.objects.filter(pk=version.pk).update(sha256=version_digest(version))
    audit.record(by, "exercise.created", f"exercise:{exercise.ref}")
    return version


def require_free(slug: str) -> None:
    """Raise Refusal where another exercise has that address."""
    if Exercise.objects.filter(slug=slug).exists():
        raise _taken(slug)


def _taken(slug: str) -> Refusal:
    return Refusal(
        _("There is an exercise called “%(slug)s” already. Choose another address.")
        % {"slug": slug},
        code="slug-taken",
    )


@transaction.atomic
def begin_version(exercise: Exercise, *, by: User) -> ExerciseVersion:
    """Return the draft of an exercise, beginning it as a copy of the newest version if there is none.

    Two who press at once get the same draft.
    """
    Exercise.objects.select_for_update(no_key=True).get(pk=exercise.pk)
    newest = exercise.versions.order_by("-number").first()
    if newest is None:
        raise Refusal(_("This exercise has no version to begin from."), code="no-version")
    if newest.in_work:
        return newest
    made = copy_version(newest, exercise, newest.number + 1, by=by)
    audit.record(by, "version.begun", f"exercise:{exercise.ref}", number=made.number)
    return made


def copy_version(
    old: ExerciseVersion,
    exercise: Exercise,
    number: int,
    *,
    by: User,
    edition: CaseEdition | None = None,
    title: str = "",
) -> ExerciseVersion:
    """Return a draft that says the same as ``old`` as version ``number``, with the keys that hold now.

    Args:
        old: what is copied.
        exercise, number: what the copy belongs to.
        by: who copies.
        edition: the edition it stands on; the old one's if None.
        title: its title; the old one's if empty.
    """
    now = clock.now()
    made = ExerciseVersion(
        exercise=exercise, number=number, state="draft", created_at=now, changed_by=by,
        changed_at=now, sha256=old.sha256,
    )  # fmt: skip
    for name in _VERSION_FIELDS:
        setattr(made, name, getattr(old, name))
    made.edition = edition or old.edition
    made.title = title or old.title
    made.save()
    tasks = list(Task.objects.with_keys().filter(version=old).order_by("position"))
    keys = keys_in_force(task.pk for task in tasks)
    Task.objects.bulk_create(_copied(task, keys[task.pk], made) for task in tasks)
    if any(key.number for key in keys.values()):
        made.sha256 = version_digest(made)
        made.save(update_fields=["sha256"])
    return made


def _copied(task: Task, key: KeyInForce, version: ExerciseVersion) -> Task:
    """Return a task of ``version`` that says the same, with its corrected key if it has one."""
    copy = Task(version=version, **{name: getattr(task, name) for name in _TASK_FIELDS})
    if key.number:
        kind = registry.find(task.kind)
        copy.brief = kind.to_json(kind.brief_from(task.brief, task.schema))
        copy.key = kind.to_json(kind.key_from(key.data, key.schema))
        copy.schema = kind.schema
    return copy


def change_about(version: ExerciseVersion, revision: int, about: About, *, by: User) -> None:
    """Change what surrounds the tasks.

    Raises:
        Stale: somebody saved in the meantime.
        Refusal: the version is in use, or the introduction is too heavy.
    """
    with in_work(version, by=by) as locked:
        if locked.revision != revision:
            raise Stale
        _say(locked, about)
        title, summary = about.title, about.summary
        Exercise.objects.filter(pk=locked.exercise_id).update(title=title, summary=summary)


def _say(version: ExerciseVersion, about: About) -> None:
    version.title, version.minutes = about.title, about.minutes
    version.intro_md = about.introduction
    version.intro_html = richtext.render(about.introduction).html


def change_releases(
    version: ExerciseVersion, revision: int, changed: Iterable[Release], *, by: User
) -> None:
    """Say when the injects are released.

    Raises:
        Stale: somebody saved in the meantime.
        Refusal: the version is in use.
    """
    with in_work(version, by=by) as locked:
        if locked.revision != revision:
            raise Stale
        locked.injects = releases.stored(changed)
    version.injects = locked.injects


def move_to_edition(version: ExerciseVersion, edition: CaseEdition, *, by: User) -> None:
    """Put a draft on another edition of its case; citations go along with their paragraphs.

    A citation of a paragraph that the other edition lacks becomes ``¶?``, which keeps the version
    from being given out until it is mended.

    Raises:
        Refusal: the version is in use, or the edition belongs to another case.
    """
    with in_work(version, by=by) as locked:
        if edition.case_id != locked.exercise.case_id:
            raise Refusal(_("Choose an edition of the same case."), code="other-case")
        found = counterparts(locked.edition, edition)
        numbers = set(locked.edition.paragraphs.values_list("number", flat=True))
        gone = sorted(numbers - found.keys())
        recite_version(locked, lambda text: recite(text, found, gone))
        locked.edition = edition
    version.edition = edition


def require_in_work(version: ExerciseVersion) -> None:
    """Raise Refusal where a version is in use; the sentence says how to go on."""
    if not version.in_work:
        raise Refusal(
            _(
                "Version %(number)s is in use and stays as it is. Begin the next version to change it."
            )
            % {"number": version.number},
            code="version-frozen",
            next_url=reverse("desk-exercise", args=[version.exercise.ref]),
        )


@contextmanager
def in_work(version: ExerciseVersion, *, by: User) -> Iterator[ExerciseVersion]:
    """Hold a draft while it changes; afterwards, unless it says the same, it is a draft again.

    Raises:
        Refusal: the version is in use; the sentence says how to go on.
    """
    with transaction.atomic():
        rows = ExerciseVersion.objects.select_for_update(no_key=True, of=("self",))
        locked = rows.select_related("exercise", "edition").get(pk=version.pk)
        require_in_work(locked)
        before = locked.sha256
        yield locked
        locked.revision += 1
        locked.changed_by, locked.changed_at = by, clock.now()
        locked.save()
        locked.sha256 = version_digest(locked)
        if locked.sha256 != before:
            locked.state = "draft"
        locked.save(update_fields=["sha256", "state"])
    for name in ("revision", "state", "sha256", "changed_at", "undo"):
        setattr(version, name, getattr(locked, name))
