"""Making, revoking and redeeming vouchers. Their uses are counted here and nowhere else."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from courseplatform.kit import clock
from courseplatform.kit.constraints import violated
from courseplatform.kit.moves import swap
from courseplatform.kit.refusals import Refusal
from courseplatform.kit.wake import wake
from courseplatform.people import audit
from courseplatform.people.models import Organiser, User
from courses.catalogue.models import Course, Session
from courses.pricing.models import PriceList, Voucher
from courses.pricing.validity import Booking, Trouble, trouble
from courses.pricing.wording import trouble_sentence

TOPIC = "vouchers"  # a voucher was revoked
MOST_AT_ONCE = 500
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # no sign that looks like another
GROUPS, GROUP = 3, 4  # 60 random bits
_CODE = re.compile(r"[A-Z0-9](?:[A-Z0-9-]{2,30})[A-Z0-9]")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")


@dataclass(frozen=True)
class Promise:
    """What a voucher says; see ``Voucher`` for the meaning of each field."""

    amount_minor: int | None = None
    currency: str = ""
    share_bp: int | None = None
    uses: int = 1
    course: Course | None = None
    session: Session | None = None
    valid_from_on: date | None = None
    valid_until_on: date | None = None
    email: str = ""
    email_domain: str = ""
    note: str = ""


def make(promise: Promise, *, code: str = "", batch: str = "", actor: User | None) -> Voucher:
    """Make one voucher, under a code that somebody chose or one that nobody can guess.

    Raises:
        Refusal: ``bad-code``, ``code-taken``, or ``bad-voucher`` for a promise that makes no sense.
    """
    _check(promise)
    wanted = _checked_code(code) if code.strip() else new_code()
    try:
        with transaction.atomic():
            voucher = Voucher.objects.create(
                code=wanted,
                batch=batch.strip(),
                zone=Organiser.current().zone,
                created_at=clock.now(),
                created_by=actor,
                **_columns(promise),
            )
    except IntegrityError as error:
        if "code" not in violated(error):
            raise
        raise Refusal(
            _("There is a voucher “%(code)s” already. Choose another code.") % {"code": wanted},
            code="code-taken",
        ) from error
    audit.record(
        actor,
        "voucher.made",
        f"voucher:{voucher.ref}",
        amount_minor=promise.amount_minor,
        currency=promise.currency,
        share_bp=promise.share_bp,
        uses=promise.uses,
    )
    return voucher


def new_code() -> str:
    """Return a code that nobody can guess and everybody can read out, such as "K7QF-M2XD-9RTB"."""
    signs = "".join(secrets.choice(ALPHABET) for _sign in range(GROUPS * GROUP))
    return "-".join(signs[start : start + GROUP] for start in range(0, len(signs), GROUP))


def normal(code: str) -> str:
    """Return a typed code as it is stored: capitals, no blanks."""
    return "".join(code.split()).upper()


def revoke(voucher: Voucher, *, actor: User) -> None:
    """Let a voucher be used no more; places that were had with it stay as they are.

    Raises:
        Refusal: ``revoked`` before.
    """
    with transaction.atomic():
        if not swap(voucher, {"revoked_at": None}, revoked_at=clock.now()):
            raise Refusal(_("This voucher was revoked already."), code="revoked")
        audit.record(actor, "voucher.revoked", f"voucher:{voucher.ref}", used=voucher.used)
    wake(TOPIC)


def set_note(voucher: Voucher, note: str) -> None:
    """Change what staff write beside a voucher."""
    swap(voucher, {}, note=note.strip())


def redeemable(
    code: str, session: Session, person: User, now: datetime, *, has_use: bool = False
) -> Voucher:
    """Return the voucher under a typed code, if it is good for a place of ``session`` now.

    Whether a use is left is decided for good when the place is held; here it is only looked at.

    Args:
        has_use: it was counted for this person's place already (a move to another session).

    Raises:
        Refusal: ``voucher-unknown``, or ``voucher-…`` with the ``Trouble`` that says why not.
    """
    voucher = Voucher.objects.filter(code=normal(code)[:32]).first()
    if voucher is None:
        raise Refusal(
            _("There is no voucher with this code. Check each sign, or book without it."),
            code="voucher-unknown",
            next_url=session.get_absolute_url(),
        )
    found = trouble(voucher.rules(), _booking(session, person, has_use=has_use), now)
    if found is not None:
        raise refusal(voucher, session, found)
    return voucher


def refusal(voucher: Voucher, session: Session, why: Trouble) -> Refusal:
    """Return the refusal that says why a voucher is not good for ``session``."""
    return Refusal(
        trouble_sentence(why, voucher),
        code=f"voucher-{why.value}",
        next_url=session.get_absolute_url(),
    )


def take_use(voucher: Voucher) -> bool:
    """Count one use of a voucher; False when none is left, or it was revoked meanwhile."""
    return bool(
        Voucher.objects.filter(pk=voucher.pk, used__lt=F("uses"), revoked_at=None).update(
            used=F("used") + 1
        )
    )


def give_use_back(voucher_id: int) -> None:
    """Count one use less; the place that had it was left in the same transaction."""
    Voucher.objects.filter(pk=voucher_id).update(used=F("used") - 1)


def _booking(session: Session, person: User, *, has_use: bool) -> Booking:
    return Booking(
        course_id=session.course_id,
        session_id=session.pk,
        currency=PriceList.objects.values_list("currency", flat=True).get(session=session),
        email=person.email or "",
        has_use=has_use,
    )


def _checked_code(code: str) -> str:
    wanted = normal(code)
    if not _CODE.fullmatch(wanted):
        raise Refusal(
            _("A code has 4 to 32 letters, figures and hyphens, such as SPRING-26."),
            code="bad-code",
        )
    return wanted


def _check(promise: Promise) -> None:
    sentence = ""
    if (promise.amount_minor is None) == (promise.share_bp is None):
        sentence = _("A voucher takes off either a sum or a part in percent.")
    elif promise.amount_minor is not None and promise.amount_minor <= 0:
        sentence = _("The sum that a voucher takes off is more than nothing.")
    elif promise.share_bp is not None and not 0 < promise.share_bp <= 10_000:
        sentence = _("A voucher takes off between 0.01 and 100 %.")
    elif promise.uses < 1:
        sentence = _("A voucher has at least one use.")
    elif promise.email and promise.email_domain:
        sentence = _("A voucher is for one address or for a domain, not for both.")
    elif promise.email_domain and not _DOMAIN.fullmatch(_domain(promise)):
        sentence = _("Write the domain like example.org, without an @.")
    elif promise.course and promise.session and promise.session.course_id != promise.course.pk:
        sentence = _("This session belongs to another course. Choose one of the two.")
    elif (
        promise.valid_from_on
        and promise.valid_until_on
        and promise.valid_from_on > promise.valid_until_on
    ):
        sentence = _("A voucher ends on the day it begins or later.")
    if sentence:
        raise Refusal(sentence, code="bad-voucher")


def _columns(promise: Promise) -> dict[str, object]:
    return {
        "amount_minor": promise.amount_minor,
        "currency": promise.currency if promise.amount_minor is not None else "",
        "share_bp": promise.share_bp,
        "uses": promise.uses,
        # A session names its course already.
        "course": None if promise.session else promise.course,
        "session": promise.session,
        "valid_from_on": promise.valid_from_on,
        "valid_until_on": promise.valid_until_on,
        "email": promise.email.strip().lower(),
        "email_domain": _domain(promise),
        "note": promise.note.strip(),
    }


def _domain(promise: Promise) -> str:
    return promise.email_domain.strip().lower().removeprefix("@")
