"""How often and how soon a part that died is started again."""

from __future__ import annotations

from courseplatform.runtime.patience import SETTLED_SECONDS, Patience


def test_the_first_death_is_answered_at_once_and_later_ones_ever_more_slowly() -> None:
    patience = Patience()
    assert [patience.after_death(1.0) for _ in range(5)] == [0.0, 1.0, 3.0, 7.0, 15.0]


def test_after_five_quick_deaths_it_is_given_up() -> None:
    patience = Patience()
    for _ in range(5):
        assert patience.after_death(1.0) is not None
    assert patience.after_death(1.0) is None


def test_a_part_that_had_settled_begins_with_a_clean_sheet() -> None:
    patience = Patience()
    for _ in range(5):
        patience.after_death(1.0)
    assert patience.after_death(SETTLED_SECONDS) == 0.0
    assert patience.after_death(1.0) == 1.0
