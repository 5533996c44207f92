"""Writing the audit trail: who did what to which thing, in the same transaction as the act."""

from __future__ import annotations

from typing import Any

from courseplatform.kit import clock
from courseplatform.people.models import AuditEntry, User


def record(actor: User | None, act: str, subject: str, **facts: Any) -> AuditEntry:
    """Leave one audit row.

    Args:
        actor: who did it; None for the platform itself.
        act: a stable verb phrase such as ``place.cancelled`` or ``identity.revealed``.
        subject: ``kind:reference``, such as ``order:abc…``.
        facts: numbers, states and references only; never names, addresses or free text.
    """
    return AuditEntry.objects.create(
        at=clock.now(), actor=actor, act=act, subject=subject, facts=facts
    )
