"""A mail server to send to, and letters to send."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from pytest_django import Settings

from courseplatform.letters.models import Letter
from courseplatform.letters.writing import write
from tests.courseplatform.sink import Sink


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    """Start the server and lead the house's mail to it."""
    handler = Sink()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        handler.port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    settings.EMAIL_BACKEND = "courseplatform.letters.line.Backend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", handler.port
    yield handler
    controller.stop()


@pytest.fixture
def plain_templates(settings: Settings, tmp_path: Path) -> Path:
    """Add the letter ``note``, with the fewest words; return the folder for more."""
    folder = tmp_path / "letters"
    folder.mkdir()
    (folder / "note.subject.txt").write_text("Note {{ number }}\n")
    (folder / "note.txt").write_text("Number {{ number }} & more\n\n\n\n{{ site_url }}/\n")
    (folder / "note.html").write_text("<p>Number {{ number }} &amp; more</p>")
    templates: list[dict[str, Any]] = settings.TEMPLATES
    settings.TEMPLATES = [{**templates[0], "DIRS": [tmp_path, *templates[0]["DIRS"]]}]
    return folder


@pytest.fixture
def letters(plain_templates: Path, db: None) -> Callable[[int], list[Letter]]:
    """Return a function that puts n letters to n addresses into the outbox."""

    def make(count: int) -> list[Letter]:
        made = [
            write(f"note:{n}", "note", to=f"p{n}@example.org", context={"number": n})
            for n in range(count)
        ]
        return [letter for letter in made if letter]

    return make
