"""Terms, privacy notice, refund policy and imprint: versions that never change, one in force."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from courseplatform.kit import clock, richtext
from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import LegalPage

SLUGS = ("terms", "privacy", "refunds", "imprint")


def publish(
    slug: str, title: str, text: str, *, in_force_from: datetime | None = None
) -> LegalPage:
    """Add the next version of a page; earlier ones stay readable.

    Args:
        slug: one of ``SLUGS``.
        title: heading of the page.
        text: Markdown.
        in_force_from: aware instant; now if not given.

    Raises:
        Refusal: there is no such page, or the text is too large.
    """
    if slug not in SLUGS:
        raise Refusal(_("There is no legal page of that name."), code="unknown-legal-page")
    html = richtext.render(text).html
    with transaction.atomic():
        # Rows of this page are few; the lock makes two editors take different numbers.
        versions = LegalPage.objects.select_for_update().filter(slug=slug)
        list(versions.values_list("pk", flat=True))
        last = versions.aggregate(last=Max("version"))["last"] or 0
        return LegalPage.objects.create(
            slug=slug,
            version=last + 1,
            title=title,
            text=text,
            html=html,
            in_force_from=in_force_from or clock.now(),
        )


def in_force(slug: str, now: datetime) -> LegalPage | None:
    """Return the version of a page that holds at ``now``, if there is one."""
    return LegalPage.objects.filter(slug=slug, in_force_from__lte=now).order_by("-version").first()


def versions_in_force(now: datetime) -> dict[str, int]:
    """Return which version of each page holds at ``now``; what an order stores as accepted."""
    rows = LegalPage.objects.filter(in_force_from__lte=now).values("slug")
    return {row["slug"]: row["last"] for row in rows.annotate(last=Max("version")).order_by("slug")}
