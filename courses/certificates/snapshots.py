"""What is frozen when a certificate is issued: its facts and the words that are printed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from courseplatform.kit import clock, glyphs, wording
from courseplatform.people.models import Organiser
from courses.catalogue.models import Session
from courses.webinars.models import Webinar

SCHEMA = 1  # also the number of the sheet


def facts(
    session: Session, webinars: Iterable[Webinar], *, ref: str, language: str
) -> dict[str, Any]:
    """Return what a certificate of a session says, apart from the name.

    Instants are ISO text in UTC, dates the organiser's own; ``minutes`` is the length of the live
    meetings that count, 0 where there are none: how long a day's work took nobody has measured.
    """
    organiser = Organiser.current()
    content = {
        "schema": SCHEMA,
        "ref": ref,
        "language": language,
        "course": session.course.title,
        "starts_at": session.starts_at.isoformat(),
        "ends_at": session.ends_at.isoformat(),
        "zone": session.zone,
        "minutes": sum(webinar.minutes for webinar in webinars),
        "organiser": organiser.name,
        "issued_on": clock.today(organiser.zone).isoformat(),
    }
    with translation.override(language):
        return {**content, "printed": glyphs.shown_all(_printed(content))}


def digest(name: str, content: dict[str, Any]) -> str:
    """Return the SHA-256 of a certificate's name and facts in their canonical form."""
    whole = {**content, "name": name}
    text = json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _printed(content: dict[str, Any]) -> dict[str, Any]:
    """Return the words on the sheet; the name and the fingerprint are put in when it is set."""
    starts, ends = (datetime.fromisoformat(content[key]) for key in ("starts_at", "ends_at"))
    zone, issued = content["zone"], date.fromisoformat(content["issued_on"])
    first, last = wording.date_in(starts, zone), wording.date_in(ends, zone)
    days = wording.day(first, long=True)
    if last != first:
        days = f"{days} – {wording.day(last, long=True)}"
    rows = [
        [_("Held"), f"{days}, {wording.zone_name(zone)}"],
        [_("Organiser"), content["organiser"]],
        [_("Issued"), wording.day(issued, long=True)],
    ]
    if content["minutes"]:
        rows.insert(1, [_("Teaching time"), wording.length(content["minutes"])])
    return {
        "lang": content["language"].partition("-")[0],
        "title": _("Certificate of attendance"),
        "organiser": content["organiser"],
        "lead": _("This certifies that"),
        "took_part": _("took part in the live online course, and did the work it set:"),
        "course": content["course"],
        "rows": rows,
        "check": _("Anybody can check this certificate at"),
        "address": settings.SITE_URL + reverse("certificate", args=[content["ref"]]),
        "issued": {"year": issued.year, "month": issued.month, "day": issued.day},
    }
