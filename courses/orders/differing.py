"""PURE: what moving to another session costs or gives back, and the terms that hold afterwards.

Moving never changes what giving the place up would give back: the part of a price difference that
comes back, and what can come back later of the money that went along, are together what the old terms
gave at the moment of the move.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from courseplatform.kit.money import part
from courses.orders.reckoning import Reckoning
from courses.orders.terms import Accepted, Terms
from courses.pricing.refunds import ALL, DatedStep


@dataclass(frozen=True)
class Difference:
    """The reckoning of one move, in minor units of one currency.

    Attributes:
        paid_minor: what was paid for the old place and is still here.
        price_minor: what the new place costs.
        carried_minor: what of ``paid_minor`` pays for the new place.
        due_minor: what is still to be paid; never together with a rest.
        back_minor: what comes back of the rest; ``kept_minor`` is what stays under the old terms.
        safe_minor: what of the carried money can still come back, if the new place is given up.
    """

    paid_minor: int
    price_minor: int
    carried_minor: int
    due_minor: int
    back_minor: int
    safe_minor: int
    currency: str

    @property
    def kept_minor(self) -> int:
        """What of the old place's money stays with the organiser."""
        return self.paid_minor - self.carried_minor - self.back_minor

    def to_json(self) -> list[dict[str, Any]]:
        """Return the lines as they are shown and stored."""
        return [
            {"kind": "price", "amount_minor": self.price_minor},
            {"kind": "paid", "amount_minor": self.paid_minor},
            {"kind": "carried", "amount_minor": -self.carried_minor},
            {"kind": "kept", "amount_minor": -self.kept_minor},
            {"kind": "due", "amount_minor": self.due_minor},
            {"kind": "back", "amount_minor": self.back_minor},
        ]


def difference(old: Reckoning, price_minor: int, *, generous: bool = False) -> Difference:
    """Return what moving costs: ``old`` is what giving the old place up now would mean.

    Args:
        generous: the whole difference comes back, and all that goes along stays refundable; for
            moves that the organiser causes.
    """
    carried = min(old.paid_minor, price_minor)
    rest = old.paid_minor - carried
    refundable = old.paid_minor if generous else old.refund_minor
    back = part(refundable, rest, old.paid_minor) if rest else 0
    return Difference(
        paid_minor=old.paid_minor,
        price_minor=price_minor,
        carried_minor=carried,
        due_minor=price_minor - carried,
        back_minor=back,
        safe_minor=min(carried, refundable - back),
        currency=old.currency,
    )


def moved_terms(fresh: Terms, old: Terms, moved: Difference, accepted: Accepted) -> Terms:
    """Return the terms of the new place.

    The new session's policy and dates hold, but its sums never exceed what is safe of the carried
    money plus what is paid now. The right of withdrawal is that of the first order: it neither
    begins again nor is lost without a tick.
    """
    most = moved.safe_minor + moved.due_minor
    steps = _capped(fresh.steps, most, fresh.place_minor)
    if old.withdrawal_until_at is None:
        return replace(fresh, steps=steps)
    waived_now = accepted.withdrawal_waived and not old.withdrawal_waived
    return replace(
        fresh,
        steps=steps,
        withdrawal_until_at=old.withdrawal_until_at,
        withdrawal_waived=old.withdrawal_waived or accepted.withdrawal_waived,
        waiver_words=accepted.waiver_words if waived_now else old.waiver_words,
    )


def waiver_needed(old: Terms, starts_at: datetime, now: datetime) -> bool:
    """Tell whether the new place begins before the right of withdrawal ends that still stands."""
    until = old.withdrawal_until_at
    return until is not None and old.may_withdraw(now) and starts_at < until


def _capped(
    steps: tuple[DatedStep, ...], most_minor: int, place_minor: int
) -> tuple[DatedStep, ...]:
    """Return steps that give back at most ``most_minor``; of equal ones, the last to end stays."""
    capped: dict[int, DatedStep] = {}
    for step in steps:
        refund = min(step.refund_minor, most_minor)
        share = step.share_bp if refund == step.refund_minor else refund * ALL // place_minor
        if refund:
            capped[refund] = replace(step, refund_minor=refund, share_bp=share)
    return tuple(capped.values())
