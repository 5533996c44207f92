"""One session with one webinar and one person enrolled, at the pinned clock."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from courseplatform.people.models import Organiser

STARTS_AT = datetime(2026, 2, 5, 16, 0, tzinfo=UTC)


@pytest.fixture
def organiser(db: None) -> Organiser:
    return Organiser.objects.create(
        pk=1, name="Meridian", email="desk@example.org", address="Via 1"
    )


@pytest.fixture
def run(now: Any, organiser: Organiser, session: Any) -> Any:
    """The session."""
    return session()


@pytest.fixture
def briefing(run: Any, webinar: Any) -> Any:
    """The session's webinar, 5 February 2026, 16:00 to 17:30 UTC."""
    return webinar(run)


@pytest.fixture
def ada(run: Any, person: Any) -> Any:
    """Somebody with an account, in Rome."""
    return person("Ada Student", zone="Europe/Rome")


@pytest.fixture
def place(run: Any, ada: Any, enrolled: Any) -> Any:
    """Ada's enrolment."""
    return enrolled(run, ada)
