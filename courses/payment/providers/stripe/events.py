"""Which of Stripe's events we ask for; everything else is acknowledged and ignored.

An endpoint at Stripe should subscribe to exactly these (docs/payments.md); ``payments doctor`` compares.
"""

OUR_TYPES = frozenset(
    {
        "checkout.session.completed",
        "checkout.session.async_payment_succeeded",
        "checkout.session.async_payment_failed",
        "checkout.session.expired",
        "payment_intent.payment_failed",
        "charge.refunded",
        "charge.refund.updated",
        "refund.created",
        "refund.updated",
        "refund.failed",
        "charge.dispute.created",
        "charge.dispute.updated",
        "charge.dispute.closed",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.funds_reinstated",
        "radar.early_fraud_warning.created",
        "invoice.finalized",
        "invoice.sent",
        "invoice.paid",
        "invoice.overdue",
        "invoice.overpaid",
        "invoice.voided",
        "invoice.marked_uncollectible",
        "invoice.finalization_failed",
        "invoice_payment.paid",
        "customer.tax_id.updated",
        "cash_balance.funds_available",
    }
)
