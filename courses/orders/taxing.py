"""How an order is taxed, by who sells and whose particulars are on the bill."""

from __future__ import annotations

from datetime import datetime

from courseplatform.kit.wording import date_in
from courseplatform.people.models import Organiser
from courses.orders.billing import Billing
from courses.orders.models import OrderBilling
from courses.pricing.tax import TaxReason, company_reason
from courses.pricing.vat_numbers import is_of


def tax_reason(billing: Billing | OrderBilling, now: datetime) -> TaxReason:
    """Return how a bill to these particulars is taxed at ``now``, if its session charges VAT at all.

    What a person pays is always taxed at the rate of the price list.
    """
    if not billing.company:
        return TaxReason.RATE
    house = Organiser.current()
    return company_reason(
        house.country,
        billing.country,
        date_in(now, house.zone),
        has_number=is_of(billing.vat_number, billing.country),
    )
