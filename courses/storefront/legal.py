"""The versions of the legal pages that a buyer accepts."""

from __future__ import annotations

from datetime import datetime

from courseplatform.people.models import LegalPage
from courses.orders.terms import PageVersion

ACCEPTED = (
    "terms",
    "refunds",
)  # what the box beside the button names; privacy is told, not accepted


def in_force(now: datetime) -> tuple[PageVersion, ...]:
    """Return the newest versions of the accepted pages that are in force at ``now``."""
    rows = (
        LegalPage.objects.filter(slug__in=ACCEPTED, in_force_from__lte=now)
        .order_by("slug", "-version")
        .distinct("slug")
        .values_list("slug", "version")
    )
    return tuple(PageVersion(slug, version) for slug, version in rows)


def to_text(pages: tuple[PageVersion, ...]) -> str:
    """Return versions as the hidden field of the form carries them: "refunds:2,terms:3"."""
    return ",".join(f"{page.slug}:{page.version}" for page in pages)
