"""What every page knows of the house holds on pages whose views bring a context of their own."""

from __future__ import annotations

from typing import Any

from django.test import Client


def test_the_demo_bar_stands_on_account_pages_too(client: Client, db: None, settings: Any) -> None:
    settings.MODE = "demo"
    for address in ("/accounts/login/", "/accounts/confirm-email/", "/contact/"):
        assert "demo-bar" in client.get(address).content.decode(), address
