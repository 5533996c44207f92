"""The deception check: which questions were answered."""

import pytest

from exercises.tradecraft.deception import (
    FINDING_LABELS,
    PROMPTS,
    TECHNIQUE_LABELS,
    Finding,
    SetScore,
    Technique,
    check_completeness,
)
from exercises.tradecraft.invalid import InvalidInput


def test_four_sets_of_three_or_four_questions_in_order() -> None:
    assert [p.technique for p in PROMPTS] == sorted(
        (p.technique for p in PROMPTS), key=list(Technique).index
    )
    for technique in Technique:
        assert sum(p.technique is technique for p in PROMPTS) in (3, 4)
    assert len({p.handle for p in PROMPTS}) == len(PROMPTS)
    assert all(p.question.endswith("?") for p in PROMPTS)
    assert all(p.handle.startswith(f"{p.technique}-") for p in PROMPTS)
    assert list(TECHNIQUE_LABELS) == list(Technique)
    assert list(FINDING_LABELS) == list(Finding)


def test_blank_answers_are_no_answers() -> None:
    found = check_completeness({"mom-motive": "To discredit.", "mom-cost": " \n", "eve-fit": "No."})
    assert found.sets == (
        SetScore(Technique.MOM, 1, 4),
        SetScore(Technique.POP, 0, 3),
        SetScore(Technique.MOSES, 0, 3),
        SetScore(Technique.EVE, 1, 4),
    )
    assert found.share == pytest.approx(2 / 14)
    assert found.missing == tuple(
        p.handle for p in PROMPTS if p.handle not in ("mom-motive", "eve-fit")
    )


def test_everything_answered_is_complete() -> None:
    found = check_completeness({prompt.handle: "x" for prompt in PROMPTS})
    assert (found.share, found.missing) == (1, ())
    assert check_completeness({}).share == 0


def test_an_answer_to_no_question_is_refused() -> None:
    with pytest.raises(InvalidInput, match=r"^There is no question “mom”\.$"):
        check_completeness({"mom": "x"})
