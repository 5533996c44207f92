"""What certificates hold about a person: their name on each, and whether it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courseplatform.kit.privacy import PersonalData
from courseplatform.people.models import User
from courses.certificates.models import Certificate, CertificateState


def _export(person: User) -> Iterable[dict[str, Any]]:
    for certificate in Certificate.objects.visible_to(person).order_by("issued_at", "pk"):
        yield {
            "reference": certificate.ref,
            "name": certificate.name,
            "course": certificate.facts["course"],
            "starts_at": certificate.facts["starts_at"],
            "minutes": certificate.facts["minutes"],
            "state": certificate.state,
            "issued_at": certificate.issued_at.isoformat(),
            "ended_at": certificate.ended_at.isoformat() if certificate.ended_at else None,
            "reason": certificate.reason,
        }


def _erase(person: User, now: datetime) -> Sequence[str]:
    mine = Certificate.objects.visible_to(person)
    mine.filter(state=CertificateState.ISSUED).update(
        state=CertificateState.WITHDRAWN, ended_at=now, name="", sha256=""
    )
    if not mine.update(name="", sha256="", reason=""):
        return []
    return [_("That a certificate was issued and does not stand any more, without your name.")]


data = PersonalData(
    slug="certificates",
    title=gettext_lazy("Certificates"),
    kept=gettext_lazy(
        "Your name on each certificate, for as long as you want it to be checked: you can withdraw it."
    ),
    export=_export,
    erase=_erase,
    position=63,
)
