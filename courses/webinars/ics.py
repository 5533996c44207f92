"""PURE: calendar files. One event is one webinar in one person's calendar, or a date to publish.

REQUEST and CANCEL carry exactly one attendee, the addressee; PUBLISH carries none (RFC 5546). The
location is the join gate, never the provider's link: a calendar entry lives for years.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText

from courses.webinars.vtimezone import vtimezone

PRODUCT = "-//courseplatform//calendar//EN"


@dataclass(frozen=True)
class Entry:
    """One event.

    Attributes:
        starts_local, zone: wall time and its zone; the end is given by ``minutes``.
        starts_at: the same start as an instant (UTC).
        stamped_at: when this version was made (UTC); strictly rising from version to version.
        sequence: rising integer; a cancellation raises it too.
    """

    uid: str
    sequence: int
    stamped_at: datetime
    starts_at: datetime
    zone: str
    minutes: int
    title: str
    description: str
    url: str
    cancelled: bool = False


@dataclass(frozen=True)
class Party:
    """An organiser or attendee: a bare address, and a name for people to read."""

    email: str
    name: str


def request(entry: Entry, organiser: Party, attendee: Party) -> str:
    """Return an invitation, or a newer version of one."""
    return _calendar("REQUEST", [entry], organiser, attendee)


def cancel(entry: Entry, organiser: Party, attendee: Party) -> str:
    """Return the cancellation of an invitation; ``entry.sequence`` must have risen."""
    return _calendar("CANCEL", [entry], organiser, attendee)


def publish(entries: Iterable[Entry], organiser: Party, *, name: str = "") -> str:
    """Return dates to put into a calendar: a programme, or a feed."""
    return _calendar("PUBLISH", list(entries), organiser, None, name)


def _calendar(
    method: str, entries: list[Entry], organiser: Party, attendee: Party | None, name: str = ""
) -> str:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if name:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval;value=duration", "PT1H")
        calendar.add("x-published-ttl", "PT1H")
    for zone in sorted({entry.zone for entry in entries}):
        years = [entry.starts_at.year for entry in entries if entry.zone == zone]
        calendar.add_component(vtimezone(zone, min(years) - 1, max(years) + 1))
    for entry in entries:
        calendar.add_component(_event(entry, organiser, attendee))
    return str(calendar.to_ical().decode())


def _event(entry: Entry, organiser: Party, attendee: Party | None) -> Event:
    start = entry.starts_at.astimezone(ZoneInfo(entry.zone))
    end = (entry.starts_at + timedelta(minutes=entry.minutes)).astimezone(ZoneInfo(entry.zone))
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.stamped_at)
    event.add("last-modified", entry.stamped_at)
    event.add("dtstart", start)
    event.add("dtend", end)
    event.add("summary", entry.title)
    event.add("description", f"{entry.description}\n{entry.url}".strip())
    event.add("location", entry.url)
    event.add("url", entry.url)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("organizer", _address(organiser))
    if attendee:
        guest = _address(attendee)
        guest.params["cutype"] = vText("INDIVIDUAL")
        guest.params["role"] = vText("REQ-PARTICIPANT")
        guest.params["partstat"] = vText("NEEDS-ACTION")
        guest.params["rsvp"] = vText("FALSE")
        event.add("attendee", guest, encode=False)
    return event


def _address(party: Party) -> vCalAddress:
    address = vCalAddress(f"mailto:{party.email}")
    name = re.sub(r'[";:^\x00-\x1f\x7f]', " ", party.name).strip()
    if name:
        address.params["cn"] = vText(name)
    return address
