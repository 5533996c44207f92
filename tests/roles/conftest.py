"""The world, and a browser for every role in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from tests.roles import world as worlds
from tests.roles.asking import Asker


@pytest.fixture
def world(db: None, settings: Settings, tmp_path: Path) -> Iterator[worlds.World]:
    """The world on Monday 2 February 2026, its files in a folder of their own."""
    settings.MEDIA_ROOT = tmp_path
    # No letters or payments leave: nothing listens there, and every page must bear it.
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    with worlds.today():
        yield worlds.build()


@pytest.fixture
def askers(world: worlds.World) -> dict[str, Asker]:
    """A browser for every role."""
    made: dict[str, Asker] = {}
    for role in worlds.ROLES:
        client = Client(raise_request_exception=False)
        if role != "nobody":
            client.force_login(world.people[role])
        made[role] = Asker(client)
    return made
