"""What a company's order is, by table."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from courses.companies.status import CompanyFacts, CompanyState, company_state

NOW = datetime(2026, 2, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("places", "more", "state"),
    [
        ({"confirmed"}, {}, "confirmed"),
        ({"confirmed", "cancelled"}, {"open_minor": 1}, "to-be-paid"),
        ({"held"}, {"attempt_state": "needs_review"}, "review"),
        ({"held"}, {"on_invoice": True}, "awaiting-transfer"),
        ({"held"}, {"held_until": NOW + timedelta(1)}, "held"),
        ({"held"}, {"held_until": NOW}, "confirming"),
        ({"held"}, {"attempt_state": "succeeded"}, "confirming"),
        ({"held"}, {"attempt_state": "failed"}, "payment-failed"),
        ({"held"}, {}, "held"),
        ({"cancelled", "revoked"}, {}, "given-back"),
        ({"released"}, {}, "ended"),
        ({"released"}, {"received_minor": 1}, "paid-but-full"),
        ({"released"}, {"refund_promised": True}, "paid-but-full"),
    ],
)
def test_an_order_is_what_its_places_and_its_money_say(
    places: set[str], more: dict[str, Any], state: str
) -> None:
    facts = CompanyFacts(**{"places": places, "on_invoice": False, **more})
    assert company_state(facts, NOW) == CompanyState(state)
