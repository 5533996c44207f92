"""A certificate on paper, made when it is asked for: the words that were frozen, on their sheet."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path

from django.utils.translation import gettext as _

from courseplatform.kit.refusals import Refusal
from courseplatform.kit.typesetting import typeset
from courses.certificates.models import Certificate, CertificateState

SHEETS = Path(__file__).parent / "sheets"


def pdf_of(certificate: Certificate) -> bytes:
    """Return the PDF of a certificate; the same certificate gives the same bytes.

    Raises:
        Refusal: ``certificate-ended`` when it does not stand.
        CannotTypeset: typst refused it.
    """
    if certificate.state != CertificateState.ISSUED:
        raise Refusal(
            _("This certificate is no longer valid, so there is no file of it."),
            code="certificate-ended",
            next_url=certificate.get_absolute_url(),
        )
    content = certificate.facts
    words = {**content["printed"], "name": certificate.name, "sha256": certificate.sha256}
    issued = datetime.combine(date.fromisoformat(content["issued_on"]), time(), UTC)
    sheet = SHEETS / f"certificate-{content['schema']}.typ"
    return typeset(sheet, words, issued)
