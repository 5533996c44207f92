"""Taking a certificate out of sight, showing it again, and revoking it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from courseplatform.kit import clock
from courseplatform.kit.moves import move
from courseplatform.people import audit
from courseplatform.people.models import User
from courses.certificates.models import Certificate, CertificateState


def withdraw(certificate: Certificate) -> None:
    """Let nobody see a certificate any more, at its holder's wish.

    Raises:
        Refusal: it does not stand.
    """
    move(
        certificate,
        CertificateState.ISSUED,
        CertificateState.WITHDRAWN,
        otherwise=_("This certificate was withdrawn or revoked already, so nothing was changed."),
        ended_at=clock.now(),
    )


def show_again(certificate: Certificate) -> None:
    """Let a certificate be seen again that its holder withdrew.

    Raises:
        Refusal: it was not withdrawn, or was revoked.
    """
    move(
        certificate,
        CertificateState.WITHDRAWN,
        CertificateState.ISSUED,
        otherwise=_("Only a certificate that you withdrew can be shown again."),
        ended_at=None,
    )


def revoke(certificate: Certificate, *, actor: User, reason: str) -> None:
    """End a certificate for good, for a reason that staff alone read.

    Raises:
        Refusal: it was revoked already.
    """
    with transaction.atomic():
        move(
            certificate,
            (CertificateState.ISSUED, CertificateState.WITHDRAWN),
            CertificateState.REVOKED,
            otherwise=_("This certificate was revoked already, so nothing was changed."),
            ended_at=clock.now(),
            ended_by=actor,
            reason=reason,
        )
        audit.record(actor, "certificate.revoked", f"certificate:{certificate.ref}")
