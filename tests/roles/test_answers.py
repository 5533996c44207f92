"""What every address answers to every role and to strangers: who is let in, what they may read, what
goes along with it.
"""

from __future__ import annotations

import pytest

from tests.roles.policies import faults
from tests.roles.survey import TOKEN, Answer
from tests.roles.table import OK, ROWS, Row
from tests.roles.world import ANSWER, KEY, NOTE, OTHERS_MAIL, OWN, REMARK, ROLES

# Each page has tests of its own; here it is only met.
pytestmark = [pytest.mark.no_cover, pytest.mark.django_db, pytest.mark.timeout(900)]

# What anybody gets alike by an address that is itself the key, or that holds nothing of anybody.
SHARED = {
    "media",
    "podcast",
    "reports-feed",
    "session-calendar",
    "calendar-feed",
    "styleguide",
    "stop-letters",
    "stop-letters-bare",
}
KINDS = {
    "text/html; charset=utf-8",
    "text/calendar; charset=utf-8",
    "text/csv; charset=utf-8",
    "text/plain; charset=utf-8",
    "application/atom+xml; charset=utf-8",
    "application/rss+xml; charset=utf-8",
    "application/json",
    "application/json; charset=utf-8",
    "application/pdf",
    "application/zip",
    "audio/wav",
    "audio/x-wav",
}


# Where the remark on a line is given back with its points, to the one who handed it in.
# A debrief that was opened to the class tells the experts' reasons too.
FEEDBACK = {"feedback", "feedback-task", "exercise-debrief"}
OUTSIDE = ("nobody", "stranger", "student", "other")


def test_each_role_gets_what_the_table_says(answers: list[Answer]) -> None:
    assert len(answers) == len(ROWS) * len(ROLES)
    wrong = [
        f"{each}: {each.kind}, not {each.row.answers[each.role]}"
        for each in answers
        if each.kind != each.row.answers[each.role]
    ]
    assert not wrong, "\n".join(wrong)


def test_keys_notes_and_work_of_others_reach_nobody_outside(answers: list[Answer]) -> None:
    found = [
        f"{each}: {word}"
        for each in answers
        if each.role in OUTSIDE
        for word in sorted(each.words & _kept_from(each))
    ]
    assert not found, "\n".join(found)


def _kept_from(answer: Answer) -> set[str]:
    others = set() if answer.role == "other" else {ANSWER, OTHERS_MAIL}
    told = {REMARK} if answer.role == "student" and answer.row.name in FEEDBACK else set()
    return {KEY, REMARK, NOTE} - told | others


def test_a_readers_own_note_reaches_nobody_else_whatever_their_role(answers: list[Answer]) -> None:
    assert any(OWN in each.words for each in answers if each.role == "student")
    assert [str(each) for each in answers if OWN in each.words and each.role != "student"] == []


def test_every_answer_carries_the_policies_and_says_its_kind(answers: list[Answer]) -> None:
    wrong = [f"{each}: {fault}" for each in answers for fault in faults(each.headers)]
    wrong += [
        f"{each}: {kind}"
        for each in answers
        if each.status == 200 and (kind := each.headers.get("Content-Type", "")) not in KINDS
    ]
    assert not wrong, "\n".join(wrong)


def test_what_a_person_sees_is_kept_by_no_cache(answers: list[Answer]) -> None:
    wrong = []
    for each in answers:
        if each.row.name in SHARED or each.role != _one_who_may(each.row):
            continue
        control = each.headers.get("Cache-Control", "")
        if "no-store" not in control or "public" in control:
            wrong.append(f"{each}: {each.status} {control!r}")
    assert not wrong, "\n".join(wrong)


def _one_who_may(row: Row) -> str:
    return next((role for role in reversed(ROLES) if row.answers[role] == OK), "owner")


def test_what_caches_may_keep_brings_no_cookie_and_no_token(answers: list[Answer]) -> None:
    public = [
        each
        for each in answers
        if each.role == "nobody" and "public" in each.headers.get("Cache-Control", "")
    ]
    assert len(public) > 8
    wrong = [
        f"{each}: {each.status} {sorted(each.cookies)} {sorted(each.words)}"
        for each in public
        if each.cookies or each.status != 200 or TOKEN in each.words
    ]
    assert not wrong, "\n".join(wrong)
