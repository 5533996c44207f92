"""The world, and a browser for every role in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client, override_settings
from pytest_django import DjangoDbBlocker

from tests.roles import world as worlds
from tests.roles.asking import Asker
from tests.roles.survey import Answer, ask_all


@contextmanager
def _on_that_monday(files: Path) -> Iterator[worlds.World]:
    """The world on Monday 2 February 2026, its files in a folder of their own."""
    # No letters or payments leave: nothing listens there, and every page must bear it.
    with (
        override_settings(MEDIA_ROOT=files, STRIPE_API_BASE="http://127.0.0.1:9"),
        worlds.today(),
    ):
        yield worlds.build()


def _browsers(world: worlds.World) -> dict[str, Asker]:
    made: dict[str, Asker] = {}
    for role in worlds.ROLES:
        client = Client(raise_request_exception=False)
        if role != "nobody":
            client.force_login(world.people[role])
        made[role] = Asker(client)
    return made


@pytest.fixture
def world(db: None, tmp_path: Path) -> Iterator[worlds.World]:
    """The world on Monday 2 February 2026."""
    with _on_that_monday(tmp_path) as made:
        yield made


@pytest.fixture
def askers(world: worlds.World) -> dict[str, Asker]:
    """A browser for every role."""
    return _browsers(world)


@pytest.fixture(scope="module")
def answers(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> list[Answer]:
    """Everything that anybody gets at any address; the world is undone once all have asked."""
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        _on_that_monday(tmp_path_factory.mktemp("files")) as world,
    ):
        found = list(ask_all(world, _browsers(world)))
        transaction.set_rollback(True)
    return found
