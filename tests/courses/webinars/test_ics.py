"""Calendar files: what clients join versions by, who is named in them, and how an outsider reads them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import vobject

from courses.webinars import ics

ENTRY = ics.Entry(
    uid="wb-abc.p-def@example.org",
    sequence=3,
    stamped_at=datetime(2026, 11, 1, 9, tzinfo=UTC),
    starts_at=datetime(2026, 7, 15, 16, tzinfo=UTC),
    zone="Europe/Rome",
    minutes=90,
    title="Weighing hypotheses; part 1, “live”",
    description="Geopolitical Intelligence Analysis",
    url="https://example.org/webinars/abc/",
)
HOUSE = ics.Party("desk@example.org", "Meridian Desk")
STUDENT = ics.Party("zoe@example.org", 'Zoë "Z"; O^Brien')


@pytest.mark.parametrize(
    ("text", "method"),
    [
        (ics.request(ENTRY, HOUSE, STUDENT), "REQUEST"),
        (ics.cancel(replace(ENTRY, cancelled=True), HOUSE, STUDENT), "CANCEL"),
        (ics.publish([ENTRY], HOUSE), "PUBLISH"),
    ],
)
def test_an_independent_reader_finds_one_event_at_the_right_instant(text: str, method: str) -> None:
    calendar = vobject.readOne(text)
    calendar.validate(raiseException=True)
    assert calendar.method.value == method
    assert calendar.vevent.dtstart.value.astimezone(UTC) == ENTRY.starts_at
    assert calendar.vevent.summary.value == ENTRY.title
    assert calendar.vevent.uid.value == ENTRY.uid
    assert calendar.vevent.sequence.value == "3"


def test_an_invitation_names_its_addressee_and_nobody_else() -> None:
    text = ics.request(ENTRY, HOUSE, STUDENT).replace("\r\n ", "")
    assert len(re.findall(r"^ATTENDEE", text, re.MULTILINE)) == 1
    assert "mailto:zoe@example.org" in text
    assert 'ORGANIZER;CN="Meridian Desk":mailto:desk@example.org' in text or (
        "ORGANIZER;CN=Meridian Desk:mailto:desk@example.org" in text
    )
    assert '\\"' not in text.split("ATTENDEE")[1].split("mailto")[0]


def test_a_published_programme_names_no_attendee() -> None:
    assert "ATTENDEE" not in ics.publish([ENTRY], HOUSE)


def test_a_cancellation_says_so_twice() -> None:
    text = ics.cancel(replace(ENTRY, cancelled=True), HOUSE, STUDENT)
    assert "METHOD:CANCEL" in text
    assert "STATUS:CANCELLED" in text


def test_lines_are_folded_and_end_as_the_standard_wants() -> None:
    text = ics.request(replace(ENTRY, title="Über " * 60), HOUSE, STUDENT)
    lines = text.split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert "\n" not in text.replace("\r\n", "")


def test_every_zone_named_is_defined() -> None:
    text = ics.publish([ENTRY, replace(ENTRY, uid="other", zone="Asia/Kolkata")], HOUSE)
    named = set(re.findall(r"TZID=([^:;]+)", text))
    defined = set(re.findall(r"^TZID:(.+)\r?$", text, re.MULTILINE))
    assert named == {zone.strip() for zone in defined} == {"Europe/Rome", "Asia/Kolkata"}


def test_the_same_facts_give_the_same_bytes() -> None:
    assert ics.publish([ENTRY], HOUSE) == ics.publish([ENTRY], HOUSE)
