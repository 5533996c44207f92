"""Celery's edge: one task that runs a named sweep, and beat's list made from the sweeps.

The database holds what must happen; a message only wakes the reader. A message that is lost costs
at most one period of the sweep, never the work.
"""

from __future__ import annotations

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "courseplatform.settings.production")

app = Celery("courseplatform")
app.config_from_object("django.conf:settings", namespace="CELERY")


@app.task(name="courseplatform.sweep", ignore_result=True)
def run_sweep(name: str) -> None:
    """Run one sweep by name; a name that is no longer known is a message from an older release."""
    from courseplatform.kit import sweeps

    sweeps.run(name)


def beat_schedule() -> dict[str, dict[str, object]]:
    """Return beat's entries: plain seconds in UTC, expiring before three more have piled up."""
    from courseplatform.kit import sweeps

    return {
        sweep.name: {
            "task": "courseplatform.sweep",
            "args": (sweep.name,),
            "schedule": float(sweep.every),
            "options": {"expires": max(5, sweep.every)},
        }
        for sweep in sweeps.all_sweeps()
    }


@app.on_after_finalize.connect
def _set_schedule(sender: Celery, **_kwargs: object) -> None:
    sender.conf.beat_schedule = beat_schedule()
