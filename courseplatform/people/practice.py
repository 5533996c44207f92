"""What the demo made carries a mark; production does not start beside it."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from courseplatform.people.models import Organiser, User

DEMO_ROWS = (
    "The database holds the demo's people, whose password everybody knows: give production "
    "a database of its own with DATABASE_URL."
)


def has_demo_rows() -> bool:
    """Tell whether the demo was loaded into this database. Raises DatabaseError."""
    return (
        Organiser.objects.filter(is_demo=True).exists()
        or User.objects.filter(is_demo=True).exists()
    )


def refuse_in_production() -> None:
    """Stop the start of a production process over the demo's rows. Raises ImproperlyConfigured.

    A database that is away now stops nothing: the process waits for it like for any other outage.
    """
    if settings.MODE != "production":
        return
    try:
        found = has_demo_rows()
    except DatabaseError:
        return
    if found:
        raise ImproperlyConfigured(DEMO_ROWS)
