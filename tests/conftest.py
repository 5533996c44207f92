"""Fixtures that every test may use."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable

import pytest

zoneinfo.reset_tzpath(to=[])


@pytest.fixture
def settle(db: None) -> Callable[[], int]:
    """Return a function that runs all sweeps until nothing changes."""
    from courseplatform.kit import sweeps

    return sweeps.settle
