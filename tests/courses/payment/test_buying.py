"""What a payment brings, and what never meets the provider."""

from __future__ import annotations

from collections.abc import Callable

from courseplatform.letters.models import Letter
from courseplatform.people.models import User
from courseplatform.sandbox.control.client import Control
from courses.catalogue.models import Session
from courses.enrolment.models import Enrolment
from courses.invoicing.models import Document
from courses.orders.balance import balance
from courses.orders.models import LedgerEntry, Order
from courses.payment import settling
from tests.courses.payment.shop import Press, attempt_of, fees, ledger, place_of


def test_paying_confirms_enrols_numbers_and_writes_once(opened: Order, provider: Control) -> None:
    attempt = attempt_of(opened)
    provider.pay(attempt.checkout_id)
    settling.sync(attempt, source="sync")
    settling.sync(attempt_of(opened), source="reconcile")
    assert attempt_of(opened).state == "succeeded"
    assert place_of(opened).state == "confirmed"
    assert Enrolment.objects.get(place=place_of(opened)).person == opened.buyer
    assert ledger(opened) == [("charge", 30_000)]
    assert balance(opened).open_minor == 0
    assert len(fees(opened)) == 1
    assert Document.objects.get(order=opened).number == "R-2026-00001"
    assert Letter.objects.filter(key=f"receipt:{opened.ref}").count() == 1


def test_a_free_place_never_meets_the_provider(
    purchase: Press, session: Callable[..., Session], person: Callable[..., User], provider: Control
) -> None:
    bought = purchase(session(price={"amount_minor": 0}), person())
    assert provider.objects("checkout.session") == []
    assert place_of(bought.order).state == "confirmed"
    assert Enrolment.objects.count() == 1
    entry = LedgerEntry.objects.get()
    assert (entry.kind, entry.amount_minor) == ("zero", 0)
