"""Emptying answers: at a person's wish, and when their time is over. Hashes, points, dates stay."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from courseplatform.kit import clock
from exercises.work.models import Response, Revision, Score


@transaction.atomic
def empty(response_ids: Sequence[int]) -> int:
    """Empty answers with their history and remarks; return how many were not empty before."""
    Revision.objects.filter(response__in=response_ids).delete()
    Score.history.filter(response__in=response_ids).update(remarks=[])
    return Response.objects.filter(pk__in=response_ids, erased_at=None).update(
        data={}, typed={}, moved="", erased_at=clock.now()
    )


def empty_older(before: datetime, most: int) -> int:
    """Empty at most that many answers of attempts begun before an instant; return how many."""
    old = Response.objects.filter(attempt__started_at__lt=before, erased_at=None)
    return empty(list(old.order_by("id").values_list("pk", flat=True)[:most]))
