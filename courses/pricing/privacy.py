"""What pricing holds about a person: vouchers made out to their address."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courseplatform.kit.privacy import PersonalData
from courseplatform.people.models import User
from courses.pricing.models import Voucher


def _export(person: User) -> Iterable[dict[str, Any]]:
    if not person.email:
        return
    for voucher in Voucher.objects.filter(email__iexact=person.email).order_by("pk"):
        yield {
            "code": voucher.code,
            "email": voucher.email,
            "uses": voucher.uses,
            "used": voucher.used,
            "made_at": voucher.created_at.isoformat(),
        }


def _erase(person: User, now: datetime) -> Sequence[str]:
    """Empty the address; without it the voucher would be good for everybody, so it is revoked."""
    if not person.email:
        return []
    made_out = Voucher.objects.filter(email__iexact=person.email)
    if not made_out.update(email="", note="", revoked_at=Coalesce("revoked_at", now)):
        return []
    return [_("Vouchers that were made out to you, revoked and without your address.")]


PERSONAL = PersonalData(
    slug="vouchers",
    title=gettext_lazy("Vouchers"),
    kept=gettext_lazy("Vouchers that were made out to your address; kept with the books."),
    export=_export,
    erase=_erase,
    position=25,
)
