"""Sealing short secrets before they reach the database: second factors, unsent account letters.

Keys are made from ``SEAL_KEYS`` (newest first) or, without them, from ``SECRET_KEY`` and its
fallbacks; each purpose has keys of its own, so what was sealed for one is noise to another.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class BrokenSeal(ValueError):  # noqa: N818 - the state of the thing, as it is said
    """The text was not sealed here, or all keys it was sealed with are gone."""


def seal(purpose: str, text: str) -> str:
    """Return ``text`` encrypted and authenticated; only ``unseal`` with this purpose reads it."""
    return _keys(purpose).encrypt(text.encode()).decode()


def unseal(purpose: str, sealed: str) -> str:
    """Return the text.

    Raises:
        BrokenSeal: it was sealed for another purpose, changed, or by a key that is no more.
    """
    try:
        return _keys(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise BrokenSeal(f"A sealed text for {purpose} could not be opened.") from None


def _keys(purpose: str) -> MultiFernet:
    own: list[str] = settings.SEAL_KEYS
    roots = own or [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]
    return MultiFernet([Fernet(_derive(root, purpose)) for root in roots])


def _derive(root: str, purpose: str) -> bytes:
    made = HKDF(hashes.SHA256(), length=32, salt=None, info=f"seal:{purpose}".encode())
    return urlsafe_b64encode(made.derive(root.encode()))
