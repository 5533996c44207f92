"""Which named constraint a database error is about, so that it can become a sentence."""

from __future__ import annotations

from django.db import IntegrityError


def violated(error: IntegrityError) -> str:
    """Return the name of the violated constraint, or nothing when the database names none."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""
