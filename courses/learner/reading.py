"""What stands before a student: what comes next, what is due, what came back, the courses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from courseplatform.people.models import User
from courses.coursework.admission import ensure_admitted
from courses.coursework.reading import Progress, progress_in
from courses.enrolment.models import Enrolment, EnrolmentState, Waiting
from courses.enrolment.waiting import turns_of
from courses.orders.models import Order
from courses.payment.standing import held_for
from courses.webinars.gate import Gate, lets_in
from courses.webinars.joining import gate_of
from courses.webinars.models import Webinar

DONE = {"handed-in", "released", "closed"}
PASSED = {Gate.OVER, Gate.CALLED_OFF}
NEWS_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Meeting:
    """One webinar as its student sees it."""

    webinar: Webinar
    gate: Gate

    @property
    def can_join(self) -> bool:
        """Whether the gate is open now."""
        return lets_in(self.gate)


@dataclass(frozen=True)
class Item:
    """One line of a programme: a webinar or an exercise, with the instant that orders it.

    ``is_past``: the instant lies before now, so that the now-mark stands below it.
    """

    at: datetime
    is_past: bool
    meeting: Meeting | None = None
    exercise: Progress | None = None


@dataclass
class CourseRoom:
    """One enrolment with everything in it."""

    enrolment: Enrolment
    meetings: list[Meeting] = field(default_factory=list)
    exercises: list[Progress] = field(default_factory=list)

    def is_past(self, now: datetime) -> bool:
        """Tell whether the session has ended and no meeting and no due date lies ahead."""
        ahead = any(one.gate not in PASSED for one in self.meetings) or any(
            row.due_at and row.due_at > now for row in self.exercises if str(row.state) not in DONE
        )
        return self.enrolment.session.ends_at <= now and not ahead

    def programme(self, now: datetime) -> list[Item]:
        """Return webinars and exercises in the order of their time; an exercise counts when due."""
        items = [
            Item(meeting.webinar.starts_at, meeting.webinar.ends_at <= now, meeting=meeting)
            for meeting in self.meetings
        ]
        items += [
            Item(due, due <= now, exercise=row)
            for row in self.exercises
            for due in [row.due_at or row.closes_at or row.opens_at]
        ]
        return sorted(items, key=lambda item: item.at)


@dataclass(frozen=True)
class Home:
    """The page "my courses"."""

    rooms: list[CourseRoom]
    next_meeting: Meeting | None
    next_room: CourseRoom | None
    due: list[tuple[CourseRoom, Progress]]
    feedback: list[tuple[CourseRoom, Progress]]
    waiting: list[Waiting]
    held: list[Order]


def rooms_of(person: User, now: datetime, *, ref: str = "") -> list[CourseRoom]:
    """Return the course rooms of a person, or the one called ``ref``; few queries for any number.

    A newcomer is admitted to the exercises on the way, so that access never waits for a job.
    """
    mine = Enrolment.objects.filter(person=person, state=EnrolmentState.ACTIVE)
    enrolments = list(
        (mine.filter(ref=ref) if ref else mine)
        .select_related("session__course", "person", "admission", "certificate")
        .order_by("-session__starts_at", "pk")
    )
    for enrolment in enrolments:
        if not hasattr(enrolment, "admission"):
            ensure_admitted(enrolment)
    sessions = [enrolment.session_id for enrolment in enrolments]
    exercises = progress_in(sessions, person)
    rooms = {
        enrolment.session_id: CourseRoom(
            enrolment, exercises=exercises.get(enrolment.session_id, [])
        )
        for enrolment in enrolments
    }
    for webinar in Webinar.objects.filter(session__in=sessions).order_by("starts_at", "pk"):
        rooms[webinar.session_id].meetings.append(Meeting(webinar, gate_of(webinar, now)))
    return list(rooms.values())


def home_of(person: User, now: datetime) -> Home:
    """Return what the page "my courses" shows."""
    rooms = rooms_of(person, now)
    coming = [
        (meeting, room) for room in rooms for meeting in room.meetings if meeting.gate not in PASSED
    ]
    coming.sort(key=lambda pair: pair[0].webinar.starts_at)
    first = coming[0] if coming else (None, None)
    return Home(
        rooms=rooms,
        next_meeting=first[0],
        next_room=first[1],
        due=_due(rooms),
        feedback=_feedback(rooms, now),
        waiting=turns_of(person),
        held=held_for(person, now),
    )


def _due(rooms: Iterable[CourseRoom]) -> list[tuple[CourseRoom, Progress]]:
    rows = [(room, row) for room in rooms for row in room.exercises if str(row.state) not in DONE]
    return sorted(
        rows, key=lambda pair: (pair[1].due_at is None, pair[1].due_at or pair[1].opens_at)
    )


def _feedback(rooms: Iterable[CourseRoom], now: datetime) -> list[tuple[CourseRoom, Progress]]:
    rows = [
        (room, row)
        for room in rooms
        for row in room.exercises
        if row.feedback_url and (row.graded_at is None or now - row.graded_at < NEWS_FOR)
    ]
    return sorted(rows, key=lambda pair: pair[1].graded_at or now, reverse=True)
