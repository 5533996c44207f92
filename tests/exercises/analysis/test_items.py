"""Difficulty, discrimination and agreement of items, and the reason where there is no figure."""

from __future__ import annotations

from importlib import import_module

import pytest

from exercises.analysis.collecting import TaskWork
from exercises.analysis.items import analyse, hang_together
from exercises.authoring.tasks import OpenTask
from exercises.kinds import registry
from exercises.kinds.contract import AnyKind
from exercises.tradecraft.undefined import Reason, Undefined
from tests.exercises.analysis.conftest import Work

TEN = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100]


def reason(value: float | Undefined) -> Reason:
    assert isinstance(value, Undefined)
    assert str(value), "a reason has words"
    return value.reason


def test_the_mean_share_is_shown_from_five_people_on(work: Work) -> None:
    (four,) = analyse([work([50] * 4)])
    assert reason(four.whole.difficulty) is Reason.TOO_FEW
    assert four.whole.percent is None
    (five,) = analyse([work([0, 25, 50, 75, 100])])
    assert five.whole.difficulty == 0.5
    assert (five.whole.percent, five.whole.n, five.position) == (50, 5, 1)


@pytest.mark.parametrize(
    ("other", "figure"), [(TEN, 1.0), (TEN[::-1], -1.0), ([50] * 10, Reason.NO_VARIATION)]
)
def test_a_task_is_compared_with_the_rest_of_the_exercise(
    work: Work, other: list[float], figure: float | Reason
) -> None:
    first, _second = analyse([work(TEN), work(other, position=2)])
    found = first.whole.discrimination
    if isinstance(figure, Reason):
        assert reason(found) is figure
    else:
        assert found == pytest.approx(figure)


def test_nothing_is_compared_under_ten_people_or_where_there_is_no_rest(work: Work) -> None:
    first, _second = analyse([work(TEN[:9]), work(TEN[:9], position=2)])
    assert reason(first.whole.discrimination) is Reason.TOO_FEW
    (alone,) = analyse([work(TEN)])
    assert reason(alone.whole.discrimination) is Reason.TOO_FEW


def test_a_line_is_compared_with_the_rest_of_its_task(work: Work) -> None:
    halves = [each / 2 for each in TEN]
    (task,) = analyse([work(TEN, lines={"T": halves, "R": halves[::-1], "other": halves[:3]})])
    radio, tracker, other = task.lines
    assert (radio.line, radio.called) == ("R", "A radio"), "in the order of the brief"
    assert tracker.discrimination == pytest.approx(1.0)
    assert (other.line, other.called, other.n) == ("other", "", 3)
    assert reason(other.difficulty) is Reason.TOO_FEW
    assert not radio.plain


def test_a_standard_of_a_rubric_goes_by_its_name(work: Work) -> None:
    (task,) = analyse([work([50] * 5, lines={"sources": [25] * 5})])
    (line,) = task.lines
    assert line.called
    assert line.plain


def test_a_line_of_nobody_whose_task_is_scored_is_compared_with_nothing(work: Work) -> None:
    made = work(TEN, lines={"R": [10] * 10})
    made.earned = {}
    (task,) = analyse([made])
    assert reason(task.lines[0].discrimination) is Reason.TOO_FEW
    made.earned = dict.fromkeys(range(5), (0, 0))
    (task,) = analyse([made])
    assert task.whole.difficulty == 0.0


def test_wrong_answers_are_named_when_two_people_gave_them_and_the_item_is_graded(
    work: Work,
) -> None:
    grades = ["B2", "C2", "C3", "D4", "C2"]
    (task,) = analyse([work([50] * 5, lines={"R": [25] * 5, "T": [25] * 5}, grades=grades)])
    radio, tracker = task.lines
    assert [(each.code, each.count) for each in radio.wrong] == [("C", 3)]
    assert radio.wrong[0].about == "The source"
    assert tracker.wrong == []


def test_agreement_is_that_of_ten_people_and_answers_show_from_five_on(work: Work) -> None:
    (few,) = analyse([work([50] * 4, grades=["B2"] * 4)])
    assert few.agreements == []
    (some,) = analyse([work([50] * 5, grades=["B2"] * 5)])
    assert {reason(each.alpha) for each in some.agreements} == {Reason.TOO_FEW}
    (many,) = analyse([work([50] * 10, grades=["B2"] * 9 + ["E2"])])
    source, information = many.agreements
    assert isinstance(source.alpha, float)
    assert reason(information.alpha) is Reason.NO_VARIATION
    assert (source.about, source.metric) == ("The source", "ordinal")


def test_tasks_hang_together_over_those_who_did_all_of_them(work: Work) -> None:
    assert reason(hang_together([])) is Reason.TOO_FEW
    assert hang_together([work(TEN), work(TEN, position=2)]) == pytest.approx(1.0)
    assert reason(hang_together([work(TEN), work(TEN[:9], position=2)])) is Reason.TOO_FEW
    assert reason(hang_together([work(TEN)])) is Reason.TOO_FEW


@pytest.mark.parametrize("kind", list(registry.every().values()), ids=lambda kind: kind.slug)
def test_answers_to_every_kind_can_be_analysed(kind: AnyKind) -> None:
    samples = import_module(f"exercises.kinds.{kind.slug}.samples").SAMPLES
    right = next(each for each in samples if each.name == "right")
    brief = kind.brief_from(right.brief)
    fitting = [each for each in samples if each.brief == right.brief and not each.invalid]
    answers = [kind.answer_from(each.answer) for each in fitting if each.schema == kind.schema]
    opened = OpenTask(1, 1, "Task", "", 100, kind, brief)
    work = TaskWork(opened, kind.key_from(right.key))
    work.answers = (answers * 10)[:10]
    work.earned = {pk: (pk, 10) for pk in range(10)}
    (task,) = analyse([work])
    assert task.whole.difficulty == 0.45
    assert len(task.agreements) == len(work.ratings())
    assert all(isinstance(each.alpha, float) or reason(each.alpha) for each in task.agreements)
