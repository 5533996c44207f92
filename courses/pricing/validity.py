"""PURE: whether a voucher is good for what somebody is about to book, and why not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo


class Trouble(StrEnum):
    """Why a voucher is not good here and now; the words are in ``pricing.wording``."""

    REVOKED = "revoked"
    TOO_EARLY = "too-early"
    EXPIRED = "expired"
    OTHER_COURSE = "other-course"
    OTHER_SESSION = "other-session"
    OTHER_CURRENCY = "other-currency"
    OTHER_PERSON = "other-person"
    OTHER_DOMAIN = "other-domain"
    USED_UP = "used-up"


@dataclass(frozen=True)
class VoucherRules:
    """What a voucher demands; see ``Voucher`` for the meaning."""

    course_id: int | None
    session_id: int | None
    currency: str
    valid_from_on: date | None
    valid_until_on: date | None
    zone: str
    email: str
    email_domain: str
    uses: int
    used: int
    is_revoked: bool


@dataclass(frozen=True)
class Booking:
    """What somebody is about to book.

    Attributes:
        email: the verified address of the person who books.
        has_use: the voucher was counted for this person's place already, so that a use that is
            gone for others is theirs (a place that moves to another session).
    """

    course_id: int
    session_id: int
    currency: str
    email: str
    has_use: bool = False


def trouble(voucher: VoucherRules, booking: Booking, now: datetime) -> Trouble | None:
    """Return why ``voucher`` is not good for ``booking`` at ``now``, or None when it is.

    What the voucher is for comes before whether a use is left, so that nobody tries again in vain.
    """
    found = _of_the_voucher(voucher, now) or _of_the_booking(voucher, booking)
    if found is None and not booking.has_use and voucher.used >= voucher.uses:
        return Trouble.USED_UP
    return found


def is_over(voucher: VoucherRules, now: datetime) -> bool:
    """Tell whether it can never be used again: revoked, or past its last day."""
    return _of_the_voucher(voucher, now) in {Trouble.REVOKED, Trouble.EXPIRED}


def fits_domain(email: str, domain: str) -> bool:
    """Tell whether an address lies in a domain or below it."""
    host = email.rpartition("@")[2].lower()
    return host == domain.lower() or host.endswith(f".{domain.lower()}")


def _of_the_voucher(voucher: VoucherRules, now: datetime) -> Trouble | None:
    today = now.astimezone(ZoneInfo(voucher.zone)).date()
    if voucher.is_revoked:
        return Trouble.REVOKED
    if voucher.valid_from_on is not None and today < voucher.valid_from_on:
        return Trouble.TOO_EARLY
    if voucher.valid_until_on is not None and today > voucher.valid_until_on:
        return Trouble.EXPIRED
    return None


def _of_the_booking(voucher: VoucherRules, booking: Booking) -> Trouble | None:
    if voucher.session_id not in {None, booking.session_id}:
        return Trouble.OTHER_SESSION
    if voucher.course_id not in {None, booking.course_id}:
        return Trouble.OTHER_COURSE
    if voucher.currency not in {"", booking.currency}:
        return Trouble.OTHER_CURRENCY
    if voucher.email and voucher.email.lower() != booking.email.lower():
        return Trouble.OTHER_PERSON
    if voucher.email_domain and not fits_domain(booking.email, voucher.email_domain):
        return Trouble.OTHER_DOMAIN
    return None
