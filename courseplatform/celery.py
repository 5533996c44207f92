"""Celery's edge: one task that runs a named sweep, and beat's list made from the sweeps.

The database holds what must happen; a message only wakes the reader. A message that is lost costs
at most one period of the sweep, never the work.
"""

from __future__ import annotations

import os
import sys

from celery import Celery, signals
from django.core.exceptions import ImproperlyConfigured

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


@signals.celeryd_init.connect
@signals.beat_init.connect
def _refuse_demo(**_kwargs: object) -> None:
    from courseplatform.people import practice

    try:
        practice.refuse_in_production()
    except ImproperlyConfigured as error:
        sys.exit(str(error))  # Celery would note any other exception and go on


@app.on_after_finalize.connect
def _set_schedule(sender: Celery, **_kwargs: object) -> None:
    sender.conf.beat_schedule = beat_schedule()
