"""Reports, an episode that really sounds, and a course to lead to."""

from __future__ import annotations

import io
import wave
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from pytest_django import Settings

from courseplatform.kit import clock
from courseplatform.people.granting import grant
from courseplatform.people.models import Organiser, User
from courseplatform.people.roles import Role
from courseplatform.publications import episodes, publishing
from courseplatform.publications.models import Episode, Report
from courses.catalogue.courses import create_course, publish_course
from courses.catalogue.models import Course, Session
from courses.catalogue.sessions import create_session, publish_session
from courses.pricing.prices import set_price

TEXT = "## What is claimed\n\nA meeting was *reported*.\n\n## Who says so\n\nOne source, alleged."


@pytest.fixture(autouse=True)
def organiser(db: None) -> Organiser:
    return Organiser.objects.create(
        pk=1, name="House", email="ask@example.org", zone="Europe/Kyiv", strapline="Plain words"
    )


@pytest.fixture(autouse=True)
def own_files(settings: Settings, tmp_path: Path) -> Path:
    """Keep this test's files to itself."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def editor(db: None) -> User:
    person = User.objects.create_user("editor@example.org", name="Edda")
    grant(person, Role.EDITOR, by=None)
    return person


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


@pytest.fixture
def report(db: None) -> Callable[..., Report]:
    """Return a maker of reports, public unless told otherwise."""

    def make(number: int = 27, *, publish: bool = True, **fields: Any) -> Report:
        facts = {
            "slug": f"report-{number}",
            "title": f"An alleged meeting, part {number}",
            "summary": "Two sentences. Of what is judged.",
            "judgement": "It did not happen as reported.",
            "likelihood": "very unlikely, 5 to 20 %",
            "confidence": "low: one line of sources",
            "body_md": TEXT,
            "gaps_md": "No date, no place.",
            **fields,
        }
        made = publishing.create_report(number=number, **facts)
        if publish:
            publishing.publish(made)
        return made

    return make


def sound(seconds: float = 2, rate: int = 8000) -> bytes:
    """Return a WAV of silence."""
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(rate)
        file.writeframes(b"\x80" * int(seconds * rate))
    return written.getvalue()


@pytest.fixture
def wav() -> Callable[..., ContentFile]:
    def make(seconds: float = 2) -> ContentFile:
        return ContentFile(sound(seconds), name="whatever.txt")

    return make


@pytest.fixture
def episode(report: Callable[..., Report], wav: Callable[..., ContentFile]) -> Episode:
    return episodes.attach(
        report(),
        wav(130),
        chapters=[{"seconds": 0, "title": "Start"}, {"seconds": 70, "title": "The claim"}],
        transcript_md="Every *word*.",
    )


@pytest.fixture
def course(db: None) -> Course:
    made = create_course("Geopolitical Intelligence Analysis", summary="A day on one claim.")
    publish_course(made)
    return made


@pytest.fixture
def session(course: Course) -> Callable[..., Session]:
    def make(days: int = 30, *, capacity: int = 20, of: Course | None = None) -> Session:
        begins = (clock.now() + timedelta(days=days)).date()
        starts = datetime(begins.year, begins.month, begins.day, 10, 0)
        made = create_session(
            of or course,
            starts_local=starts,
            ends_local=starts + timedelta(hours=7),
            zone="Europe/Kyiv",
            capacity=capacity,
        )
        set_price(made, actor=None, currency="EUR", amount_minor=24_000)
        publish_session(made)
        return made

    return make
