"""The evidence about a dispute as a file that the bank takes: typst, PDF/A."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import typst
from django.utils.translation import gettext as _

from courseplatform.kit import wording
from courses.office.money.evidence import Evidence

SHEET = Path(__file__).with_name("evidence.typ")


def render(found: Evidence, seller: str, now: datetime, zone: str) -> bytes:
    """Return the PDF of the evidence."""
    return bytes(
        typst.compile(
            SHEET,
            format="pdf",
            sys_inputs={"d": json.dumps(sheet(found, seller, now, zone))},
            pdf_standards="a-2b",
            ignore_system_fonts=True,
        )
    )


def sheet(found: Evidence, seller: str, now: datetime, zone: str) -> dict[str, Any]:
    """Return what the sheet prints."""
    made = f"{wording.span(now, None, zone)} {wording.zone_name(zone)}"
    return {
        "title": _("Evidence: order %(number)s") % {"number": found.number},
        "seller": seller,
        "about": _("What %(seller)s knows about this payment, put together on %(when)s.")
        % {"seller": seller, "when": made},
        "footer": f"{seller} · {found.number} · {made}",
        "parts": [
            _facts(_("The dispute"), found.dispute),
            _facts(_("What was bought"), found.bought),
            _facts(_("What was agreed"), found.accepted),
            _listing(_("What happened to the money"), [_("When"), _("What"), _("Sum")],
                     [list(row) for row in found.money], _("No money has moved.")),
            _listing(
                _("Presence at the meetings"),
                [_("Meeting"), _("Held"), _("Present"), _("Seen")],
                [
                    [one.title, one.when,
                     _("%(minutes)s of %(lasted)s min")
                     % {"minutes": one.minutes, "lasted": one.lasted}, one.seen or "–"]
                    for one in found.meetings
                ],
                _("The session has no meetings."),
            ),
            _listing(_("Letters sent to the participant"), [_("When"), _("Subject")],
                     [list(row) for row in found.letters], _("None.")),
        ],
        "pages": [
            {"title": page.title, "address": page.address,
             "paragraphs": [part.strip() for part in page.text.split("\n\n") if part.strip()]}
            for page in found.pages
        ],
    }  # fmt: skip


def _facts(title: str, rows: list[tuple[str, str]]) -> dict[str, Any]:
    return {"kind": "facts", "title": title, "rows": [list(row) for row in rows]}


def _listing(title: str, head: list[str], rows: list[list[str]], empty: str) -> dict[str, Any]:
    return {"kind": "listing", "title": title, "head": head, "rows": rows, "empty": empty}
