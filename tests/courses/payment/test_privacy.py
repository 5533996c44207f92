"""What payment tells a person about themselves, and what it forgets."""

from __future__ import annotations

from courseplatform.sandbox.control.client import Control
from courses.orders.models import Order
from courses.payment.models import Delivery
from courses.payment.privacy import PERSONAL
from tests.courses.payment.shop import Carry, attempt_of


def test_a_person_gets_their_payments_refunds_and_disputes(
    paid: Order, provider: Control, hook: Carry
) -> None:
    provider.refund(attempt_of(paid).payment_id, 5_000)
    provider.open_dispute(attempt_of(paid).payment_id)
    hook()
    (told,) = PERSONAL.export(paid.buyer)
    assert (told["order"], told["state"], told["amount_minor"]) == (
        paid.number, "succeeded", 30_000,
    )  # fmt: skip
    assert [one["amount_minor"] for one in told["refunds"]] == [5_000]
    assert [one["status"] for one in told["disputes"]] == ["needs_response"]
    (sentence,) = PERSONAL.blockers(paid.buyer)
    assert "disputes a payment" in sentence


def test_erasing_takes_the_address_out_of_what_was_sent_and_received(
    paid: Order, provider: Control, hook: Carry
) -> None:
    hook()
    before = attempt_of(paid).parameters
    assert before["customer_email"] == paid.buyer.email
    PERSONAL.erase(paid.buyer, paid.created_at)
    after = attempt_of(paid)
    assert after.parameters == {k: v for k, v in before.items() if k != "customer_email"}
    assert after.checkout_url == ""
    about = Delivery.objects.filter(payment_id=after.payment_id)
    assert about.exists()
    assert not about.exclude(body=b"").exists()
