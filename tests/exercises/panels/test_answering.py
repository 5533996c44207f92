"""An expert's answer: saved, given once, and read by nobody else before the panel closes."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import User
from exercises.cases.stale import Stale
from exercises.kinds.contract import Parsed
from exercises.panels import answering, reading
from exercises.panels.models import Panel, Seat
from tests.exercises.panels.conftest import Grade, seats_of


def test_a_form_is_read_on_top_of_the_answer_so_far(panel: Panel, grade: Grade) -> None:
    seat = seats_of(panel)[0]
    grade(seat, "B2")
    parsed = answering.read(seat, QueryDict(""))
    assert parsed.answer == answering.answer_of(seat)
    assert str(parsed.answer.grades["R"].source) == "B"


def test_the_second_of_two_windows_is_told_and_the_first_answer_stands(
    panel: Panel, grade: Grade
) -> None:
    first, second = seats_of(panel)[0], seats_of(panel)[0]
    grade(first, "B2")
    with pytest.raises(Stale):
        grade(second, "E5")
    assert str(answering.answer_of(seats_of(panel)[0]).grades["R"].source) == "B"


def test_an_empty_answer_is_not_given(panel: Panel) -> None:
    with pytest.raises(Refusal) as refused:
        answering.give(seats_of(panel)[0])
    assert refused.value.code == "empty"


def test_what_was_given_stays_as_it_is(panel: Panel, grade: Grade) -> None:
    seat = seats_of(panel)[0]
    other_window = seats_of(panel)[0]
    grade(seat, "B2")
    answering.give(seat)
    for act in (lambda: grade(seat, "E5"), lambda: answering.give(seat)):
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.code == "given-already"
    other_window.data, other_window.revision = seat.data, seat.revision
    with pytest.raises(Refusal) as refused:
        answering.give(other_window)
    assert refused.value.code == "given-already"
    with pytest.raises(Stale):
        grade(other_window, "E5")


def test_the_panel_closes_when_the_last_of_three_has_given(panel: Panel, grade: Grade) -> None:
    states = []
    for seat in seats_of(panel):
        grade(seat, "B2")
        answering.give(seat)
        panel.refresh_from_db()
        states.append(panel.state)
    assert states == ["open", "open", "closed"]
    assert panel.closed_at is not None


def test_a_panel_of_two_waits_for_more_even_when_both_have_given(
    panel: Panel, grade: Grade, author: User
) -> None:
    panel.seats.filter(number=3).delete()
    for seat in seats_of(panel):
        grade(seat, "B2")
        answering.give(seat)
    panel.refresh_from_db()
    assert panel.state == "open"
    answering.close(panel, by=author)
    with pytest.raises(Refusal) as refused:
        answering.close(Panel.objects.get(pk=panel.pk), by=author)
    assert refused.value.code == "closed-already"


def test_a_panel_nobody_has_answered_is_not_closed(panel: Panel, author: User) -> None:
    with pytest.raises(Refusal) as refused:
        answering.close(panel, by=author)
    assert refused.value.code == "nobody-in"


def test_who_comes_after_the_closing_is_told(panel: Panel, grade: Grade, author: User) -> None:
    first, late, stale = seats_of(panel)
    grade(first, "B2")
    grade(late, "C3")
    grade(stale, "C3")
    answering.give(first)
    answering.close(panel, by=author)
    late.panel.refresh_from_db()
    for act in (
        lambda: grade(late, "D4"),
        lambda: answering.give(late),
        lambda: answering.give(stale),  # its page still shows an open panel
    ):
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.code == "panel-closed"


def test_nobody_sees_an_answer_before_the_panel_is_closed(
    panel: Panel, grade: Grade, author: User, experts: list[User]
) -> None:
    first = seats_of(panel)[0]
    grade(first, "B2")
    answering.give(first)
    panel.refresh_from_db()
    with pytest.raises(Refusal) as refused:
        reading.read(panel)
    assert refused.value.code == "panel-open"
    for person in experts:
        assert [seat.person_id for seat in Seat.objects.visible_to(person)] == [person.pk]
        assert not Panel.objects.visible_to(person).exists(), "a marker is no author"
    assert not Seat.objects.visible_to(author).exists(), "an author opens no seat but their own"
    assert Panel.objects.visible_to(author).count() == 1


def test_a_blank_sheet_can_be_saved(panel: Panel) -> None:
    seat = seats_of(panel)[0]
    parsed = Parsed(panel.how.blank(panel.typed_brief()))
    answering.save(seat, seat.revision, parsed)
    assert (seat.revision, answering.answer_of(seat)) == (1, parsed.answer)
