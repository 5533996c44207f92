"""A line of the log is one line, whatever was typed, and says when it was in a way that all zones read."""

from __future__ import annotations

import logging
import re

from django.conf import settings as ours

from courseplatform.logs import LineFormatter
from courseplatform.settings import base
from tests.roles.routes import walk

LINE = base.LOGGING["formatters"]["line"]


def line_of(message: str, *args: object, **more: object) -> str:
    record = logging.LogRecord("x", logging.INFO, __file__, 1, message, args, None)
    record.__dict__.update(more)
    formatter = LineFormatter(LINE["format"], LINE["datefmt"], style=LINE["style"])
    return formatter.format(record)


def test_an_instant_stands_first_with_its_offset() -> None:
    assert ours.TIME_ZONE == "UTC"
    assert re.match(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+]0000 INFO x said", line_of("said"))


def test_what_was_typed_begins_no_line_of_its_own() -> None:
    told = line_of("asked for %s", "/a\r\n2026-01-01 INFO login\x1b[2J\u2028b")
    assert told.splitlines() == [told]
    assert r"/a\r\n2026-01-01 INFO login\x1b[2J\u2028b" in told


def _keyed() -> list[str]:
    """Return every address of the site that is a key by itself, with a made-up key in it."""
    routes = [r.route for r in walk() if {"token", "key"} & set(r.converters) or "<key>" in r.route]
    return sorted(
        "/" + re.sub(r"<\w+:\w+>", "KEY-IN-IT", re.sub(r"\(\?P<\w+>[^)]*\)", "KEY-IN-IT", route))
        for route in routes
    )


def test_an_address_that_is_a_key_stands_there_without_it() -> None:
    addresses = [address.replace("^", "").replace("$", "") for address in _keyed()]
    assert len(addresses) >= 7
    for address in addresses:
        told = line_of("Too Many Requests: %s", address)
        assert "KEY-IN-IT" not in told, address
        assert "…" in told
    assert "/orders/abc/" in line_of("Conflict: %s", "/orders/abc/")


def test_a_traceback_keeps_its_lines() -> None:
    try:
        raise RuntimeError("broken")
    except RuntimeError as error:
        exc_info = (type(error), error, error.__traceback__)
    assert "\nRuntimeError: broken" in line_of("failed", exc_info=exc_info)


def test_the_log_of_every_installation_is_written_so() -> None:
    assert LINE["()"] == "courseplatform.logs.LineFormatter"
    assert base.LOGGING["handlers"]["console"]["formatter"] == "line"
    assert base.LOGGING["root"]["handlers"] == ["console"]
