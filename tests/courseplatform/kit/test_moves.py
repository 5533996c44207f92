"""Compare-and-swap: one writer wins, the loser is told and changes nothing."""

from __future__ import annotations

import pytest

from courseplatform.kit import clock, moves
from courseplatform.kit.refusals import Refusal
from courseplatform.letters.models import Letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter() -> Letter:
    return Letter.objects.create(key="k", template="note", address="a@example.org")


def test_the_winner_s_row_carries_the_new_values(letter: Letter) -> None:
    assert moves.try_move(letter, "waiting", "taken", fault="x")
    assert (letter.state, letter.fault) == ("taken", "x")
    assert Letter.objects.get().fault == "x"


def test_the_loser_changes_nothing_in_the_database_or_in_memory(letter: Letter) -> None:
    stale = Letter.objects.get()
    moves.try_move(letter, "waiting", "taken")
    assert not moves.try_move(stale, "waiting", "failed", fault="loser")
    assert (stale.state, stale.fault) == ("waiting", "")
    assert Letter.objects.get().state == "taken"


def test_any_of_several_states_may_be_left(letter: Letter) -> None:
    assert moves.try_move(letter, ("taken", "waiting"), "failed")
    assert not moves.try_move(letter, iter(["taken", "waiting"]), "sent", sent_at=clock.now())


def test_a_lost_move_is_a_sentence_with_a_code(letter: Letter) -> None:
    with pytest.raises(Refusal, match="Look again") as refused:
        moves.move(letter, "taken", "sent", otherwise="Look again.")
    assert refused.value.code == "not-sent"
    with pytest.raises(Refusal) as refused:
        moves.move(letter, "taken", "sent", otherwise="Look again.", code="late")
    assert refused.value.code == "late"
    moves.move(letter, "waiting", "taken", otherwise="")
    assert letter.state == "taken"


def test_a_swap_needs_every_expected_value(letter: Letter) -> None:
    assert not moves.swap(letter, {"state": "waiting", "attempts": 1}, fault="x")
    assert letter.fault == ""
    assert moves.swap(letter, {"state": "waiting", "attempts": 0}, fault="x")
    assert letter.fault == Letter.objects.get().fault == "x"


def test_a_row_that_is_gone_cannot_be_moved(letter: Letter) -> None:
    Letter.objects.all().delete()
    assert not moves.try_move(letter, "waiting", "taken")
