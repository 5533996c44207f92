"""Giving a duplicated session the exercises of the old one, all dates shifted by whole days."""

from __future__ import annotations

from datetime import datetime

from courseplatform.kit import walltime
from courseplatform.people.models import User
from courses.catalogue.models import Session
from courses.coursework.models import ExercisePlan
from courses.coursework.planning import plan, rules_of


def duplicate(old: Session, new: Session, days: int, *, actor: User | None) -> list[ExercisePlan]:
    """Plan the old session's exercises in the new one, rules and all, ``days`` later on the wall.

    Raises:
        Refusal: an hour does not exist on its new day.
    """

    def later(local: datetime | None) -> datetime | None:
        return walltime.shift_days(local, days) if local else None

    return [
        plan(
            new,
            row.exercise_ref,
            opens_local=later(row.opens_local),
            due_local=later(row.due_local),
            closes_local=later(row.closes_local),
            rules=rules_of(old, row.exercise_ref),
            actor=actor,
        )
        for row in ExercisePlan.objects.filter(session=old).order_by("pk")
    ]
