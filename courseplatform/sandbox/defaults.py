"""Where the stand-ins listen and which practice keys they accept; one place for demo and tests."""

from __future__ import annotations

import os

STRIPE_KEY = os.environ.get("SANDBOX_STRIPE_KEY", "sk_test_sandbox_practice")
WEBHOOK_SECRET = os.environ.get("SANDBOX_WEBHOOK_SECRET", "whsec_sandbox_practice")
CONTROL_TOKEN = os.environ.get("SANDBOX_CONTROL_TOKEN", "sandbox-control")


def http_port() -> int:
    """Return the port of the HTTP stand-ins."""
    return int(os.environ.get("SANDBOX_HTTP_PORT", "8025"))


def smtp_port() -> int:
    """Return the port of the mailbox's SMTP server."""
    return int(os.environ.get("SANDBOX_SMTP_PORT", "8026"))


def http_address() -> str:
    """Return the address of the HTTP stand-ins, without a trailing slash."""
    return f"http://127.0.0.1:{http_port()}"
