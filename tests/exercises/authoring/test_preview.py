"""Preview as a student: the task as students get it, a try that stays in the session."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse

from exercises.authoring.models import ExerciseVersion, Task
from exercises.authoring.tasks import key_of, open_task

EXPERTS = (
    "C C C CC C|C C C N C|C C I C I|I N N C C|N N N C N|N N N C C"
    "|C C C N N|N N CC N C|C C C N C|N N N N N|II I C C N|I C C N N"
)


def url(version: ExerciseVersion, position: int, name: str = "desk-preview") -> str:
    return reverse(name, args=[version.exercise.ref, 1, position])


def test_the_experts_cells_typed_in_read_4_1_1_0_1(
    instructor_client: Client, hts: ExerciseVersion
) -> None:
    grid = {
        f"E{row}": {f"H{place}": code for place, code in enumerate(codes.split(), start=1)}
        for row, codes in enumerate(EXPERTS.split("|"), start=1)
    }
    live = url(hts, 3, "desk-preview-live")
    first = instructor_client.post(live, {"grid": json.dumps({"E1": grid["E1"]})}).content.decode()
    assert '<span id="ach-sum-H1" hx-swap-oob="true">–</span>' in first
    assert '<span id="ach-spread-E1" hx-swap-oob="true">0.40</span>' in first
    answer = instructor_client.post(live, {"grid": json.dumps(grid)}).content.decode()
    sums = [
        answer.split(f'id="ach-sum-H{place}" hx-swap-oob="true">')[1].split("<")[0]
        for place in range(1, 6)
    ]
    assert sums == ["4", "1", "1", "0", "1"]
    page = instructor_client.get(url(hts, 3)).content.decode()
    assert "12 of 12 rows rated" in page, "the try stays in the session"


def test_a_row_is_rated_without_a_script(instructor_client: Client, hts: ExerciseVersion) -> None:
    row = instructor_client.get(url(hts, 3), {"part": "E3"}).content.decode()
    assert 'name="cell-H5"' in row
    assert "Representatives of the Ukrainian state met HTS and an exchange" in row
    fields = {f"cell-H{place}": "C" for place in range(1, 6)}
    answer = instructor_client.post(
        url(hts, 3), {"row": "E3", "part": "E3", "reason": "Specific.", "go": "E4", **fields}
    )
    assert answer.status_code == 302
    assert answer["Location"].endswith("?part=E4")
    assert "1 of 12 rows rated" in instructor_client.get(url(hts, 3)).content.decode()


def test_what_cannot_be_read_comes_back_as_typed_under_the_summary(
    instructor_client: Client, hts: ExerciseVersion
) -> None:
    answer = instructor_client.post(url(hts, 4), {"number-Q1": "140", "word-Q1": "unlikely"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_number-Q1"' in page
    assert 'id="id_number-Q1" value="140"' in page
    assert 'aria-invalid="true"' in page
    assert "<title>Error:" in page


@pytest.mark.parametrize("position", [1, 2, 3, 4])
def test_the_keys_own_answer_is_scored_in_full_on_the_spot(
    instructor_client: Client, hts: ExerciseVersion, position: int
) -> None:
    task = Task.objects.get(version=hts, position=position)
    opened = open_task(task)
    model = opened.kind.to_json(opened.kind.model(opened.brief, key_of(task)))
    session = instructor_client.session
    session[f"preview-{task.pk}"] = model
    session.save()
    page = instructor_client.post(url(hts, position), {"then": "score"}).content.decode()
    worth = task.points_c // 100
    assert f"Scored: {worth} of {worth} points" in page


def test_a_written_task_is_not_scored_by_rule(
    instructor_client: Client, hts: ExerciseVersion
) -> None:
    page = instructor_client.post(url(hts, 5), {"text": "It is so.", "then": "score"}).content
    assert b"a marker reads it" in page


def test_the_wording_check_is_advice_with_places(
    instructor_client: Client, hts: ExerciseVersion
) -> None:
    text = "Multiple sources confirm that Kyiv may be cooperating with terrorists [¶2] [¶99]."
    live = instructor_client.post(url(hts, 5, "desk-preview-live"), {"text": text}).content.decode()
    assert '<q class="note__quote">confirm</q>' in live
    assert 'data-start="17" data-end="24"' in live
    assert 'href="#p2"' in live
    assert "no such paragraph" in live
    assert "10 of 120 words" in live


def test_a_task_without_live_parts_answers_with_nothing(
    instructor_client: Client, hts: ExerciseVersion
) -> None:
    answer = instructor_client.post(url(hts, 1, "desk-preview-live"), {"item": "R", "source": "D"})
    assert (answer.status_code, answer.content) == (204, b"")
    page = instructor_client.get(url(hts, 1), {"part": "R"}).content.decode()
    assert (
        'value="D" aria-label="D, not usually reliable" aria-describedby="source-D" checked' in page
    )


def test_starting_over_forgets_the_try(instructor_client: Client, hts: ExerciseVersion) -> None:
    instructor_client.post(url(hts, 4), {"number-Q1": "10"})
    assert 'value="10"' in instructor_client.get(url(hts, 4)).content.decode()
    instructor_client.post(url(hts, 4), {"then": "over"})
    assert 'value="10"' not in instructor_client.get(url(hts, 4)).content.decode()


def test_a_try_of_another_schema_is_begun_anew(
    instructor_client: Client, hts: ExerciseVersion
) -> None:
    task = Task.objects.get(version=hts, position=4)
    session = instructor_client.session
    session[f"preview-{task.pk}"] = {"guesses": []}
    session.save()
    assert instructor_client.get(url(hts, 4)).status_code == 200


def test_a_preview_shows_no_word_of_the_key(
    instructor_client: Client, hts: ExerciseVersion
) -> None:
    for position in range(1, 6):
        task = Task.objects.get(version=hts, position=position)
        opened = open_task(task)
        notes = [note for note in texts(opened.kind.to_json(key_of(task))) if len(note) > 30]
        assert notes
        for part in ("", *opened.kind.parts(opened.brief)):
            page = instructor_client.get(url(hts, position), {"part": part}).content.decode()
            assert not [note for note in notes if note in page]


def texts(data: object) -> list[str]:
    """Every text in JSON-like data."""
    if isinstance(data, dict):
        return [text for each in data.values() for text in texts(each)]
    if isinstance(data, list):
        return [text for each in data for text in texts(each)]
    return [data] if isinstance(data, str) else []
