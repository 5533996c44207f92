"""Setting the prices of a session."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courseplatform.kit.money import EXPONENTS
from courseplatform.kit.moves import swap
from courseplatform.kit.refusals import Refusal
from courseplatform.kit.walltime import exists, to_instant
from courseplatform.people import audit
from courseplatform.people.models import User
from courses.catalogue.models import Session
from courses.pricing.models import USUAL_TRANSFER_DAYS, PriceList, usual_refund_steps
from courses.pricing.quote import VatMode
from courses.pricing.refunds import PolicyError, RefundStep, check

SET = (
    "currency",
    "amount_minor",
    "early_bird_minor",
    "early_bird_until_local",
    "early_bird_until_at",
    "company_net_minor",
    "vat_mode",
    "vat_bp",
    "refund_steps",
    "transfer_days",
)


def draft_price(
    session: Session,
    *,
    currency: str,
    amount_minor: int,
    early_bird_minor: int | None = None,
    early_bird_until_local: datetime | None = None,
    company_net_minor: int | None = None,
    vat_mode: VatMode = VatMode.NONE,
    vat_bp: int = 0,
    refund_steps: Iterable[RefundStep] | None = None,
    transfer_days: int | None = USUAL_TRANSFER_DAYS,
) -> PriceList:
    """Return a price list that could be set, not stored: to be looked at first.

    Args:
        transfer_days: see ``PriceList``.

    Raises:
        Refusal: ``bad-price``, ``bad-early-price``, ``bad-vat``, ``bad-policy``, or a wall time that
            does not exist.
    """
    _check_sums(currency, amount_minor, company_net_minor)
    _check_early(session, amount_minor, early_bird_minor, early_bird_until_local)
    if (vat_mode is VatMode.NONE) != (vat_bp == 0) or not 0 <= vat_bp <= 5_000:
        raise Refusal(_("VAT is off, or has a rate between 0.01 and 50 %."), code="bad-vat")
    ends = early_bird_until_local
    return PriceList(
        session=session,
        currency=currency,
        amount_minor=amount_minor,
        early_bird_minor=early_bird_minor,
        early_bird_until_local=ends,
        early_bird_until_at=to_instant(ends, session.zone) if ends else None,
        company_net_minor=company_net_minor,
        vat_mode=vat_mode,
        vat_bp=vat_bp,
        refund_steps=_steps(refund_steps),
        transfer_days=transfer_days,
    )


def set_price(session: Session, *, actor: User | None, **facts: Any) -> PriceList:
    """Set or replace the price list of ``session``; orders keep what they were made under.

    Args:
        facts: as ``draft_price``.

    Raises:
        Refusal: as ``draft_price``; ``currency-fixed`` (somebody has ordered in another currency).
    """
    draft = draft_price(session, **facts)
    with transaction.atomic():
        _keep_currency(session, draft.currency)
        prices, _created = PriceList.objects.update_or_create(
            session=session, defaults={name: getattr(draft, name) for name in SET}
        )
        audit.record(
            actor,
            "price.set",
            f"session:{session.ref}",
            amount_minor=draft.amount_minor,
            currency=draft.currency,
        )
    session.prices = prices
    return prices


def rederive(now: datetime) -> int:
    """Recompute when early prices end, after a session's zone or the zone data changed.

    Returns how many moved; a wall time that has ceased to exist is left as it was.
    """
    moved = 0
    ahead = PriceList.objects.filter(
        early_bird_until_local__isnull=False, session__starts_at__gt=now
    ).select_related("session")
    for prices in ahead:
        ends = prices.early_bird_until_local
        if ends is None or not exists(ends, prices.session.zone):
            continue
        at = to_instant(ends, prices.session.zone)
        if at != prices.early_bird_until_at:
            moved += swap(prices, {"early_bird_until_local": ends}, early_bird_until_at=at)
    return moved


def _check_sums(currency: str, amount_minor: int, company_net_minor: int | None) -> None:
    if currency not in EXPONENTS:
        raise Refusal(
            _("%(currency)s is not a currency that is sold in.") % {"currency": currency},
            code="bad-price",
        )
    if amount_minor < 0 or (company_net_minor or 0) < 0:
        raise Refusal(_("A price is zero or more."), code="bad-price")


def _check_early(
    session: Session, amount: int, early: int | None, until_local: datetime | None
) -> None:
    if (early is None) != (until_local is None):
        raise Refusal(
            _("An early price needs a sum and the time until which it holds."),
            code="bad-early-price",
        )
    if early is None or until_local is None:
        return
    if not 0 <= early < amount:
        raise Refusal(_("The early price is lower than the price."), code="bad-early-price")
    if until_local > session.starts_local:
        raise Refusal(_("The early price ends before the session starts."), code="bad-early-price")


def _steps(steps: Iterable[RefundStep] | None) -> list[dict[str, int]]:
    if steps is None:
        return usual_refund_steps()
    try:
        checked = check(steps)
    except PolicyError as error:
        raise Refusal(
            _(
                "The refund policy makes no sense: steps give between 1 and 100 %, each later step "
                "less than the one before, each on its own day."
            ),
            code="bad-policy",
        ) from error
    return [{"days_before": step.days_before, "share_bp": step.share_bp} for step in checked]


def _keep_currency(session: Session, currency: str) -> None:
    known = PriceList.objects.filter(session=session).values_list("currency", flat=True).first()
    if known and known != currency and session.taken:
        raise Refusal(
            _("Places were sold in %(currency)s, so this session stays in it.")
            % {"currency": known},
            code="currency-fixed",
        )
