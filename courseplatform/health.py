"""Liveness and readiness: the first without the database, the second with everything."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courseplatform.kit import clock
from courseplatform.reminders.heartbeat import last_beat

BEAT_MAY_BE = timedelta(minutes=3)


@login_not_required
@never_cache
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """Answer that this process runs."""
    return JsonResponse({"status": "ok"})


@login_not_required
@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Answer whether pages can be served (200 or 503), and how old the last beat is.

    Beat, broker or worker being away does not make the site unready: pages commit without them. A
    sign of beat passes through all three, so its age in the answer tells the monitor of each.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
        beat = last_beat()
    except DatabaseError:
        return JsonResponse({"status": "unready", "database": "away"}, status=503)
    age = clock.now() - beat if beat else None
    return JsonResponse(
        {
            "status": "ok",
            "database": "ok",
            "beat": "never" if age is None else ("ok" if age < BEAT_MAY_BE else "late"),
            "beat_age_seconds": None if age is None else int(age.total_seconds()),
        }
    )
