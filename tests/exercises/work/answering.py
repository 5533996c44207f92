"""Filling an attempt with the kinds' own samples."""

from __future__ import annotations

from importlib import import_module

from exercises.work.models import Attempt, Response


def answer(attempt: Attempt, name: str = "right") -> None:
    """Fill every task with the kind's own sample of that name."""
    for row in Response.objects.filter(attempt=attempt).select_related("task"):
        samples = import_module(f"exercises.kinds.{row.task.kind}.samples").SAMPLES
        sample = next(each for each in samples if each.name == name)
        Response.objects.filter(pk=row.pk).update(data=dict(sample.answer), revision=1)
