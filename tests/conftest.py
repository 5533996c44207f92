"""Fixtures that every test may use."""

from __future__ import annotations

import os
import zoneinfo
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from courseplatform.runtime import browser

zoneinfo.reset_tzpath(to=[])

SLOW = ("runtime", "journey", "no_cover")

# A busy machine draws slowly; that says nothing about the code, and each run tries the same.
settings.register_profile(
    "steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")

pytest_plugins = ["tests.sandbox_fixture", "tests.template_database"]


@pytest.fixture
def settle(db: None) -> Callable[[], int]:
    """Return a function that runs all sweeps until nothing changes."""
    from courseplatform.kit import sweeps

    return sweeps.settle


@pytest.fixture(autouse=True)
def _counts_start_at_zero() -> None:
    """Empty the cache: what one test did must not use up another's rate."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture(scope="session")
def browser_path() -> Path:
    """Return a Chromium's path; installs one when there is none, and fails when it cannot."""
    return browser.obtain()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the slow files, so that no process is left alone with one in the end.

    Browser tests are left out only where somebody asked for it by SKIP_BROWSER=1. What they pass
    through counts as covered by nobody: each rule has a test of its own, and tracing a browser's
    server takes half as long again.
    """
    slow = {item.path for item in items if any(map(item.get_closest_marker, SLOW))}
    items.sort(key=lambda item: item.path not in slow)
    for item in items:
        if item.get_closest_marker("journey"):
            item.add_marker(pytest.mark.no_cover)
            if os.environ.get("SKIP_BROWSER") == "1":
                item.add_marker(pytest.mark.skip(reason="SKIP_BROWSER=1"))
