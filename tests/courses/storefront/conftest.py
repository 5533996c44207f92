"""A public world for the storefront's pages."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from courseplatform.people.models import LegalPage, Organiser
from courses.catalogue.courses import update_course
from courses.catalogue.sessions import set_teaching


@pytest.fixture
def organiser(db: None) -> Organiser:
    """Return the organiser, with terms in force."""
    at = datetime(2025, 1, 1, tzinfo=UTC)
    for slug, version in (("terms", 1), ("terms", 2), ("refunds", 1), ("privacy", 1)):
        LegalPage.objects.create(
            slug=slug, version=version, title=slug, text="", html="", in_force_from=at
        )
    return Organiser.objects.create(pk=1, name="Meridian", email="desk@example.org", country="EE")


@pytest.fixture
def told(course: Any, organiser: Organiser) -> Any:
    """Return the course with everything it can say."""
    update_course(
        course,
        body_md="Work **one claim** to its end.",
        excerpt_title="Who reported it first",
        excerpt_md="The agency *reported* an alleged offer.",
        marking_md="On nine standards.",
        questions=[{"question": "Is it recorded?", "answer": "Yes, for those who took part."}],
    )
    return course


@pytest.fixture
def teach(person: Any) -> Any:
    """Return a function that gives a session a lead."""

    def give(session: Any, name: str = "Marta Example") -> None:
        set_teaching(session, person(name), "lead", line="Led an analytic unit.")

    return give
