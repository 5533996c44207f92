"""A session, and an exercise that can be given."""

from __future__ import annotations

from typing import Any

import pytest

from exercises.authoring import library
from exercises.authoring.models import Exercise


@pytest.fixture
def exercise(db: None) -> Exercise:
    """The exercise of the shipped Ukraine–HTS case."""
    version, *_others = library.load("ukraine-hts")
    return version.exercise


@pytest.fixture
def run(now: Any, session: Any) -> Any:
    """The session: 14 March 2026, 10:00 in Kyiv."""
    return session()
