"""Sweeps of re-scoring."""

from __future__ import annotations

from courseplatform.kit.sweeps import sweep
from exercises.rescoring.applying import apply_some
from exercises.rescoring.deciding import TOPIC
from exercises.rescoring.listing import list_some
from exercises.rescoring.models import Rescoring


@sweep("rescoring.work", topics=(TOPIC,), every=60)
def work() -> int:
    """Go on with every list that is being made, and every one that is being applied."""
    rows = Rescoring.objects.filter(state__in=["listing", "running"]).select_related("correction")
    return sum(list_some(row) or apply_some(row) for row in rows.order_by("id")[:20])
