"""A voucher that somebody typed on the session page: good or not, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from courseplatform.kit.rates import Rate
from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import User
from courses.catalogue.models import Session
from courses.enrolment import reserves
from courses.pricing import vouchers
from courses.pricing.models import Voucher
from courses.storefront.forms import VoucherForm

TRIES = Rate("voucher", times=30, seconds=600)  # nobody types so many; a guesser would


@dataclass(frozen=True)
class Tried:
    """What came of a typed code.

    Attributes:
        form: the field with what was typed, and with the sentence if the code is not good.
        voucher: the voucher, if it is good here and now.
        keeps_place: a place of this session is kept for it, whatever else is free.
    """

    form: VoucherForm
    voucher: Voucher | None = None
    keeps_place: bool = False

    @property
    def is_refused(self) -> bool:
        """Whether a code was typed that is not good."""
        return self.form.is_bound and self.voucher is None


def try_code(code: str, session: Session, person: User | None, now: datetime) -> Tried:
    """Look a typed code up for ``person``; an empty one, or a stranger's, is not looked up."""
    form = VoucherForm(code.strip())
    if person is None or not form.is_bound or not form.is_valid():
        return Tried(form)
    try:
        voucher = _found(code, session, person, now)
    except Refusal as refusal:
        form.add_error("code", refusal.sentence)
        return Tried(form)
    return Tried(form, voucher, reserves.is_left(voucher))


def _found(code: str, session: Session, person: User, now: datetime) -> Voucher:
    if not TRIES.take(person.ref):
        raise Refusal(
            _("That were many codes in a short time. Wait ten minutes, then try again."),
            code="too-often",
        )
    return vouchers.redeemable(code, session, person, now)
