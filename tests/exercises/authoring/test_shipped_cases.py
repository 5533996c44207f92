"""The shipped cases: complete, worth their points, and true to themselves."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from exercises.authoring import library
from exercises.authoring.models import Exercise, ExerciseVersion, Task
from exercises.authoring.tasks import key_of, open_task
from exercises.cases.library import folders
from exercises.cases.models import CaseEdition
from exercises.kinds import registry
from exercises.kinds.ach_matrix.matrices import panel_matrix, panel_of
from exercises.tradecraft.ach import Scheme, inconsistency, linchpins, untested
from exercises.tradecraft.lineage import Graph, Source, independent_origins, loops
from exercises.tradecraft.wording import bluf_hints, check_wording, count_words

INVENTED = ("merrow-link", "norvane-tidewell")
each_case = pytest.mark.parametrize("slug", folders())
each_invented = pytest.mark.parametrize("slug", INVENTED)


def tasks_of(slug: str) -> Iterator[tuple[Task, Any, Any]]:
    """Every task of a shipped case with its brief and its key."""
    for version in library.load(slug):
        for task in version.tasks.order_by("position"):
            yield task, open_task(task).brief, key_of(task)


def task_of(exercise: str, kind: str) -> tuple[Any, Any]:
    """Brief and key of the first task of a kind in an exercise, which must be loaded."""
    version = ExerciseVersion.objects.get(exercise__slug=exercise)
    task = version.tasks.filter(kind=kind).order_by("position")[0]
    return open_task(task).brief, key_of(task)


def test_the_library_uses_every_kind(db: None) -> None:
    used = {task.kind for slug in folders() for task, _brief, _key in tasks_of(slug)}
    assert used == set(registry.every())


@each_case
def test_the_answer_each_key_asks_for_earns_everything(db: None, slug: str) -> None:
    for task, brief, key in tasks_of(slug):
        kind = registry.find(task.kind)
        score = kind.score(brief, key, kind.model(brief, key))
        if score is not None:
            assert score.points_c == score.out_of_c == task.points_c, (task.version, task.title)


@each_case
def test_a_blank_sheet_earns_nothing(db: None, slug: str) -> None:
    for task, brief, key in tasks_of(slug):
        kind = registry.find(task.kind)
        score = kind.score(brief, key, kind.blank(brief))
        assert score is not None
        assert score.points_c == 0, (task.version, task.title)


@each_case
def test_what_a_student_opens_holds_no_sentence_of_a_key(db: None, slug: str) -> None:
    for task, brief, key in tasks_of(slug):
        kind = registry.find(task.kind)
        shown = json.dumps(kind.to_json(brief), ensure_ascii=False) + task.prompt_html
        assert not [note for note in _notes(kind.to_json(key)) if note in shown]


@each_case
def test_the_model_assessment_keeps_the_rules_and_the_weak_one_breaks_them(
    db: None, slug: str
) -> None:
    found = [each for each in tasks_of(slug) if each[0].kind == "written_assessment"]
    assert found
    for _task, brief, key in found:
        assert count_words(key.model) <= brief.most_words
        assert not check_wording(
            key.model, scale=brief.scale, watch=brief.watch, limit=brief.most_words
        )
        assert not bluf_hints(key.model, question_terms=brief.question_terms)
        assert check_wording(key.weak, scale=brief.scale, watch=brief.watch)
        assert set(key.levels) == set(brief.standards)
        assert all(set(levels) == {"1", "2", "3", "4"} for levels in key.levels.values())


@each_invented
def test_an_invented_case_says_so_and_is_as_rich_as_the_first(db: None, slug: str) -> None:
    library.load(slug)
    edition = CaseEdition.objects.get(case__slug=slug)
    assert edition.mark == "Exercise material, invented for training"
    assert 6 <= edition.sources.filter(inject="").count() <= 10
    assert 40 <= edition.paragraphs.count() <= 80
    assert Exercise.objects.filter(case__slug=slug).count() == 3
    for source in edition.sources.all():
        assert source.title
        assert source.form
        assert source.publisher
        assert source.dated
        assert source.remark


@each_invented
def test_three_experts_rated_each_row_and_no_cell_is_left_out(db: None, slug: str) -> None:
    for task, brief, key in tasks_of(slug):
        if task.kind == "ach_matrix":
            assert key.experts_wanted == 3
            assert {len(row.experts) for row in key.rows.values()} == {3}
            assert not [cell for row in panel_of(brief, key) for cell in row if cell.ungraded]
            assert all(row.why for row in key.rows.values())


@pytest.mark.parametrize(
    ("slug", "exercise", "sums", "hang_on"),
    [
        ("merrow-link", "who-cut-the-merrow-link", (7, 7, 1, 2), ("E14",)),
        ("norvane-tidewell", "who-was-in-tidewell", (6, 6, 2, 2), ("E10", "E11", "E12")),
    ],
)
def test_the_experts_matrices_read_as_their_notes_say(
    db: None, slug: str, exercise: str, sums: tuple[float, ...], hang_on: tuple[str, ...]
) -> None:
    library.load(slug)
    matrix = panel_matrix(*task_of(exercise, "ach_matrix"))
    assert inconsistency(matrix, Scheme.COUNT) == sums
    assert linchpins(matrix, Scheme.COUNT) == hang_on
    assert not untested(matrix)


COUNTED = {
    "The alleged meeting": ("P", "O R T K U P"),
    "The other strands": ("P", "W R23 R P"),
    "Trace the story": ("MB", "ST SP NW SNA SEC CO SK OH MB VE"),
    "Who says Drovia?": ("OB", "HOUSE SP NV OB MIN PART PS CN COL LI"),
}
"""For each drawing of the library, the box whose origins are counted and those that deal with the claim."""


@each_case
def test_the_origins_of_a_key_follow_from_its_own_links(db: None, slug: str) -> None:
    drawn = 0
    for task, brief, key in tasks_of(slug):
        if task.kind == "source_lineage":
            product, dealing = COUNTED[task.title]
            origins = independent_origins(graph_of(brief, key).only(dealing.split()), product)
            assert (origins.at_least, origins.at_most) == (key.at_least, key.at_most), task.title
            drawn += 1
    assert drawn


def graph_of(brief: Any, key: Any) -> Graph:
    sources = tuple(Source(each.id, each.several) for each in brief.sources)
    return Graph(sources, tuple(each.rule() for each in key.links))


def test_the_drawings_of_the_invented_cases_hold_their_circles(db: None) -> None:
    for slug in INVENTED:
        library.load(slug)
    story = graph_of(*task_of("who-cut-the-merrow-link", "source_lineage"))
    assert loops(story).certain == (("NW", "SNA"),)
    drovia = graph_of(*task_of("tidewell-false-flags", "source_lineage"))
    assert loops(drovia).certain == (("SP", "NV", "OB", "MIN", "CN"),)


def text_of(slug: str, beginning: str) -> str:
    """The paragraph of a case that begins so."""
    library.load(slug)
    rows = CaseEdition.objects.get(case__slug=slug).paragraphs.filter(text__startswith=beginning)
    return str(rows.get().text)


def cells_of(table: str) -> list[list[str]]:
    """Rows of a Markdown table without its head."""
    lines = [line for line in table.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_the_positions_of_the_night_fit_their_speeds_and_leave_the_gap(db: None) -> None:
    """Distance made between two rows is what their mean speed makes, but for the blind minutes."""
    rows = cells_of(text_of("merrow-link", "*Halden Crest*, bulk carrier"))
    seen = [
        (_minutes(time), float(place.replace("−", "-")), float(speed))
        for time, place, speed in rows
        if speed
    ]
    for (start, north, before), (end, south, after) in pairwise(seen):
        made, hours = north - south, (end - start) / 60
        if start == _minutes("02:14"):
            assert round(made / hours, 2) == 8.05, "the sum that nobody did"
            assert round(0.6 / ((end - start - 4.5 / 10.6 * 60) / 60), 1) == 2.9, "the map's sum"
        else:
            assert made == pytest.approx((before + after) / 2 * hours, abs=0.06)


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def test_the_sessions_fall_on_the_days_they_name(db: None) -> None:
    rows = cells_of(text_of("norvane-tidewell", "All sessions of *svc-backup*"))
    months = {"May": 5, "June": 6}
    days = []
    for named, start, _end, address in rows:
        weekday, day, month = named.split()
        when = date(2031, months[month], int(day))
        assert when.strftime("%a") == weekday
        days.append((when, start, address))
    evening = [day for day in days if day[2].startswith("203.0.113.")]
    assert (len(days), len(evening)) == (11, 10)
    assert all(when.weekday() < 5 and start >= "19:30" for when, start, _address in evening)
    assert not {date(2031, 5, 29), date(2031, 5, 30)} & {when for when, _start, _ in days}
    assert date(2031, 6, 2) in {when for when, _start, _ in days}


@each_invented
def test_network_names_and_addresses_are_those_reserved_for_examples(db: None, slug: str) -> None:
    library.load(slug)
    texts = CaseEdition.objects.get(case__slug=slug).paragraphs.values_list("text", flat=True)
    whole = "\n".join(texts)
    reserved = ("203.0.113.", "198.51.100.", "192.0.2.", "10.")
    for address in re.findall(r"\b\d{1,3}(?:\.\d{1,3}){3}\b", whole):
        assert address.startswith(reserved)
    assert not re.search(r"\w\.(?:com|net|org|info|io)\b", whole)


def _notes(data: object) -> list[str]:
    """The longer texts of a key: what would be seen if it leaked."""
    if isinstance(data, dict):
        return [note for each in data.values() for note in _notes(each)]
    if isinstance(data, list):
        return [note for each in data for note in _notes(each)]
    return [data] if isinstance(data, str) and len(data) > 30 else []
