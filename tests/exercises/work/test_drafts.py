"""Saving while one works: one winner, nothing lost, no meeting oneself as somebody else."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.http import QueryDict

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from exercises.work.drafts import Conflict, Origin, Saved, restore, save
from exercises.work.handing_in import hand_in
from exercises.work.models import Attempt, Response, Revision
from exercises.work.sheets import Step, steps_of

WRITTEN = 3
ESTIMATE = 2


def form(**fields: object) -> QueryDict:
    post = QueryDict(mutable=True)
    post.update({name: str(value) for name, value in fields.items()})
    return post


def step(attempt: Attempt, number: int = WRITTEN) -> Step:
    return next(each for each in steps_of(attempt) if each.number == number)


def write(attempt: Attempt, text: str, revision: int, **fields: object) -> Saved:
    return save(step(attempt), form(text=text, revision=revision, **fields))


def stored(attempt: Attempt) -> Response:
    return step(attempt).response


def test_a_save_stores_the_answer_and_counts_the_revision(attempt: Attempt) -> None:
    saved = write(attempt, "The ship will sail.", 0)
    row = stored(attempt)
    assert (row.data, row.revision) == ({"text": "The ship will sail."}, 1)
    assert saved.saved_at == row.saved_at
    assert saved.step.progress.done == 1


def test_saving_the_same_again_writes_nothing(attempt: Attempt) -> None:
    write(attempt, "The ship will sail.", 0)
    assert write(attempt, "The ship will sail.", 1).step.response.revision == 1
    assert write(attempt, "The ship will sail.", 0).step.response.revision == 1


def test_of_two_windows_the_second_is_shown_both_versions(attempt: Attempt) -> None:
    write(attempt, "From the first window.", 0)
    with pytest.raises(Conflict) as conflict:
        write(attempt, "From the second window.", 0)
    assert conflict.value.step.answer.text == "From the first window."
    assert conflict.value.parsed.answer.text == "From the second window."
    assert stored(attempt).data == {"text": "From the first window."}


def test_after_looking_at_both_the_person_may_keep_theirs(attempt: Attempt) -> None:
    write(attempt, "From the first window.", 0)
    write(attempt, "From the second window.", 1)
    assert stored(attempt).data == {"text": "From the second window."}


def test_a_window_whose_answer_got_lost_on_the_line_goes_on(attempt: Attempt) -> None:
    write(attempt, "The ship", 0, window="a1", turn=1)
    write(attempt, "The ship will sail", 0, window="a1", turn=2)
    assert stored(attempt).data == {"text": "The ship will sail"}


def test_an_older_save_of_a_window_never_overtakes_a_newer_one(attempt: Attempt) -> None:
    write(attempt, "The ship will sail", 0, window="a1", turn=2)
    with pytest.raises(Conflict):
        write(attempt, "The ship", 0, window="a1", turn=1)
    assert stored(attempt).data == {"text": "The ship will sail"}


def test_another_window_in_between_is_still_a_conflict(attempt: Attempt) -> None:
    write(attempt, "One", 0, window="a1", turn=1)
    write(attempt, "Two", 1, window="b2", turn=1)
    with pytest.raises(Conflict):
        write(attempt, "One and more", 0, window="a1", turn=2)


def test_a_row_that_changed_between_reading_and_writing_is_read_again(attempt: Attempt) -> None:
    stale = step(attempt)
    write(attempt, "One", 0, window="a1", turn=1)
    with pytest.raises(Conflict):
        save(stale, form(text="Two", revision=0, window="b2", turn=1))
    mine = step(attempt)
    write(attempt, "One more", 1, window="a1", turn=2)
    saved = save(mine, form(text="One more word", revision=1, window="a1", turn=3))
    assert saved.step.response.revision == stored(attempt).revision == 3


def test_what_cannot_be_read_is_kept_as_it_was_typed(attempt: Attempt) -> None:
    saved = save(step(attempt, ESTIMATE), form(revision=0, **{"number-Q1": "about 70"}))
    number = [error for error in saved.parsed.errors if "number" in error.field]
    assert number
    row = step(attempt, ESTIMATE).response
    assert "about 70" in str(row.typed)
    save(step(attempt, ESTIMATE), form(revision=1, **{"number-Q1": "70"}))
    assert step(attempt, ESTIMATE).response.typed == {}


def test_unreadable_text_of_one_part_does_not_show_in_another(attempt: Attempt) -> None:
    save(step(attempt, 1), form(revision=0, item="R", part="R", chance="many"))
    sheet = step(attempt, 1)
    assert sheet.sheet({}, part="R").shown("chance", None) == "many"
    assert sheet.sheet({}, part="N").shown("chance", None) == ""


def test_one_state_is_kept_for_each_minute_of_change(attempt: Attempt, saturday: datetime) -> None:
    for second in range(0, 150, 10):
        with clock.at(saturday + timedelta(seconds=second)):
            write(attempt, f"Text after {second} seconds.", second // 10)
    kept = Revision.objects.filter(response=stored(attempt)).order_by("number")
    assert [row.data["text"] for row in kept] == [
        "Text after 0 seconds.",
        "Text after 60 seconds.",
        "Text after 120 seconds.",
    ]


def test_a_text_that_is_wiped_out_is_kept_at_once(attempt: Attempt, saturday: datetime) -> None:
    for second, text in enumerate(("One", "One two", "A long text that took an hour.", "")):
        with clock.at(saturday + timedelta(seconds=second)):
            write(attempt, text, second)
    kept = Revision.objects.filter(response=stored(attempt)).values_list("data__text", flat=True)
    assert "A long text that took an hour." in kept


def test_nothing_is_saved_after_handing_in(attempt: Attempt) -> None:
    write(attempt, "Handed in.", 0)
    before = step(attempt)
    hand_in(attempt)
    with pytest.raises(Refusal, match="was handed in"):
        write(attempt, "One word more.", 1)
    with pytest.raises(Refusal, match="was handed in"):
        save(before, form(text="From a page opened before.", revision=1))
    assert stored(attempt).data == {"text": "Handed in."}


@pytest.mark.parametrize("revision", ["", "-1", "1e3", "٣", "9" * 30, "one"])
def test_a_form_with_a_strange_revision_never_overwrites(attempt: Attempt, revision: str) -> None:
    write(attempt, "Mine", 0)
    with pytest.raises(Conflict):
        save(step(attempt), form(text="Other", revision=revision))


def test_an_origin_reads_what_the_page_adds_and_nothing_strange() -> None:
    origin = Origin.of(form(revision=7, window="w" * 99, turn="9" * 10, part="R\x00"))
    assert (origin.revision, len(origin.window), origin.part) == (7, 32, "R")
    assert origin.turn == 2**31 - 1


def test_an_earlier_version_comes_back_and_what_stood_there_is_kept(
    attempt: Attempt, saturday: datetime
) -> None:
    for minute, text in enumerate(("The first thought.", "The second thought.")):
        with clock.at(saturday + timedelta(minutes=2 * minute)):
            write(attempt, text, minute)
    restore(step(attempt), 1, 2)
    assert stored(attempt).data == {"text": "The first thought."}
    kept = Revision.objects.filter(response=stored(attempt)).order_by("number")
    assert [row.data["text"] for row in kept] == ["The first thought.", "The second thought."]


@pytest.mark.parametrize(("number", "revision"), [(1, 1), (7, 2), (-1, 2)])
def test_a_version_is_put_back_only_over_what_the_person_saw(
    attempt: Attempt, saturday: datetime, number: int, revision: int
) -> None:
    for minute, text in enumerate(("The first thought.", "The second thought.")):
        with clock.at(saturday + timedelta(minutes=2 * minute)):
            write(attempt, text, minute)
    with pytest.raises(Refusal):
        restore(step(attempt), number, revision)
    assert stored(attempt).data == {"text": "The second thought."}


def test_after_handing_in_no_version_comes_back(attempt: Attempt, saturday: datetime) -> None:
    write(attempt, "The first thought.", 0)
    with clock.at(saturday + timedelta(minutes=2)):
        write(attempt, "The second thought.", 1)
    hand_in(attempt)
    with pytest.raises(Refusal, match="was handed in"):
        restore(step(attempt), 1, 2)
