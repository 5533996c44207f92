"""What the words for the state of a dispute mean."""

from __future__ import annotations

import pytest

from courseplatform.sandbox.stripe import schemas
from courses.payment.dispute_status import (
    STAGES,
    Stage,
    blocks_refunds,
    is_over,
    stage,
    waits_for_us,
)


def test_every_word_of_stripe_has_its_meaning() -> None:
    words = set(schemas.object_schema("dispute")["properties"]["status"]["enum"])
    assert words == set(STAGES)


@pytest.mark.parametrize(
    ("status", "expected", "over", "waits"),
    [
        ("warning_needs_response", Stage.INQUIRY, False, True),
        ("needs_response", Stage.OPEN, False, True),
        ("under_review", Stage.OPEN, False, False),
        ("appeal_needs_response", Stage.OPEN, False, True),
        ("won", Stage.WON, True, False),
        ("lost", Stage.LOST, True, False),
        ("prevented", Stage.CLOSED, True, False),
        ("warning_closed", Stage.CLOSED, True, False),
        ("a word of next year", Stage.OPEN, False, False),
    ],
)
def test_a_word_says_how_far_it_is(status: str, expected: Stage, over: bool, waits: bool) -> None:
    assert (stage(status), is_over(status), waits_for_us(status)) == (expected, over, waits)


@pytest.mark.parametrize(
    ("status", "refundable", "blocks"),
    [
        ("needs_response", False, True),
        ("warning_needs_response", True, False),
        ("lost", False, False),
        ("won", True, False),
    ],
)
def test_only_an_open_one_that_forbids_it_holds_refunds_up(
    status: str, refundable: bool, blocks: bool
) -> None:
    assert blocks_refunds(status, refundable=refundable) is blocks
