"""What the payment service has to tell in the demo, handed over as its webhooks would."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from courseplatform.kit import clock
from courseplatform.sandbox.control.client import Control
from courses.payment import inbox
from courses.payment.providers.stripe.signature import prove


@contextmanager
def at(instant: datetime, control: Control) -> Iterator[None]:
    """Both clocks at an instant, and nothing left to tell from before."""
    control.clock_set(instant)
    control.discard()
    with clock.at(instant):
        yield


def tell(control: Control) -> None:
    """Hand over what the payment service has to tell, and work it."""

    def take(body: bytes, headers: dict[str, str]) -> int:
        inbox.store("stripe", prove(body, headers["Stripe-Signature"]), body, livemode=False)
        return 200

    control.carry(take, force=True)
    while inbox.work():
        pass
