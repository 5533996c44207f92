"""System checks: what ``check --deploy`` of Django does not ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import tzdata
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError

from courseplatform.people import practice
from courseplatform.settings.environment import PRACTICE_MARKS


@register(Tags.compatibility)
def zone_data_is_ours(**_kwargs: Any) -> list[CheckMessage]:
    """The pinned zone data must be the only one; the system's copy may be old and would win."""
    import zoneinfo

    if zoneinfo.TZPATH:
        return [
            Error(
                "Zone data of the operating system would win over the pinned tzdata "
                f"{tzdata.IANA_VERSION}.",
                hint="Call zoneinfo.reset_tzpath(to=[]) before the first zone is read.",
                id="courseplatform.E001",
            )
        ]
    return []


@register(Tags.security, deploy=True)
def production_is_no_demo(**_kwargs: Any) -> list[CheckMessage]:
    """Production refuses demo secrets and the stand-ins."""
    found: list[CheckMessage] = []
    if settings.MODE != "production":
        return found
    secrets = {"SECRET_KEY": settings.SECRET_KEY, "STRIPE_SECRET_KEY": settings.STRIPE_SECRET_KEY}
    for name, value in secrets.items():
        if any(mark in value for mark in PRACTICE_MARKS):
            found.append(
                Error(f"{name} is the demo's.", hint="Make a secret.", id="courseplatform.E002")
            )
    if settings.STRIPE_API_BASE or hasattr(settings, "SANDBOX_URL"):
        found.append(
            Error("The payment stand-in is configured in production.", id="courseplatform.E003")
        )
    return found


@register(Tags.database)
def production_holds_no_demo(
    databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[CheckMessage]:
    """Production refuses the rows of the demo; asked by migrate and check --database default."""
    if settings.MODE != "production" or not databases:
        return []
    try:
        found = practice.has_demo_rows()
    except DatabaseError:  # before the first migration there is no table, and no row in it
        return []
    return [Error(practice.DEMO_ROWS, id="courseplatform.E004")] if found else []
