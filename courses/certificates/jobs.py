"""The sweep of certificates."""

from __future__ import annotations

from courseplatform.kit.sweeps import sweep
from courses.certificates import issuing


@sweep("certificates.issuing", every=600)
def issue_earned() -> int:
    """Issue the certificates that were earned, with their letters."""
    return issuing.issue_earned()
