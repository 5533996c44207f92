"""What members have reached over everything given to them, for staff and certificates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from exercises.cohorts.models import Allotment
from exercises.grades.recording import grades_of
from exercises.work.progress import attempts_at, is_graded, last_handed_in


@dataclass(frozen=True)
class Result:
    """What one member has reached in one cohort, over everything given to them.

    Points count what is graded and may be seen. Of the ``allotted`` exercises ``handed_in`` were
    handed in, and ``released`` of these are graded in full.
    """

    person_id: int
    code: str
    active: bool
    allotted: int
    handed_in: int
    released: int
    points_c: int
    out_of_c: int


def results_of(allotments: Iterable[Allotment]) -> list[Result]:
    """Return a result for each member who was given anything, by code; two queries.

    Staff see every grade, also what its owner does not see yet.
    """
    given = list(allotments)
    ids = [allotment.pk for allotment in given]
    attempts = attempts_at(ids)
    grades = grades_of(ids)
    by_member: dict[int, list[Allotment]] = defaultdict(list)
    for allotment in given:
        by_member[allotment.member_id].append(allotment)
    found = []
    for allotted in by_member.values():
        handed_in = [last_handed_in(attempts[each.pk]) for each in allotted]
        whole = [grades.get(each.pk) for each in allotted]
        member = allotted[0].member
        found.append(
            Result(
                person_id=member.person_id,
                code=member.code,
                active=member.state == "active",
                allotted=len(allotted),
                handed_in=sum(each is not None for each in handed_in),
                released=sum(
                    is_graded(attempt, grade)
                    for attempt, grade in zip(handed_in, whole, strict=True)
                ),
                points_c=sum(grade.points_c for grade in whole if grade),
                out_of_c=sum(grade.out_of_c for grade in whole if grade),
            )
        )
    return sorted(found, key=lambda result: result.code)
