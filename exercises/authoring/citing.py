"""Paragraphs that tasks cite, in whatever field or text: found, and taken along when numbers move."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from courseplatform.kit import richtext
from exercises.authoring.models import ExerciseVersion, Task
from exercises.cases.followers import Citing
from exercises.cases.models import CaseEdition
from exercises.cases.numbering import Numbering, cited_in, recite

_DRAFTS = ("exercise",)


def drafts_on(edition: CaseEdition) -> list[ExerciseVersion]:
    """Return the versions on an edition that can still be changed."""
    rows = ExerciseVersion.objects.filter(edition=edition, frozen_at=None)
    return list(rows.select_related(*_DRAFTS).order_by("exercise__title", "number"))


def citing(edition: CaseEdition, numbers: Collection[int]) -> list[Citing]:
    """Return the drafts' tasks and introductions that cite one of these paragraphs."""
    wanted, found = frozenset(numbers), []
    for version in drafts_on(edition):
        ref, number = version.exercise.ref, version.number
        if cited := cited_in(version.intro_md) & wanted:
            title = _("%(title)s, introduction") % {"title": version.title}
            url = reverse("desk-version-facts", args=[ref, number])
            found.append(Citing(title, url, frozenset(cited)))
        for task in _tasks(version):
            if cited := numbers_cited(task) & wanted:
                title = _("%(title)s, task %(position)s") % {
                    "title": version.title,
                    "position": task.position,
                }
                url = reverse("desk-task", args=[ref, number, task.position])
                found.append(Citing(title, url, frozenset(cited)))
    return found


def follow(edition: CaseEdition, numbering: Numbering) -> None:
    """Let citations in the drafts on an edition go with their paragraphs."""
    for version in drafts_on(edition):
        recite_version(version, lambda text: recite(text, numbering.moved, numbering.gone))


def recite_version(version: ExerciseVersion, change: Callable[[str], str]) -> None:
    """Put every text of a draft through ``change``, tasks and keys included."""
    version.intro_md = change(version.intro_md)
    version.intro_html = richtext.render(version.intro_md).html if version.intro_md else ""
    version.save(update_fields=["intro_md", "intro_html"])
    for task in _tasks(version):
        brief, key = in_texts(task.brief, change), in_texts(task.key, change)
        prompt = change(task.prompt_md)
        if (brief, key, prompt) == (task.brief, task.key, task.prompt_md):
            continue
        task.brief, task.key, task.prompt_md = brief, key, prompt
        task.prompt_html = richtext.render(prompt).html
        task.brief_revision += 1
        task.key_revision += 1
        task.undo = None
        task.save()


def unsettle(edition: CaseEdition) -> int:
    """Make the versions on an edition drafts again that were declared ready on other words."""
    rows = ExerciseVersion.objects.filter(edition=edition, frozen_at=None, state="ready")
    return rows.update(state="draft")


def numbers_cited(task: Task) -> set[int]:
    """Return the paragraphs that a task with its key cites anywhere."""
    texts = [task.prompt_md, *texts_in(task.brief), *texts_in(task.key)]
    return {number for text in texts for number in cited_in(text)}


def texts_in(data: Any) -> Iterator[str]:
    """Yield every text in JSON."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for each in data.values():
            yield from texts_in(each)
    elif isinstance(data, list):
        for each in data:
            yield from texts_in(each)


def in_texts(data: Any, change: Callable[[str], str]) -> Any:
    """Return JSON with every text put through ``change``; names of fields stay."""
    if isinstance(data, str):
        return change(data)
    if isinstance(data, Mapping):
        return {key: in_texts(each, change) for key, each in data.items()}
    if isinstance(data, list):
        return [in_texts(each, change) for each in data]
    return data


def _tasks(version: ExerciseVersion) -> list[Task]:
    return list(Task.objects.with_keys().filter(version=version).order_by("position"))
