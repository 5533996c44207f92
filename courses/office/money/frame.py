"""What every page of the money desk shows: the row of its pages, with what waits on them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from courseplatform.people.models import Organiser, User
from courses.payment.models import Dispute, ReviewItem


def frame(person: User) -> dict[str, Any]:
    """Return the context of the frame; two counts on small indexes, and the organiser."""
    return {
        "pages": [
            {"label": _("Orders"), "url": reverse("desk-money")},
            {
                "label": _("Needs a look"),
                "url": reverse("desk-reviews"),
                "count": ReviewItem.objects.filter(closed_at=None).count() or "",
            },
            {
                "label": _("Disputes"),
                "url": reverse("desk-disputes"),
                "count": Dispute.objects.filter(closed_at=None).count() or "",
            },
            {"label": _("Payment service"), "url": reverse("desk-payment-service")},
            {"label": _("Export"), "url": reverse("desk-exports")},
        ],
        "zone": person.zone or Organiser.current().zone,
    }
