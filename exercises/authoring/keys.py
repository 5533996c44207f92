"""Keys in force: the version's own, or a corrected one beside a frozen version that never changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, FilteredRelation, Max, Q

from courseplatform.kit import clock, moves
from courseplatform.people.models import User
from exercises.authoring.models import KeyCorrection, Task
from exercises.cases.digest import sha256_of


@dataclass(frozen=True)
class KeyInForce:
    """The key that scoring uses now.

    Attributes:
        data: as stored (JSON).
        schema: the number it is stored under.
        number: the number of the correction; 0 for the version's own key.
    """

    data: Mapping[str, Any]
    schema: int
    number: int = 0


def keys_in_force(task_ids: Iterable[int]) -> dict[int, KeyInForce]:
    """Return the key that holds for each task; one query."""
    newest = Q(corrections__state="in_force")
    rows = (
        Task.objects.filter(pk__in=set(task_ids))
        .annotate(
            corrected=FilteredRelation("corrections", condition=newest),
            corrected_data=F("corrected__data"),
            corrected_schema=F("corrected__schema"),
            corrected_number=F("corrected__number"),
        )
        .values_list(
            "pk", "key", "schema", "corrected_data", "corrected_schema", "corrected_number"
        )
    )
    return {
        pk: KeyInForce(corrected, corrected_schema, number) if number else KeyInForce(own, schema)
        for pk, own, schema, corrected, corrected_schema, number in rows
    }


def key_in_force(task_id: int) -> KeyInForce:
    """Return the key that holds for one task; one query."""
    return keys_in_force([task_id])[task_id]


@transaction.atomic
def propose(
    task: Task, data: Mapping[str, Any], *, schema: int, why: str, by: User
) -> KeyCorrection:
    """Keep a corrected key beside a frozen version; it scores nothing before it is put in force."""
    Task.objects.select_for_update(no_key=True).get(pk=task.pk)
    newest = task.corrections.aggregate(newest=Max("number"))["newest"] or 0
    return KeyCorrection.objects.create(
        task=task,
        number=newest + 1,
        data=data,
        schema=schema,
        sha256=sha256_of({"task": task.pk, "number": newest + 1, "key": data}),
        why=why,
        made_by=by,
        made_at=clock.now(),
    )


@transaction.atomic
def put_in_force(correction: KeyCorrection) -> bool:
    """Let a corrected key score from now on, in place of the one before; tell whether this did it."""
    Task.objects.select_for_update(no_key=True).get(pk=correction.task_id)
    before = KeyCorrection.objects.filter(task=correction.task_id, state="in_force")
    before.exclude(pk=correction.pk).update(state="replaced")
    return moves.try_move(correction, "proposed", "in_force", in_force_at=clock.now())


def drop(correction: KeyCorrection) -> None:
    """Give up a corrected key that was never in force."""
    moves.try_move(correction, "proposed", "dropped")
