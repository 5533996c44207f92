"""Public references: unguessable, readable aloud, the same length everywhere."""

from __future__ import annotations

import hashlib
import secrets
from base64 import b32encode
from typing import Any

from django.db import models

LENGTH = 26  # 130 random bits; standards ask for at least 128
PATTERN = "[a-z2-7]{26}"


def new_ref() -> str:
    """Return 26 lower-case base32 characters from the operating system's randomness."""
    return b32encode(secrets.token_bytes(17)).decode().lower()[:LENGTH]


def digest(token: str) -> str:
    """Return the SHA-256 of a secret token, which is what the database keeps of it."""
    return hashlib.sha256(token.encode()).hexdigest()


class RefField(models.CharField):
    """The ``ref`` column: made once, unique, never edited."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.update(max_length=LENGTH, unique=True, editable=False, default=new_ref)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Return the field without the arguments that are always the same."""
        name, path, args, kwargs = super().deconstruct()
        for key in ("max_length", "unique", "editable", "default"):
            kwargs.pop(key, None)
        return name, path, args, kwargs


class RefConverter:
    """Path converter ``<ref:name>``: anything else is simply not found."""

    regex = PATTERN

    def to_python(self, value: str) -> str:
        """Return the reference as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """Return the reference as it stands."""
        return value
