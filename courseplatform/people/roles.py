"""Who may do what: one table for the rights that hold across the house.

Rights inside one session (lead, instructor, marker, observer) are rows: ``catalogue.Teaching`` for
the course side, pushed down as ``cohorts.Staff`` for the exercises side.
"""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """A global role; a person may hold several."""

    OWNER = "owner"
    COORDINATOR = "coordinator"
    EDITOR = "editor"
    CONSULTANT = "consultant"
    INSTRUCTOR = "instructor"  # sees the desk; which sessions and scripts, Teaching and Staff say
    MARKER = "marker"


class Right(StrEnum):
    """One thing that a role allows."""

    SEE_DESK = "see-desk"
    RUN_COURSES = "run-courses"  # courses, sessions, webinars, rosters, attendance
    SEE_MONEY = "see-money"
    REFUND = "refund"
    CANCEL_PLACES = "cancel-places"
    EDIT_REPORTS = "edit-reports"
    ANSWER_INQUIRIES = "answer-inquiries"
    BUILD_CASES = "build-cases"
    MARK = "mark"  # the marking desk; which scripts, cohorts.Staff says
    MANAGE_PEOPLE = "manage-people"
    SEE_TECHNICAL = "see-technical"  # jobs, letters, hooks, /admin/


RIGHTS: dict[Role, frozenset[Right]] = {
    Role.OWNER: frozenset(Right),
    Role.COORDINATOR: frozenset(
        {
            Right.SEE_DESK,
            Right.RUN_COURSES,
            Right.SEE_MONEY,
            Right.REFUND,
            Right.CANCEL_PLACES,
            Right.ANSWER_INQUIRIES,
        }
    ),
    Role.EDITOR: frozenset({Right.SEE_DESK, Right.EDIT_REPORTS}),
    Role.CONSULTANT: frozenset({Right.SEE_DESK, Right.ANSWER_INQUIRIES}),
    Role.INSTRUCTOR: frozenset({Right.SEE_DESK, Right.BUILD_CASES, Right.MARK}),
    Role.MARKER: frozenset({Right.SEE_DESK, Right.MARK}),
}


def rights_of(roles: frozenset[str]) -> frozenset[Right]:
    """Return the union of the rights of ``roles``; unknown names give none."""
    known = {role.value for role in Role}
    return frozenset().union(*(RIGHTS[Role(name)] for name in roles if name in known))
