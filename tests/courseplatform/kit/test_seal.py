"""Sealed texts."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from courseplatform.kit.seal import BrokenSeal, seal, unseal


def test_a_sealed_text_opens_for_its_purpose_only() -> None:
    sealed = seal("letters", "the link")
    assert "the link" not in sealed
    assert unseal("letters", sealed) == "the link"
    with pytest.raises(BrokenSeal):
        unseal("factors", sealed)


def test_a_changed_text_does_not_open() -> None:
    sealed = seal("letters", "the link")
    with pytest.raises(BrokenSeal):
        unseal("letters", sealed[:-4] + "AAAA")
    with pytest.raises(BrokenSeal):
        unseal("letters", "")


def test_keys_can_be_changed_without_losing_what_older_ones_sealed(
    settings: Settings,
) -> None:
    settings.SEAL_KEYS = ["old key"]
    sealed = seal("factors", "totp")
    settings.SEAL_KEYS = ["new key", "old key"]
    assert unseal("factors", sealed) == "totp"
    assert unseal("factors", seal("factors", "again")) == "again"
    settings.SEAL_KEYS = ["new key"]
    with pytest.raises(BrokenSeal):
        unseal("factors", sealed)


def test_without_own_keys_the_secret_key_and_its_fallbacks_serve(settings: Settings) -> None:
    settings.SEAL_KEYS = []
    settings.SECRET_KEY = "first"
    sealed = seal("factors", "totp")
    settings.SECRET_KEY = "second"
    settings.SECRET_KEY_FALLBACKS = ["first"]
    assert unseal("factors", sealed) == "totp"
