"""The world, and a browser for every role in it."""

from __future__ import annotations

import copy
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from tests.roles import world as worlds
from tests.roles.asking import Asker, browsers
from tests.roles.survey import Answer, ask_all


@pytest.fixture(scope="module")
def standing(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[worlds.World]:
    """The world on Monday 2 February 2026, made once for a file of tests, its files in a folder."""
    with (
        django_db_blocker.unblock(),
        # No letters or payments leave: nothing listens there, and every page must bear it.
        override_settings(
            MEDIA_ROOT=tmp_path_factory.mktemp("files"), STRIPE_API_BASE="http://127.0.0.1:9"
        ),
        worlds.today(),
        transaction.atomic(),
    ):
        yield worlds.build()
        transaction.set_rollback(True)


@pytest.fixture
def world(standing: worlds.World, db: None) -> worlds.World:
    """The world as one test finds it; what the test does to it is undone."""
    return copy.deepcopy(standing)


@pytest.fixture
def askers(world: worlds.World) -> dict[str, Asker]:
    """A browser for every role."""
    return browsers(world)


@pytest.fixture(scope="module")
def answers(standing: worlds.World) -> list[Answer]:
    """Everything that anybody gets at any address."""
    return list(ask_all(standing, browsers(standing)))
