"""The form of every kind: what it shows is what it reads, so that saving unchanged changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any

import pytest
from django.http import QueryDict

from exercises.authoring.editor.acts import blank
from exercises.authoring.editor.reading import read_group
from exercises.authoring.editor.schema import group_of
from exercises.authoring.editor.showing import Showing, ids_in
from exercises.authoring.editor.shown import Section, Shown, ShownPart
from exercises.authoring.editor.text import key_as_text, read_key, read_task, task_as_text
from exercises.kinds import registry
from exercises.kinds.contract import AnyKind, Sample
from exercises.kinds.faults import faults_of

KINDS = list(registry.every().values())
SAMPLES = [
    (kind, sample)
    for kind in KINDS
    for sample in import_module(f"exercises.kinds.{kind.slug}.samples").SAMPLES
    if sample.schema == kind.schema
]
each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.slug)
each_sample = pytest.mark.parametrize(
    ("kind", "sample"), SAMPLES, ids=[f"{kind.slug}: {sample.name}" for kind, sample in SAMPLES]
)


def fields_of(parts: Sequence[ShownPart]) -> Iterator[tuple[str, str]]:
    """What a browser would post of a form as it is shown."""
    for part in parts:
        if isinstance(part, Shown):
            yield from control_of(part)
            continue
        yield from fields_of(part.parts)
        for row in part.rows:
            yield f"{part.name}.row", row.number
            if row.key:
                yield row.key.name, row.key.value
            yield from fields_of(row.parts)


def control_of(part: Shown) -> Iterator[tuple[str, str]]:
    if part.control == "switch":
        if part.value == "True":
            yield part.name, "yes"
    elif part.control == "boxes":
        yield from ((part.name, each.value) for each in part.offered if each.chosen)
    elif part.control == "choice":
        chosen = [each.value for each in part.offered if each.chosen]
        yield part.name, chosen[0] if chosen else ""
    else:
        yield part.name, part.value


def posted(parts: Sequence[ShownPart]) -> QueryDict:
    post = QueryDict(mutable=True)
    for name, value in fields_of(parts):
        post.appendlist(name, value)
    return post


def stored(kind: AnyKind, sample: Sample) -> tuple[dict[str, Any], dict[str, Any]]:
    brief, key = kind.brief_from(sample.brief), kind.key_from(sample.key)
    return kind.to_json(brief), kind.to_json(key)


@each_sample
def test_saving_a_form_unchanged_changes_nothing(kind: AnyKind, sample: Sample) -> None:
    brief, key = stored(kind, sample)
    showing = Showing(ids=ids_in(brief))
    for cls, data, read in (
        (kind.brief_type, brief, kind.brief_from),
        (kind.key_type, key, kind.key_from),
    ):
        group = group_of(cls)
        again = read_group(group, posted(showing.parts(group, data)), {})
        assert read(again) == read(data)


@each_sample
def test_the_text_says_the_same_as_the_form(kind: AnyKind, sample: Sample) -> None:
    brief, key = stored(kind, sample)
    said = read_task(kind.slug, task_as_text(kind.slug, "A title", "Do it.\n\nWell.", brief))
    assert (said.title, said.prompt) == ("A title", "Do it.\n\nWell.")
    assert kind.brief_from(said.brief) == kind.brief_from(brief)
    assert kind.key_from(read_key(key_as_text(key))) == kind.key_from(key)


@each_kind
def test_a_blank_form_can_be_shown_and_saved_and_gains_no_fault(kind: AnyKind) -> None:
    assert faults_of(kind.brief_type, blank(group_of(kind.brief_type))), "a brief owes something"
    for cls in (kind.brief_type, kind.key_type):
        group, data = group_of(cls), blank(group_of(cls))
        parts = Showing(calm=True).parts(group, data)
        assert parts
        assert not [part for part in parts if part.error], "nobody has typed anything yet"
        again = read_group(group, posted(parts), {})
        assert {fault.at for fault in faults_of(cls, again)} <= {
            fault.at for fault in faults_of(cls, data)
        } | {""}


@each_kind
def test_every_field_of_a_form_has_words(kind: AnyKind) -> None:
    def labels(parts: Sequence[ShownPart]) -> Iterator[str]:
        for part in parts:
            yield part.label
            if isinstance(part, Section):
                yield from labels(part.parts)
                for row in part.rows:
                    yield row.legend
                    yield from labels(row.parts)

    sample = import_module(f"exercises.kinds.{kind.slug}.samples").SAMPLES[0]
    brief, key = stored(kind, sample)
    showing = Showing(ids=ids_in(brief))
    for cls, data in ((kind.brief_type, brief), (kind.key_type, key)):
        found = list(labels(showing.parts(group_of(cls), data)))
        words = [label for label in found if label]
        assert words
        assert not [word for word in words if "_" in word and " " not in word]
