"""PURE: the terms frozen on an order: what was accepted, and what a cancellation gives back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from courseplatform.kit.walltime import to_instant_near
from courses.pricing.quote import Buyer
from courses.pricing.refunds import DatedStep, RefundStep, dated, last_instant, step_at

WITHDRAWAL_DAYS = 14  # Directive 2011/83/EU, article 9
SCHEMA = 2  # 1 knew neither moves to another session nor the waiver's words


@dataclass(frozen=True)
class PageVersion:
    """One version of a legal page, such as ``terms`` 3."""

    slug: str
    version: int


@dataclass(frozen=True)
class Accepted:
    """What the buyer agreed to.

    Attributes:
        pages: the versions of the pages that were linked beside the box.
        at: when.
        withdrawal_waived: the buyer asked that the course begin before the 14 days are over and
            knows that the right of withdrawal then ends.
        waiver_words: the sentence beside the box that was ticked for it, as it was read.
    """

    pages: tuple[PageVersion, ...]
    at: datetime
    withdrawal_waived: bool = False
    waiver_words: str = ""


@dataclass(frozen=True)
class Terms:
    """What holds for one order, whatever the session's policy says later.

    Attributes:
        zone: the session's zone, in which the deadlines are told.
        place_minor: what one place cost, which the sums of the steps are parts of.
        steps: the cancellation policy with real ends and sums, first step first.
        withdrawal_until_at: end of the right of withdrawal; None for companies and free places.
        withdrawal_waived: whether the buyer gave that right up.
        pages: versions accepted.
        accepted_at: when.
        waiver_words: the sentence by which the right of withdrawal was given up; proof of it
            together with ``accepted_at``.
        transfer_until_at: until when the buyer may move to another session; None: only the office.
    """

    zone: str
    place_minor: int
    steps: tuple[DatedStep, ...]
    withdrawal_until_at: datetime | None
    withdrawal_waived: bool
    pages: tuple[PageVersion, ...]
    accepted_at: datetime
    waiver_words: str = ""
    transfer_until_at: datetime | None = None

    def may_withdraw(self, now: datetime) -> bool:
        """Tell whether all comes back by the right of withdrawal at ``now``."""
        until = self.withdrawal_until_at
        return until is not None and not self.withdrawal_waived and now < until

    def step_at(self, now: datetime) -> DatedStep | None:
        """Return the policy step that holds at ``now``, or None after the last."""
        return step_at(self.steps, now)

    def to_json(self) -> dict[str, Any]:
        """Return plain data; instants as ISO text in UTC, wall time without a zone."""
        return {
            "schema": SCHEMA,
            "zone": self.zone,
            "place_minor": self.place_minor,
            "steps": [
                {
                    "until_local": step.until_local.isoformat(),
                    "until_at": step.until_at.isoformat(),
                    "share_bp": step.share_bp,
                    "refund_minor": step.refund_minor,
                }
                for step in self.steps
            ],
            "withdrawal_until_at": _text(self.withdrawal_until_at),
            "withdrawal_waived": self.withdrawal_waived,
            "pages": [{"slug": page.slug, "version": page.version} for page in self.pages],
            "accepted_at": self.accepted_at.isoformat(),
            "waiver_words": self.waiver_words,
            "transfer_until_at": _text(self.transfer_until_at),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Terms:
        """Return the terms that ``to_json`` wrote, of this schema or an earlier one."""
        return cls(
            zone=data["zone"],
            place_minor=data["place_minor"],
            steps=tuple(
                DatedStep(
                    until_local=datetime.fromisoformat(step["until_local"]),
                    until_at=datetime.fromisoformat(step["until_at"]),
                    share_bp=step["share_bp"],
                    refund_minor=step["refund_minor"],
                )
                for step in data["steps"]
            ),
            withdrawal_until_at=_instant(data["withdrawal_until_at"]),
            withdrawal_waived=data["withdrawal_waived"],
            pages=tuple(PageVersion(page["slug"], page["version"]) for page in data["pages"]),
            accepted_at=datetime.fromisoformat(data["accepted_at"]),
            waiver_words=data.get("waiver_words", ""),
            transfer_until_at=_instant(data.get("transfer_until_at")),
        )


def withdrawal_until(ordered_at: datetime, zone: str) -> datetime:
    """Return the end of the right of withdrawal: the end of the 14th day after the order's day."""
    day = ordered_at.astimezone(ZoneInfo(zone)).date() + timedelta(days=WITHDRAWAL_DAYS + 1)
    return to_instant_near(datetime.combine(day, time()), zone)


def needs_waiver(
    *, buyer: Buyer, total_minor: int, starts_at: datetime, ordered_at: datetime, zone: str
) -> bool:
    """Tell whether the right of withdrawal must be waived: a paying consumer, an early start."""
    if buyer is not Buyer.PERSON or total_minor == 0:
        return False
    return starts_at < withdrawal_until(ordered_at, zone)


def freeze(
    steps: Sequence[RefundStep],
    *,
    buyer: Buyer,
    place_minor: int,
    starts_local: datetime,
    starts_at: datetime,
    zone: str,
    accepted: Accepted,
    ordered_at: datetime,
    transfer_days: int | None = None,
) -> Terms:
    """Return the terms of an order made at ``ordered_at`` for places of ``place_minor`` each.

    Args:
        transfer_days: through the day so many days before the start, the buyer may move.
    """
    consumer = buyer is Buyer.PERSON and place_minor > 0
    waived = accepted.withdrawal_waived and needs_waiver(
        buyer=buyer,
        total_minor=place_minor,
        starts_at=starts_at,
        ordered_at=ordered_at,
        zone=zone,
    )
    return Terms(
        zone=zone,
        place_minor=place_minor,
        steps=dated(steps, starts_local, zone, place_minor) if place_minor else (),
        withdrawal_until_at=withdrawal_until(ordered_at, zone) if consumer else None,
        withdrawal_waived=waived,
        pages=accepted.pages,
        accepted_at=accepted.at,
        waiver_words=accepted.waiver_words if waived else "",
        transfer_until_at=last_instant(transfer_days, starts_local, zone),
    )


def _text(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
