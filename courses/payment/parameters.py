"""The frozen parameters of a checkout, in the provider's words, made before the call.

Prices are final unit amounts; price rules live in this platform. ``payment_method_types`` is left out
on purpose: the provider chooses what fits the buyer, and current API versions refuse the parameter.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from courses.orders.lines import grouped
from courses.orders.models import Order
from courses.payment.models import PaymentAttempt
from courses.pricing.wording import times


def _product(order: Order, attempt: PaymentAttempt) -> dict[str, str]:
    """One line for the whole order: reductions are ours, and the provider takes no negative line."""
    lines = list(order.lines.values_list("description", "amount_minor"))
    session = order.session
    day = f"{session.starts_local:%-d %B %Y}"
    product = {"name": f"{session.course.title}, {day}"[:250]}
    if attempt.amount_minor != order.total_minor:
        product["description"] = _("The difference to what you paid already")
    elif len(lines) > 1:
        told = grouped(lines)
        product["description"] = "; ".join(
            times(line.description, line.quantity, line.unit_minor, order.currency) for line in told
        )[:500]
    return product


def checkout_parameters(order: Order, attempt: PaymentAttempt) -> dict[str, Any]:
    """Return the body of the call that opens ``attempt``'s checkout.

    The hold and the checkout end at the same instant, which is why ``expires_at`` is the attempt's.
    """
    page = settings.SITE_URL + reverse("order", args=[order.ref])
    marks = {"order_ref": order.ref, "attempt_ref": attempt.ref, "installation": settings.SITE_URL}
    return {
        "mode": "payment",
        "ui_mode": "hosted_page",
        "submit_type": "book",
        "client_reference_id": attempt.ref,
        "customer_email": order.buyer.email,
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": order.currency.lower(),
                    "unit_amount": attempt.amount_minor,
                    "tax_behavior": "inclusive",
                    "product_data": _product(order, attempt),
                },
            }
        ],
        "metadata": marks,
        "payment_intent_data": {"metadata": marks, "description": f"Order {order.number}"},
        "adaptive_pricing": {"enabled": False},
        "expires_at": int(attempt.expires_at.timestamp()),
        "success_url": f"{page}?checkout={{CHECKOUT_SESSION_ID}}",
        "cancel_url": page,
    }
