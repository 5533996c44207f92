"""Correcting the name on a certificate: the address stays, the fingerprint is another."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from courseplatform.kit.moves import swap
from courseplatform.kit.refusals import Refusal
from courseplatform.people import audit
from courseplatform.people.models import User
from courses.certificates import snapshots
from courses.certificates.models import Certificate, CertificateState


def correct_name(certificate: Certificate, name: str, *, actor: User) -> None:
    """Put another name on a certificate; a PDF that was downloaded before no longer matches it.

    Args:
        name: as ``people.naming.printable_name`` gives it.

    Raises:
        Refusal: it was revoked, its holder was erased, or somebody changed it meanwhile.
    """
    if certificate.state == CertificateState.REVOKED or not certificate.name:
        raise Refusal(
            _("This certificate was revoked or its holder forgotten, so its name stays."),
            code="name-stays",
        )
    before = {key: getattr(certificate, key) for key in ("state", "name", "sha256")}
    with transaction.atomic():
        sha256 = snapshots.digest(name, certificate.facts)
        if not swap(certificate, before, name=name, sha256=sha256):
            raise Refusal(
                _("Somebody changed this certificate meanwhile. Look at it again first."),
                code="certificate-moved",
            )
        audit.record(actor, "certificate.name-corrected", f"certificate:{certificate.ref}")
