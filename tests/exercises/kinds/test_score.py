"""Points out of points with a remark per line."""

from __future__ import annotations

import pytest

from exercises.kinds.score import Remark, Score, Verdict, earned, verdict_of


def remark(points_c: int, out_of_c: int = 100) -> Remark:
    return Remark("1", verdict_of(points_c, out_of_c), points_c, out_of_c, "You said {word}.")


def test_a_score_is_the_sum_of_its_remarks() -> None:
    score = Score.of([remark(100), remark(50), remark(0), remark(0, 0)])
    assert (score.points_c, score.out_of_c) == (150, 300)
    assert [each.verdict for each in score.remarks] == ["ok", "partly", "no", "info"]


def test_deductions_never_take_a_task_below_nothing() -> None:
    assert Score.of([remark(100), remark(-200, 0)]).points_c == 0


def test_a_stored_score_reads_back_as_it_was() -> None:
    full = Remark("E3", Verdict.PARTLY, 50, 100, "{a} is {n}.", {"a": "x", "n": 3}, "why", ("¶2",))
    score = Score.of([full, remark(100)])
    assert Score.from_json(score.to_json()) == score


@pytest.mark.parametrize(
    ("credit", "out_of", "points"), [(0.5, 25, 13), (0.75, 100, 75), (1, 40, 40), (0, 40, 0)]
)
def test_half_a_hundredth_is_rounded_up(credit: float, out_of: int, points: int) -> None:
    assert earned(credit, out_of) == points


def test_words_among_the_facts_are_translated_with_the_sentence() -> None:
    german = {
        "You said {word}, {n} times.": "Sie sagten {word}, {n}-mal.",
        "likely": "wahrscheinlich",
    }
    said = Remark("1", Verdict.OK, 0, 0, "You said {word}, {n} times.", {"word": "likely", "n": 2})
    assert said.render() == "You said likely, 2 times."
    assert said.render(lambda text: german.get(text, text)) == "Sie sagten wahrscheinlich, 2-mal."
