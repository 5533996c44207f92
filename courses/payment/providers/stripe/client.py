"""The one place that makes a Stripe client, and refuses a configuration that could cost money."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

import requests
import stripe
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

CONNECT_SECONDS, READ_SECONDS = 3, 20
RETRIES = 2
LOOPBACK = {"127.0.0.1", "localhost", "::1"}

# The SDK would write a random id into the user's folder and send it with latency data.
stripe.enable_telemetry = False


def is_live(key: str) -> bool:
    """Tell whether a key moves real money."""
    return key.startswith(("sk_live_", "rk_live_"))


def check_address(key: str, address: str, mode: str) -> None:
    """Raise ImproperlyConfigured for a base address that must not be.

    A stand-in is allowed on loopback, in demo and test only, and never with a key for real money.
    """
    if not address:
        return
    if is_live(key):
        raise ImproperlyConfigured("A live Stripe key with another base address: refused.")
    if mode not in {"demo", "test"}:
        raise ImproperlyConfigured("STRIPE_API_BASE is for demo and tests only.")
    if (urlsplit(address).hostname or "") not in LOOPBACK:
        raise ImproperlyConfigured("STRIPE_API_BASE must point to this machine.")


@lru_cache(maxsize=8)
def make_client(key: str, address: str, mode: str) -> stripe.StripeClient:
    """Return a client with time limits and retries; one is kept for each configuration."""
    if not key:
        raise ImproperlyConfigured("STRIPE_SECRET_KEY must be set before anything can be sold.")
    check_address(key, address, mode)
    session = requests.Session()
    # A proxy named in the environment must not see calls to this machine.
    session.trust_env = not address
    http_client = stripe.RequestsClient(
        timeout=(CONNECT_SECONDS, READ_SECONDS), session=session if address else None
    )
    if address:
        return stripe.StripeClient(
            key,
            base_addresses={"api": address},
            http_client=http_client,
            max_network_retries=RETRIES,
        )
    return stripe.StripeClient(key, http_client=http_client, max_network_retries=RETRIES)


def client() -> stripe.StripeClient:
    """Return the client of this installation."""
    return make_client(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE, settings.MODE)
