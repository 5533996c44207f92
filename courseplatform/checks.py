"""System checks: what ``check --deploy`` of Django does not ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import tzdata
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Caution
from django.db import DatabaseError

from courseplatform.people import practice
from courseplatform.settings.environment import PRACTICE_MARKS

HERE = {"", "localhost", "127.0.0.1", "::1"}
SEALED_MODES = {"require", "verify-ca", "verify-full"}


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


@register(Tags.security, deploy=True)
def other_machines_are_reached_sealed(**_kwargs: Any) -> list[CheckMessage]:
    """What leaves this machine goes by TLS: to the database, the broker, the cache, the mail server."""
    if settings.MODE != "production":
        return []
    given = settings.DATABASES["default"]
    plain = {
        "DATABASE_URL": not _is_here(given["HOST"])
        and given["OPTIONS"].get("sslmode") not in SEALED_MODES,
        "CELERY_BROKER_URL": _is_plain(settings.CELERY_BROKER_URL),
        "CACHE_URL": _is_plain(settings.CACHE_URL),
        "EMAIL_USE_TLS": not _is_here(settings.EMAIL_HOST) and not settings.EMAIL_USE_TLS,
    }
    return [
        Caution(
            f"{name} leads to another machine without TLS.",
            hint="Use sslmode=verify-full, rediss:// or amqps://, EMAIL_USE_TLS; if the way there is "
            "sealed below, silence courseplatform.W005.",
            id="courseplatform.W005",
        )
        for name, is_plain in plain.items()
        if is_plain
    ]


def _is_plain(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme in {"redis", "amqp"} and not _is_here(parts.hostname or "")


def _is_here(host: str) -> bool:
    """Tell whether a host is this machine: a socket's folder, or the loopback."""
    return host in HERE or host.startswith("/")


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
