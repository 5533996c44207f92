"""Loading exercises with their keys, and the shipped case as a whole."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from exercises.authoring import library
from exercises.authoring.freezing import freeze, version_digest
from exercises.authoring.models import Exercise, ExerciseVersion, Task
from exercises.authoring.tasks import key_of, open_task, score_answer
from exercises.cases.files import FileFault
from exercises.cases.library import LIBRARY
from exercises.cases.models import CaseEdition
from exercises.kinds.ach_matrix.matrices import panel_matrix, panel_of
from exercises.tradecraft.ach import Scheme, inconsistency, linchpins
from exercises.tradecraft.wording import bluf_hints, check_wording, count_words


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(LIBRARY / "ukraine-hts", tmp_path / "ukraine-hts"))


def task_of(version: ExerciseVersion, kind: str) -> Task:
    return version.tasks.get(kind=kind)


def rewrite(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / "exercises" / "did-kyiv-deal" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("slug", [path.parent.name for path in LIBRARY.glob("*/case.toml")])
def test_every_shipped_case_loads_and_can_be_given_out(db: None, slug: str) -> None:
    versions = library.load(slug)
    assert versions
    for version in versions:
        freeze(version)
        assert version.frozen_at
        assert version.edition.mark
    assert [each.pk for each in library.load(slug)] == [each.pk for each in versions]


def test_loading_all_loads_each_case_once(hts: ExerciseVersion) -> None:
    assert hts in library.load_all()
    assert Exercise.objects.filter(slug="did-kyiv-deal").count() == 1


def test_the_hts_exercise_has_five_tasks_and_their_points(hts: ExerciseVersion) -> None:
    tasks = [(task.kind, task.points_c) for task in hts.tasks.order_by("position")]
    assert tasks == [
        ("source_grading", 1600),
        ("claim_sorting", 3000),
        ("ach_matrix", 2000),
        ("estimate", 1000),
        ("written_assessment", 3200),
    ]
    there = hts.edition.paragraphs.filter(source__inject="").order_by("number")
    assert list(there.values_list("number", flat=True)) == list(range(15))


def test_the_experts_matrix_reads_4_1_1_0_1(hts: ExerciseVersion) -> None:
    task = task_of(hts, "ach_matrix")
    brief, key = open_task(task).brief, key_of(task)
    matrix = panel_matrix(brief, key)
    assert (len(matrix.hypotheses), len(matrix.rows)) == (5, 12)
    assert inconsistency(matrix, Scheme.COUNT) == (4, 1, 1, 0, 1)
    weighted = inconsistency(matrix, Scheme.PARC_WEIGHTED)
    assert weighted == pytest.approx((5.6568542495, 1.4142135624, 0.7071067812, 0, 0.7071067812))
    assert inconsistency(matrix, Scheme.SQUARED_DISTANCE) == (6, 1, 1, 0, 1)
    assert inconsistency(matrix, Scheme.CREDIBILITY_ONLY) == (5, 1, 0.5, 0, 0.5)
    assert linchpins(matrix, Scheme.COUNT) == ("E3", "E11")
    assert not [cell for row in panel_of(brief, key) for cell in row if cell.ungraded]


def test_the_thirty_claims_fall_into_the_classes_of_the_key(hts: ExerciseVersion) -> None:
    key = key_of(task_of(hts, "claim_sorting"))
    counts: dict[str, int] = {}
    for entry in key.statements.values():
        counts[str(entry.main)] = counts.get(str(entry.main), 0) + 1
    assert counts == {"RF": 5, "AA": 7, "AJ": 8, "AS": 3, "SP": 5, "CX": 2}


def test_claims_about_real_people_and_states_keep_their_hedge(hts: ExerciseVersion) -> None:
    brief = open_task(task_of(hts, "claim_sorting")).brief
    hedged = {each.id: each.text.lower() for each in brief.statements}
    for number in ("1", "2", "3", "9", "10", "12", "16", "18", "19", "20", "21", "23"):
        assert any(
            word in hedged[number] for word in ("alleged", "reported", "connected", "reports")
        ), hedged[number]


def test_the_model_answer_passes_the_wording_check_and_keeps_the_limit(
    hts: ExerciseVersion,
) -> None:
    task = task_of(hts, "written_assessment")
    brief, key = open_task(task).brief, key_of(task)
    assert count_words(key.model) <= brief.most_words
    assert not check_wording(
        key.model, scale=brief.scale, watch=brief.watch, limit=brief.most_words
    )
    assert not bluf_hints(key.model, question_terms=brief.question_terms)
    assert check_wording(key.weak, scale=brief.scale, watch=brief.watch)


def test_the_experts_own_answers_earn_full_points(hts: ExerciseVersion) -> None:
    task = task_of(hts, "ach_matrix")
    brief, key = open_task(task).brief, key_of(task)
    cells = {
        row.id: {
            each.id: code
            for each, code in zip(brief.hypotheses, key.rows[row.id].experts[0], strict=True)
        }
        for row in brief.rows
    }
    score, scorer, _key = score_answer(task, {"cells": cells, "linchpin": "E11"})
    assert score is not None
    assert (score.points_c, score.out_of_c, scorer) == (2000, 2000, 1)


def test_a_loaded_version_carries_the_hash_of_its_rows(hts: ExerciseVersion) -> None:
    hts.refresh_from_db()
    assert hts.sha256 == version_digest(hts)
    freeze(hts)
    hts.refresh_from_db()
    assert hts.sha256 == version_digest(hts)
    assert hts.edition.frozen_at


def test_a_corrected_key_of_a_used_version_becomes_the_next_version(folder: Path, db: None) -> None:
    first, *others = library.load_folder(folder)
    freeze(first)
    rewrite(folder, "4-put-numbers-on-it.key.toml", "high = 20", "high = 25")
    second, *same = library.load_folder(folder)
    assert (second.number, second.edition) == (2, first.edition)
    assert same == others, "the exercises beside it stay as they are"
    assert CaseEdition.objects.count() == 1
    rewrite(folder, "4-put-numbers-on-it.key.toml", "high = 25", "high = 22")
    third, *_same = library.load_folder(folder)
    assert third == second, "nobody has used it, so it is filled anew"
    assert Task.objects.filter(version=second).count() == 5


@pytest.mark.parametrize(
    ("name", "old", "new", "sentence"),
    [
        (
            "exercise.toml",
            "title",
            "titles",
            "did-kyiv-deal/exercise.toml: There is no field “titles”",
        ),
        (
            "1-grade-the-sources.toml",
            "source_grading",
            "grading",
            "kind: There is no kind “grading”",
        ),
        ("1-grade-the-sources.toml", "¶2", "¶77", "The dossier has no paragraph ¶77."),
        (
            "1-grade-the-sources.toml",
            'id = "R"',
            'id = "T"',
            "brief.items: Two items have the same id.",
        ),
        ("1-grade-the-sources.key.toml", "items.R", "items.Q", "Item R has no key."),
        (
            "1-grade-the-sources.key.toml",
            '"E"',
            '"X"',
            "key.toml, items.R.source[1]: “X” is not one of A, B",
        ),
        (
            "3-weigh-the-hypotheses.key.toml",
            "H5 = 15",
            "H5 = 20",
            "The panel's chances must add up to 100.",
        ),
        ("2-sort-the-claims.toml", "¶2", "2", "The dossier has no paragraph 2."),
    ],
)
def test_a_fault_in_an_exercise_is_named_and_nothing_is_stored(
    folder: Path, db: None, name: str, old: str, new: str, sentence: str
) -> None:
    rewrite(folder, name, old, new)
    with pytest.raises(FileFault) as caught:
        library.load_folder(folder)
    assert sentence in caught.value.sentence
    assert not CaseEdition.objects.exists()


def test_a_missing_key_file_and_an_exercise_without_tasks_are_refused(
    folder: Path, db: None
) -> None:
    exercise = folder / "exercises" / "did-kyiv-deal"
    (exercise / "5-write-the-assessment.key.toml").unlink()
    with pytest.raises(FileFault, match=r"key\.toml: This file is missing"):
        library.load_folder(folder)
    for path in exercise.glob("[0-9]*"):
        path.unlink()
    with pytest.raises(FileFault, match="no task beside this file"):
        library.load_folder(folder)


def test_the_command_loads_says_what_is_there_and_names_faults(
    folder: Path, db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("load_case", "ukraine-hts")
    assert "did-kyiv-deal: version 1" in capsys.readouterr().out
    call_command("load_case", str(folder))
    call_command("load_case")
    assert CaseEdition.objects.filter(case__slug="ukraine-hts").count() == 1
    with pytest.raises(CommandError, match="The library has no case"):
        call_command("load_case", "atlantis")


def test_an_opened_task_holds_nothing_of_its_key(hts: ExerciseVersion) -> None:
    for task in hts.tasks.order_by("position"):
        assert "key" in task.get_deferred_fields(), "the key stays in the database"
        opened = open_task(task)
        shown = json.dumps(opened.kind.to_json(opened.brief), ensure_ascii=False)
        notes = _notes(opened.kind.to_json(key_of(task)))
        assert notes
        assert not [note for note in notes if note in shown]


def _notes(data: object) -> list[str]:
    """The longer texts of a key: what would be seen if it leaked."""
    if isinstance(data, dict):
        return [note for each in data.values() for note in _notes(each)]
    if isinstance(data, list):
        return [note for each in data for note in _notes(each)]
    return [data] if isinstance(data, str) and len(data) > 30 else []
