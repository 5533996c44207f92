"""Stripe's signature of a webhook, in a few lines of its own."""

from __future__ import annotations

import hashlib
import hmac


def header(body: bytes, secret: str, timestamp: int) -> str:
    """The ``Stripe-Signature`` of a body sent at ``timestamp`` (seconds of real time)."""
    signed = str(timestamp).encode() + b"." + body
    code = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return f"t={timestamp},v1={code}"
