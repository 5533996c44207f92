"""What the stand-ins and the site agree on when nobody says otherwise.

Constants and two small functions, so that settings can import them without starting anything.
All values are public on purpose: they open nothing but a practice world on the loopback
interface, and production refuses to start with any of them.
"""

from __future__ import annotations

import os

# Every key that the stand-in accepts starts with this; no key of a real Stripe account does.
STRIPE_KEY_PREFIX = "sk_test_sandbox_"

STRIPE_KEY = os.environ.get("SANDBOX_STRIPE_KEY", STRIPE_KEY_PREFIX + "practice")
WEBHOOK_SECRET = os.environ.get("SANDBOX_WEBHOOK_SECRET", "whsec_sandbox_practice")
CONTROL_TOKEN = os.environ.get("SANDBOX_CONTROL_TOKEN", "sandbox-control")

HOST = "127.0.0.1"
SITE_URL = "http://127.0.0.1:8000"
WEBHOOK_PATH = "/hooks/stripe/"


def http_port() -> int:
    """Return the port of the HTTP stand-ins."""
    return int(os.environ.get("SANDBOX_HTTP_PORT", "8025"))


def smtp_port() -> int:
    """Return the port of the mailbox's SMTP server."""
    return int(os.environ.get("SANDBOX_SMTP_PORT", "8026"))


def http_address() -> str:
    """Return the address of the HTTP stand-ins, without a trailing slash."""
    return f"http://{HOST}:{http_port()}"
