"""Reminders from what is wanted to the letter: planned, moved, withdrawn, sent once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from courseplatform.kit import clock
from courseplatform.letters.models import Letter
from courseplatform.letters.writing import write
from courseplatform.people.models import User
from courseplatform.reminders import dispatch as dispatching
from courseplatform.reminders.dispatch import dispatch
from courseplatform.reminders.kinds import ReminderKind, Wanted, all_kinds
from courseplatform.reminders.models import Reminder
from courseplatform.reminders.planning import plan

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 14, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass
class Meetings:
    """A subject to remind of: starts by name, guests by name; and what happened to its reminders."""

    starts: dict[str, datetime] = field(default_factory=dict)
    guests: dict[str, list[User]] = field(default_factory=dict)
    off: set[str] = field(default_factory=set)
    faults: int = 0
    sent: list[str] = field(default_factory=list)

    def wanted(self, now: datetime) -> list[Wanted]:
        return [
            Wanted(name, guest.pk, start - HOUR, start)
            for name, start in self.starts.items()
            for guest in self.guests[name]
            if start > now
        ]

    def why_not(self, row: Reminder) -> str | None:
        return "called off" if row.subject in self.off else None

    def send(self, row: Reminder) -> None:
        write(f"{row.kind}:{row.subject}:{row.person.ref}", "note", to=row.person)
        if self.faults:
            self.faults -= 1
            raise RuntimeError("the template is broken")
        self.sent.append(f"{row.subject} {row.person.email}")

    @property
    def kind(self) -> ReminderKind:
        return ReminderKind("meeting-soon", self.wanted, self.why_not, self.send)


@pytest.fixture
def guests(db: None) -> list[User]:
    return [User.objects.create_user(f"g{n}@example.org") for n in range(3)]


@pytest.fixture
def meetings(guests: list[User]) -> Meetings:
    return Meetings({"one": START}, {"one": guests})


@pytest.fixture
def run(meetings: Meetings) -> Callable[[datetime], tuple[int, int]]:
    def at(instant: datetime) -> tuple[int, int]:
        with clock.at(instant):
            planned = plan([meetings.kind])
            return planned, dispatch(kinds={meetings.kind.slug: meetings.kind})

    return at


def states() -> set[tuple[str, str]]:
    return set(Reminder.objects.values_list("state", "reason"))


def test_what_is_wanted_is_planned_once_and_sent_when_due(
    run: Callable, meetings: Meetings
) -> None:
    assert run(START - 5 * HOUR) == (3, 0)
    assert run(START - 4 * HOUR) == (0, 0)
    assert run(START - HOUR) == (0, 3)
    assert run(START - HOUR / 2) == (0, 0)
    assert sorted(meetings.sent) == [f"one g{n}@example.org" for n in range(3)]
    assert states() == {("done", "")}
    assert Letter.objects.count() == 3


def test_somebody_who_comes_late_is_reminded_at_once(run: Callable, meetings: Meetings) -> None:
    assert run(START - HOUR / 2) == (3, 3)
    assert run(START + HOUR) == (0, 0)


def test_nothing_is_planned_that_is_useless_already(run: Callable, meetings: Meetings) -> None:
    meetings.wanted = lambda now: [  # type: ignore[method-assign]
        Wanted("one", meetings.guests["one"][0].pk, START - HOUR, START)
    ]
    assert run(START + HOUR) == (0, 0)
    assert not Reminder.objects.exists()


def test_a_moved_subject_moves_its_reminders(run: Callable, meetings: Meetings) -> None:
    run(START - 5 * HOUR)
    meetings.starts["one"] = START + timedelta(days=1)
    assert run(START - 4 * HOUR) == (3, 0)
    assert run(START - HOUR) == (0, 0)
    assert set(Reminder.objects.values_list("due_at", "useless_after")) == {
        (START + timedelta(days=1) - HOUR, START + timedelta(days=1))
    }
    assert run(START + timedelta(days=1) - HOUR) == (0, 3)


def test_what_nobody_wants_any_more_is_withdrawn_and_can_be_wanted_again(
    run: Callable, meetings: Meetings, guests: list[User]
) -> None:
    run(START - 5 * HOUR)
    meetings.guests["one"] = guests[:2]
    assert run(START - 4 * HOUR) == (1, 0)
    assert Reminder.objects.get(state="skipped").reason == "withdrawn"
    meetings.guests["one"] = guests
    assert run(START - 3 * HOUR) == (1, 0)
    assert run(START - HOUR) == (0, 3)


def test_what_was_sent_is_never_planned_again_for_the_same_time(
    run: Callable, meetings: Meetings
) -> None:
    run(START - HOUR)
    for minutes in (1, 20, 59):
        assert run(START - HOUR + timedelta(minutes=minutes)) == (0, 0)
    assert states() == {("done", "")}


def test_what_was_sent_is_planned_again_when_its_subject_moved_to_a_later_time(
    run: Callable, meetings: Meetings
) -> None:
    run(START - HOUR)
    meetings.starts["one"] = START + timedelta(days=1)
    assert run(START) == (3, 0)
    assert run(START + timedelta(days=1) - HOUR) == (0, 3)
    meetings.starts["one"] = START + timedelta(hours=23)
    assert run(START + timedelta(days=1) - HOUR / 2) == (0, 0), "an earlier time is no news"


def test_a_reason_against_it_is_asked_for_just_before_sending(
    run: Callable, meetings: Meetings
) -> None:
    run(START - 5 * HOUR)
    meetings.off.add("one")
    assert run(START - HOUR) == (0, 3)
    assert states() == {("skipped", "called off")}
    assert not Letter.objects.exists()


def test_a_reminder_that_comes_too_late_is_missed_and_not_sent(
    run: Callable, meetings: Meetings
) -> None:
    run(START - 5 * HOUR)
    assert run(START) == (0, 3)
    assert states() == {("missed", "too late")}
    assert meetings.sent == []


def test_a_fault_undoes_the_letter_and_is_tried_again_and_put_aside_in_the_end(
    run: Callable, meetings: Meetings, caplog: pytest.LogCaptureFixture
) -> None:
    meetings.guests["one"] = meetings.guests["one"][:1]
    meetings.faults = 2
    run(START - HOUR)
    assert states() == {("taken", "RuntimeError: the template is broken")}
    assert not Letter.objects.exists()
    run(START - HOUR + timedelta(seconds=21))
    run(START - HOUR + timedelta(seconds=62))
    assert states() == {("done", "")}
    assert Letter.objects.count() == 1


def test_a_fault_that_stays_is_put_aside_for_staff(
    run: Callable, meetings: Meetings, caplog: pytest.LogCaptureFixture
) -> None:
    meetings.guests["one"] = meetings.guests["one"][:1]
    meetings.faults = 99
    for minutes in range(0, 30, 6):
        run(START - HOUR + timedelta(minutes=minutes))
    row = Reminder.objects.get()
    assert (row.state, row.attempts) == ("failed", dispatching.MOST_ATTEMPTS)
    assert not Letter.objects.exists()


def test_one_broken_reminder_does_not_hold_the_others(
    run: Callable, meetings: Meetings, caplog: pytest.LogCaptureFixture
) -> None:
    meetings.faults = 1
    assert run(START - HOUR)[1] == 2


def test_a_claim_whose_worker_died_runs_out_and_is_worked_by_another(
    run: Callable, meetings: Meetings
) -> None:
    with clock.at(START - HOUR):
        plan([meetings.kind])
        assert len(dispatching.claim()) == 3
    assert run(START - HOUR + timedelta(minutes=1)) == (0, 0)
    assert run(START - HOUR + timedelta(minutes=3)) == (0, 3)


def test_a_worker_that_was_overtaken_writes_no_letter(meetings: Meetings) -> None:
    with clock.at(START - HOUR):
        plan([meetings.kind])
        mine = dispatching.claim()
    with clock.at(START - HOUR + timedelta(minutes=3)):
        assert len(dispatching.claim()) == 3
        assert dispatching.work_off(mine, {meetings.kind.slug: meetings.kind}) == 0
    assert not Letter.objects.exists()
    assert states() == {("taken", "")}


def test_rows_of_a_kind_that_is_no_more_are_skipped(meetings: Meetings) -> None:
    with clock.at(START - HOUR):
        plan([meetings.kind])
        assert dispatch(kinds={}) == 3
    assert states() == {("skipped", "unknown kind")}


def test_planning_costs_the_same_queries_for_one_and_for_many(
    meetings: Meetings, django_assert_num_queries: Callable
) -> None:
    with clock.at(START - 5 * HOUR):
        plan([meetings.kind])
        with django_assert_num_queries(5):  # savepoint in, lock, two reads, savepoint out
            plan([meetings.kind])
        for n in range(20):
            meetings.starts[f"m{n}"], meetings.guests[f"m{n}"] = START, meetings.guests["one"]
        plan([meetings.kind])
        with django_assert_num_queries(5):
            plan([meetings.kind])


def test_a_second_planner_returns_at_once(meetings: Meetings) -> None:
    from django.db import connections

    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("begin")
            cursor.execute("select pg_advisory_xact_lock(hashtextextended('plan:reminders', 0))")
            with clock.at(START - 5 * HOUR):
                assert plan([meetings.kind]) == 0
            cursor.execute("rollback")
    finally:
        other.close()
    with clock.at(START - 5 * HOUR):
        assert plan([meetings.kind]) == 3


def test_due_rows_are_found_by_the_index(meetings: Meetings) -> None:
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
    assert "reminders_due" in dispatching.due().order_by("due_at", "id")[:200].explain()


def test_every_kind_of_the_house_has_a_name_of_its_own() -> None:
    kinds = all_kinds()
    assert all(slug == kind.slug for slug, kind in kinds.items())


@pytest.fixture
def together(meetings: Meetings) -> ReminderKind:
    """The same kind, working on many at once."""

    def send_all(rows: Sequence[Reminder]) -> None:
        for row in rows:
            meetings.send(row)

    return replace(
        meetings.kind,
        why_not_all=lambda rows: {row.pk: "called off" for row in rows if meetings.why_not(row)},
        send_all=send_all,
    )


def test_a_kind_may_work_on_many_at_once_by_the_same_rules(
    meetings: Meetings,
    together: ReminderKind,
    guests: list[User],
    django_assert_num_queries: Callable,
) -> None:
    meetings.starts |= {"two": START, "late": START - HOUR}
    meetings.guests |= {"two": guests[:2], "late": guests[:1]}
    meetings.off.add("two")
    with clock.at(START - 5 * HOUR):
        plan([together])
    with clock.at(START - HOUR):
        assert dispatch(kinds={together.slug: together}) == 6
    assert set(Reminder.objects.values_list("subject", "state", "reason")) == {
        ("one", "done", ""), ("two", "skipped", "called off"), ("late", "missed", "too late"),
    }  # fmt: skip
    assert Letter.objects.count() == 3


def test_a_batch_that_fails_is_worked_one_by_one(
    meetings: Meetings, together: ReminderKind, caplog: pytest.LogCaptureFixture
) -> None:
    meetings.faults = 2  # once in the batch, once alone
    with clock.at(START - HOUR):
        plan([together])
        assert dispatch(kinds={together.slug: together}) == 2
    assert Letter.objects.count() == 2
    assert "worked one by one" in caplog.text


def test_a_batch_that_was_overtaken_writes_nothing(
    meetings: Meetings, together: ReminderKind, caplog: pytest.LogCaptureFixture
) -> None:
    with clock.at(START - HOUR):
        plan([together])
        mine = dispatching.claim()
    with clock.at(START - HOUR + timedelta(minutes=3)):
        dispatching.claim(most=1)
        assert dispatching.work_off(mine, {together.slug: together}) == 2
    assert Letter.objects.count() == 2
