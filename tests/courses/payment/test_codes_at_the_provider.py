"""Promotion codes of the provider: not offered, since every price rule is ours."""

from __future__ import annotations

from collections.abc import Callable

from courseplatform.people.models import User
from courseplatform.sandbox.control.client import Control
from courses.catalogue.models import Session
from courses.payment.buying import Purchase


def test_scenario_36_no_code_can_be_typed_on_the_providers_page(
    purchase: Callable[[Session, User], Purchase],
    session: Callable[..., Session],
    person: Callable[..., User],
    provider: Control,
) -> None:
    """A code there would change the sum behind our back; a voucher of ours changes it before."""
    attempt = purchase(session(), person()).order.attempts.get()
    assert not {"allow_promotion_codes", "discounts"} & set(attempt.parameters)
    assert provider.apply_code(attempt.checkout_id, "ANYTHING") != ""
    assert provider.objects("checkout.session")[0]["amount_total"] == 30_000
