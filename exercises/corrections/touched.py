"""Whom a corrected edition touches: who worked on an earlier one, and what they rest on it.

People appear under their cover names, and only to instructors of their own cohort; of other cohorts
nobody learns more than a number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from courseplatform.people.models import User
from exercises.authoring.citing import texts_in
from exercises.authoring.models import ExerciseVersion, Task
from exercises.cases.changes import Changes, changes_between
from exercises.cases.models import CaseEdition
from exercises.cases.numbering import cited_in
from exercises.cohorts.models import INSTRUCTORS, Cohort
from exercises.corrections.models import EditionNotice
from exercises.work.models import Attempt, Response


@dataclass(frozen=True)
class Touched:
    """One attempt on an earlier edition.

    Attributes:
        attempt: with member, cohort and version joined.
        edition: the number of the edition it was worked on.
        answers: by task, the changed paragraphs that the answer itself cites.
        tasks: titles of tasks whose brief or text rests on changed paragraphs.
        told: whether a letter about this edition went to the member.
    """

    attempt: Attempt
    edition: int
    answers: Mapping[str, Sequence[str]]
    tasks: Sequence[str]
    told: bool

    @property
    def resting(self) -> bool:
        """Whether anything of this attempt rests on a changed paragraph."""
        return bool(self.answers or self.tasks)


@dataclass(frozen=True)
class Reach:
    """Everything a corrected edition touches.

    Attributes:
        attempts: those of cohorts the person teaches.
        elsewhere: how many there are in other cohorts.
        changes: what changed since each earlier edition, by its number.
    """

    attempts: Sequence[Touched]
    elsewhere: int
    changes: Mapping[int, Changes]


def reach_of(edition: CaseEdition, user: User) -> Reach:
    """Return whom ``edition`` touches; the number of queries does not grow with the attempts."""
    earlier = edition.case.editions.filter(number__lt=edition.number)
    used = earlier.filter(exercise_versions__allotments__attempts__isnull=False).distinct()
    changes = {old.number: changes_between(old, edition) for old in used.order_by("number")}
    every = Attempt.objects.filter(allotment__version__edition__in=used)
    own = every.filter(
        allotment__member__cohort__in=Cohort.objects.staffed_by(user, *INSTRUCTORS)
    ).exclude(allotment__member__person=user)
    attempts = list(
        own.select_related("allotment__member__cohort", "allotment__version__edition").order_by(
            "allotment__member__cohort__title",
            "allotment__version__title",
            "allotment__member__code",
            "number",
        )
    )
    told = set(
        EditionNotice.readers.through.objects.filter(editionnotice__edition=edition).values_list(
            "member_id", flat=True
        )
    )
    return Reach(_read(attempts, changes, told), every.count() - len(attempts), changes)


def _read(
    attempts: Sequence[Attempt], changes: Mapping[int, Changes], told: set[int]
) -> list[Touched]:
    answers = _answers(attempts, changes)
    tasks = _tasks(attempts, changes)
    found = []
    for attempt in attempts:
        version = attempt.allotment.version
        found.append(
            Touched(
                attempt=attempt,
                edition=version.edition.number,
                answers=answers.get(attempt.pk, {}),
                tasks=tasks[version.pk],
                told=attempt.allotment.member_id in told,
            )
        )
    return found


def _answers(
    attempts: Sequence[Attempt], changes: Mapping[int, Changes]
) -> dict[int, dict[str, list[str]]]:
    """By attempt and task, the changed paragraphs that answers cite."""
    numbers = {
        attempt.pk: changes[attempt.allotment.version.edition.number].touched
        for attempt in attempts
    }
    rows = Response.objects.filter(attempt__in=list(numbers)).with_tasks()
    found: dict[int, dict[str, list[str]]] = {}
    for row in rows.iterator(chunk_size=500):
        cited = {number for text in texts_in(row.data) for number in cited_in(text)}
        touched = sorted(cited & numbers[row.attempt_id])
        if touched:
            handles = [f"¶{number}" for number in touched]
            found.setdefault(row.attempt_id, {})[row.task.title] = handles
    return found


def _tasks(attempts: Sequence[Attempt], changes: Mapping[int, Changes]) -> dict[int, list[str]]:
    """By version, the tasks that rest on changed paragraphs; one query."""
    versions: dict[int, ExerciseVersion] = {}
    for attempt in attempts:
        versions[attempt.allotment.version_id] = attempt.allotment.version
    found: dict[int, list[str]] = {pk: [] for pk in versions}
    for task in Task.objects.filter(version__in=list(versions)).order_by("position"):
        texts = [task.prompt_md, *texts_in(task.brief)]
        cited = {number for text in texts for number in cited_in(text)}
        if cited & changes[versions[task.version_id].edition.number].touched:
            found[task.version_id].append(task.title)
    return found
