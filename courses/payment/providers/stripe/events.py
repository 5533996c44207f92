"""Which of Stripe's events we ask for; everything else is acknowledged and ignored.

An endpoint at Stripe should subscribe to exactly these (docs/payments.md). The number of types in one
list call is limited to 20 by Stripe.
"""

OUR_TYPES = frozenset(
    {
        "checkout.session.completed",
        "checkout.session.async_payment_succeeded",
        "checkout.session.async_payment_failed",
        "checkout.session.expired",
        "charge.refunded",
        "charge.refund.updated",
        "refund.created",
        "refund.updated",
        "refund.failed",
    }
)
