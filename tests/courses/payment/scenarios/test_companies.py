"""Places of companies: by card, on invoice by transfer, and what registers say. Scenarios 47 to 50."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.test import Client

from courseplatform.kit import clock, sweeps
from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import Organiser, User
from courseplatform.sandbox.control.client import Control
from courses.catalogue.models import Session
from courses.companies.opening import Wish
from courses.enrolment.models import Claim, Place
from courses.invoicing import crediting
from courses.invoicing.models import Document
from courses.orders.balance import balance
from courses.orders.billing import Billing
from courses.orders.companies import CompanyTerms, Paying
from courses.orders.models import LedgerEntry, Order, OrderBilling, RefundOwed
from courses.orders.terms import Accepted
from courses.payment import bill_ending, registering
from courses.payment.bill_models import ProviderCustomer, ProviderInvoice
from courses.payment.company_buying import buy_places
from courses.payment.doctor import installation
from courses.payment.models import ReviewItem
from courses.payment.providers.stripe.client import client
from courses.pricing.quote import Buyer
from tests.courses.payment.shop import Carry, attempt_of, fees, ledger

Buy = Callable[..., Order]
Advance = Callable[[float], None]
DAY = 86_400
PARTICULARS = Billing(
    buyer=Buyer.COMPANY, name="Petra Contact", company="Beispiel GmbH",
    address="Linden 5\n10117 Berlin", country="DE", email="ap@beispiel.example",
)  # fmt: skip


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        },
    }
    storages._storages.clear()


@pytest.fixture
def one(provider: Control, session: Callable[..., Session]) -> Session:
    """A session at € 246.00 net, sold by a house in Italy that charges 22 % VAT."""
    Organiser.objects.update(country="IT", vat_number="IT00743110157")
    return session(
        price={
            "amount_minor": 30_000, "company_net_minor": 24_600,
            "vat_mode": "inclusive", "vat_bp": 2200,
        }
    )  # fmt: skip


@pytest.fixture
def buy(one: Session, person: Callable[..., User]) -> Buy:
    """Return the act of a company ordering places of ``one``; two of them on invoice if not told."""
    petra = person("Petra Contact")

    def press(number: int = 2, *, paying: Paying = Paying.INVOICE, **billing: Any) -> Order:
        told = replace(PARTICULARS, **billing)
        order = buy_places(
            petra, one, Wish(number=number, billing=told, paying=paying),
            accepted=Accepted(pages=(), at=clock.now()), now=clock.now(),
        ).order  # fmt: skip
        work()
        return order

    return press


def work() -> None:
    """Do what the worker does for companies."""
    for name in ("payment.customers", "payment.invoices", "companies.paid", "invoicing.following"):
        sweeps.run(name)


def sent(order: Order) -> ProviderInvoice:
    return ProviderInvoice.objects.get(order=order)


def states(order: Order) -> set[str]:
    return set(Place.objects.filter(lines__order=order).values_list("state", flat=True))


def reviews() -> list[str]:
    return sorted(ReviewItem.objects.filter(closed_at=None).values_list("kind", flat=True))


def numbers(order: Order) -> list[str]:
    return [each.number for each in Document.objects.filter(order=order).order_by("pk")]


# By card


def test_places_paid_by_card_are_confirmed_together_with_an_invoice_that_says_so(
    buy: Buy, provider: Control, hook: Carry
) -> None:
    order = buy(3, paying=Paying.CARD)
    assert states(order) == {"held"}
    provider.pay(attempt_of(order).checkout_id)
    hook()
    assert states(order) == {"confirmed"}
    assert Claim.objects.filter(place__lines__order=order, state="open").count() == 3
    assert ledger(order) == [("charge", 90_036)]
    assert numbers(order) == ["I-2026-00001"]
    assert not ProviderInvoice.objects.exists()


def test_a_second_press_of_the_same_page_and_an_unpaid_one_before_it_find_the_order(
    one: Session, person: Callable[..., User]
) -> None:
    petra = person()

    def press(paying: Paying, token: str) -> Order:
        wish = Wish(number=2, billing=PARTICULARS, paying=paying, press=token)
        accepted = Accepted(pages=(), at=clock.now())
        return buy_places(petra, one, wish, accepted=accepted, now=clock.now()).order

    invoiced = press(Paying.INVOICE, "a" * 26)
    assert press(Paying.INVOICE, "a" * 26) == invoiced
    assert press(Paying.INVOICE, "b" * 26) != invoiced
    by_card = press(Paying.CARD, "c" * 26)
    assert press(Paying.CARD, "d" * 26) == by_card
    assert Order.objects.count() == 3


def test_whoever_has_three_invoices_open_pays_one_first(one: Session, buy: Buy) -> None:
    for _order in range(3):
        buy(1)
    with pytest.raises(Refusal) as caught:
        buy(1)
    assert caught.value.code == "too-many-unpaid"


def test_money_that_comes_after_the_hold_confirms_all_places_or_goes_back_whole(
    buy: Buy, one: Session, provider: Control, hook: Carry, advance: Advance
) -> None:
    order = buy(3, paying=Paying.CARD)
    place, *others = Place.objects.filter(lines__order=order).order_by("pk")
    for each in (place, *others):
        Place.objects.filter(pk=each.pk).update(
            state="released", held_until=None, ended_at=clock.now()
        )
    Session.objects.filter(pk=one.pk).update(taken=18)
    provider.pay(attempt_of(order).checkout_id)
    hook()
    one.refresh_from_db()
    assert (states(order), one.taken) == ({"released"}, 18)
    assert RefundOwed.objects.get().reason == "full"
    assert numbers(order) == []


# On invoice


def test_scenario_47_an_invoice_is_sent_under_our_number_and_confirms_the_places_when_paid(
    buy: Buy, provider: Control, hook: Carry
) -> None:
    order = buy()
    row = sent(order)
    assert (row.state, row.amount_minor, states(order)) == ("open", 60_024, {"held"})
    (there,) = provider.objects("invoice")
    assert (there["number"], there["status"], there["total"]) == ("I-2026-00001", "open", 60_024)
    assert there["customer_email"] == "ap@beispiel.example"
    assert there["due_date"] == 1_771_279_200  # the end of 16 February in Kyiv
    assert row.url == there["hosted_invoice_url"]
    assert row.parameters
    provider.receive_transfer(row.invoice_id)
    hook()
    assert (sent(order).state, states(order)) == ("paid", {"confirmed"})
    assert ledger(order) == [("charge", 60_024)]
    assert len(fees(order)) == 1
    assert numbers(order) == ["I-2026-00001", "R-2026-00001"]
    assert Claim.objects.filter(place__lines__order=order, state="open").count() == 2
    hook()
    work()
    assert ledger(order) == [("charge", 60_024)]
    assert reviews() == []


def test_scenario_47_a_part_leaves_it_open_with_the_rest_and_a_person_hears_of_it(
    buy: Buy, provider: Control, hook: Carry, advance: Advance
) -> None:
    order = buy()
    row = sent(order)
    provider.receive_transfer(row.invoice_id, 50_000)
    hook()
    assert (states(order), balance(order).open_minor) == ({"held"}, 10_024)
    assert sent(order).paid_minor == 50_000
    assert reviews() == ["invoice-part"]
    advance(30 * DAY)
    assert bill_ending.release_overdue() == 0
    assert states(order) == {"held"}
    provider.receive_transfer(row.invoice_id)
    hook()
    assert (states(order), sent(order).state) == ({"confirmed"}, "paid")
    assert ledger(order) == [("charge", 10_024), ("charge", 50_000)]
    assert reviews() == []


def test_scenario_47_too_much_confirms_and_is_flagged(
    buy: Buy, provider: Control, hook: Carry
) -> None:
    order = buy()
    provider.receive_transfer(sent(order).invoice_id, 70_000)
    hook()
    assert (states(order), balance(order).open_minor) == ({"confirmed"}, 0)
    assert ledger(order) == [("charge", 70_000)]
    assert reviews() == ["invoice-overpaid"]


def test_scenario_47_late_money_never_meets_places_that_are_gone(
    buy: Buy, provider: Control, hook: Carry, advance: Advance
) -> None:
    order = buy()
    row = sent(order)
    advance(17 * DAY)
    assert bill_ending.release_overdue() == 0  # the days of grace
    advance(DAY)
    assert bill_ending.release_overdue() == 1
    assert bill_ending.release_overdue() == 0
    assert (states(order), sent(order).state) == ({"released"}, "void")
    assert numbers(order) == ["I-2026-00001", "C-2026-00001"]
    assert crediting.left(order) == 0
    with pytest.raises(Exception, match="stays unmatched"):
        provider.receive_transfer(row.invoice_id)
    hook()
    assert ledger(order) == []


def test_scenario_47_money_that_came_in_the_last_moment_is_found_before_the_places_go(
    buy: Buy, provider: Control, advance: Advance
) -> None:
    order = buy()
    advance(18 * DAY)
    provider.receive_transfer(sent(order).invoice_id)  # and no webhook ever comes
    assert bill_ending.release_overdue() == 0
    assert (states(order), sent(order).state) == ({"confirmed"}, "paid")


def test_scenario_47_a_transfer_that_names_no_invoice_is_looked_at_by_a_person(
    buy: Buy, provider: Control, hook: Carry
) -> None:
    order = buy()
    provider.receive_unmatched(ProviderCustomer.objects.get(order=order).customer_id, 60_024)
    hook()
    assert (states(order), ledger(order)) == ({"held"}, [])
    (item,) = ReviewItem.objects.filter(closed_at=None)
    assert item.kind == "transfer-unmatched"
    assert "I-2026-00001 is still open" in item.sentence
    provider.receive_unmatched(provider.objects("customer")[0]["id"], 5)
    hook()
    assert ReviewItem.objects.count() == 2


def test_scenario_47_money_received_elsewhere_is_noted_by_staff_and_marked_there(
    buy: Buy, provider: Control, hook: Carry, boss: User, advance: Advance
) -> None:
    from courses.orders.giving import record_transfer

    order = buy()
    advance(60)
    record_transfer(order, 60_024, reference="BANK-1", actor=boss, occurred_at=clock.now())
    work()
    assert (states(order), sent(order).state) == ({"confirmed"}, "paid")
    (there,) = provider.objects("invoice")
    assert (there["status"], there["amount_paid_off_stripe"]) == ("paid", 60_024)
    hook()
    assert ledger(order) == [("manual_transfer", 60_024)]
    assert numbers(order) == ["I-2026-00001", "R-2026-00001"]


def test_places_given_back_before_they_are_paid_make_the_invoice_smaller_there_too(
    buy: Buy, one: Session, provider: Control, hook: Carry, advance: Advance
) -> None:
    from courses.companies.giving_back import give_back

    CompanyTerms.objects.create(session=one, on_invoice="confirm")
    order = buy(4)
    advance(60)
    give_back(order, 1, actor=order.buyer, now=clock.now(), expected=(30_012, 0))
    work()
    (there,) = provider.objects("invoice")
    assert (there["amount_remaining"], there["pre_payment_credit_notes_amount"]) == (90_036, 30_012)
    provider.receive_transfer(sent(order).invoice_id)
    hook()
    assert (sent(order).state, balance(order).open_minor) == ("paid", 0)
    assert ledger(order) == [("charge", 90_036)]


def test_all_places_given_back_take_the_invoice_back(
    buy: Buy, one: Session, provider: Control, advance: Advance
) -> None:
    from courses.companies.giving_back import give_back

    CompanyTerms.objects.create(session=one, on_invoice="confirm")
    order = buy(2)
    advance(60)
    give_back(order, 2, actor=order.buyer, now=clock.now(), expected=(60_024, 0))
    work()
    assert provider.objects("invoice")[0]["status"] == "void"
    assert sent(order).state == "void"
    assert numbers(order) == ["I-2026-00001", "C-2026-00001"]


def test_the_buyer_lets_held_places_go_and_the_invoice_with_them(
    buy: Buy, provider: Control
) -> None:
    order = buy()
    assert bill_ending.let_go(order, now=clock.now())
    assert (states(order), sent(order).state) == ({"released"}, "void")
    paid = buy()
    provider.receive_transfer(sent(paid).invoice_id)
    assert not bill_ending.let_go(paid, now=clock.now())
    assert states(paid) == {"confirmed"}


def test_held_places_of_a_session_that_is_called_off_go_back_with_their_invoice(
    buy: Buy, one: Session, boss: User
) -> None:
    from courses.catalogue.sessions import cancel_session

    order = buy()
    cancel_session(one, boss)
    assert bill_ending.release_overdue() == 1
    assert (states(order), sent(order).state) == ({"released"}, "void")


def test_an_answer_that_was_lost_sends_no_second_invoice(
    one: Session, person: Callable[..., User], provider: Control, impatient: None, advance: Advance
) -> None:
    wish = Wish(number=1, billing=PARTICULARS, paying=Paying.INVOICE)
    order = buy_places(
        person(), one, wish, accepted=Accepted(pages=(), at=clock.now()), now=clock.now()
    ).order
    provider.fault("timeout_after", "POST /v1/invoices", seconds=1)
    work()
    assert sent(order).state == "wanted"
    advance(3600)
    work()
    assert sent(order).state == "open"
    assert len(provider.objects("invoice")) == 1
    assert len(provider.objects("customer")) == 1


def test_an_invoice_that_the_service_refuses_is_shown_to_a_person(
    one: Session, person: Callable[..., User], provider: Control
) -> None:
    wish = Wish(number=1, billing=PARTICULARS, paying=Paying.INVOICE)
    order = buy_places(
        person(), one, wish, accepted=Accepted(pages=(), at=clock.now()), now=clock.now()
    ).order
    provider.fault("refuse_400", "POST /v1/invoices")
    work()
    assert (sent(order).state, reviews()) == ("refused", ["invoice-refused"])
    assert states(order) == {"held"}


def test_where_invoices_go_by_hand_no_service_hears_of_them(
    settings: Any, buy: Buy, provider: Control
) -> None:
    settings.INVOICE_PROVIDER = ""
    order = buy()
    assert not ProviderInvoice.objects.exists()
    assert provider.objects("customer") == []
    assert numbers(order) == ["I-2026-00001"]


def test_an_invoice_of_another_product_on_the_same_account_is_ignored(
    buy: Buy, provider: Control, hook: Carry
) -> None:
    buy()
    asked = client()
    customer = asked.v1.customers.create({"name": "Another", "email": "a@example.org"})
    draft = asked.v1.invoices.create(
        {"customer": customer.id, "collection_method": "send_invoice", "days_until_due": 3}
    )
    asked.v1.invoice_items.create(
        {"customer": customer.id, "invoice": draft.id, "amount": 500, "currency": "eur"}
    )
    asked.v1.invoices.finalize_invoice(draft.id)
    provider.receive_transfer(draft.id)
    hook()
    assert (LedgerEntry.objects.count(), reviews()) == (0, [])


# Void after payment


def test_scenario_48_an_invoice_is_never_voided_after_payment_and_nothing_falls_below_zero(
    buy: Buy, provider: Control, hook: Carry, boss: User
) -> None:
    order = buy()
    row = sent(order)
    provider.receive_transfer(row.invoice_id)
    hook()
    bill_ending._end(sent(order))  # whoever tries
    assert sent(order).state == "paid"
    with pytest.raises(Exception, match="void"):
        client().v1.invoices.void_invoice(row.invoice_id)
    from courses.companies.giving_back import give_back
    from courses.orders import refunding

    give_back(order, 2, actor=order.buyer, now=clock.now(), expected=(0, 60_024))
    owed = RefundOwed.objects.get()
    # A transfer has no way back of its own: staff send it, and a credit note follows.
    assert (owed.route, owed.amount_minor) == ("hand", 60_024)
    refunding.pay_by_hand(owed, reference="BANK-9", actor=boss, now=clock.now())
    work()
    assert numbers(order) == ["I-2026-00001", "R-2026-00001", "C-2026-00001"]
    money = balance(order)
    assert (money.kept_minor, money.open_minor, crediting.left(order)) == (0, 0, 0)


# VAT numbers


def test_scenario_49_a_number_that_the_register_does_not_know_later_flags_the_order(
    buy: Buy, provider: Control, hook: Carry, advance: Advance
) -> None:
    order = buy(vat_number="DE136695976")
    assert (order.vat_reason, order.total_minor) == ("reverse-charge", 49_200)
    assert OrderBilling.objects.get(order=order).vat_check == "pending"
    invoice = Document.objects.get()
    before = (invoice.sha256, invoice.snapshot)
    (number,) = provider.objects("tax_id")
    provider.verify_tax_id(number["id"], "unverified")
    hook()
    assert OrderBilling.objects.get(order=order).vat_check == "unverified"
    assert reviews() == ["vat-unverified"]
    invoice.refresh_from_db()
    assert (invoice.sha256, invoice.snapshot) == before
    assert states(order) == {"held"}
    provider.verify_tax_id(number["id"], "verified")
    hook()
    assert reviews() == []


def test_scenario_49_the_answer_is_found_without_a_webhook_too(
    buy: Buy, provider: Control, advance: Advance
) -> None:
    order = buy(vat_number="DE136695976")
    advance(3601)  # the register answers after half a minute; nobody tells us
    assert registering.register_due() == 1
    assert OrderBilling.objects.get(order=order).vat_check == "verified"


def test_scenario_49_a_company_that_paid_by_card_without_vat_is_looked_up_as_well(
    buy: Buy, provider: Control, hook: Carry
) -> None:
    order = buy(1, paying=Paying.CARD, vat_number="DE136695976")
    assert not ProviderCustomer.objects.exists()
    provider.pay(attempt_of(order).checkout_id)
    hook()
    work()
    assert ProviderCustomer.objects.get().number_given
    assert OrderBilling.objects.get(order=order).vat_check == "pending"
    plain = buy(1, paying=Paying.CARD)
    provider.pay(attempt_of(plain).checkout_id)
    hook()
    work()
    assert ProviderCustomer.objects.count() == 1


# Registration and address


def test_scenario_50_vat_without_a_registration_is_said_by_the_doctor(one: Session) -> None:
    assert installation.taxes(clock.now()).tone == "ok"
    Organiser.objects.update(vat_number="")
    assert installation.taxes(clock.now()).tone == "warn"


def test_scenario_50_nothing_is_paid_for_until_the_address_is_complete(
    one: Session, person: Callable[..., User], settings: Any
) -> None:
    petra = person()
    browser = Client()
    browser.force_login(petra)
    url = f"{one.get_absolute_url()}company/"
    typed = {
        "number": "2", "company": "Beispiel GmbH", "name": "Petra", "country": "DE",
        "paying": "invoice", "terms": "on", "versions": "", "address": " ", "press": "",
    }  # fmt: skip
    answer = browser.post(url, typed)
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"address"}
    assert "Beispiel GmbH" in answer.content.decode()
    with pytest.raises(Refusal) as caught:
        buy_places(
            petra, one,
            Wish(number=1, billing=replace(PARTICULARS, address=""), paying=Paying.INVOICE),
            accepted=Accepted(pages=(), at=clock.now()), now=clock.now(),
        )  # fmt: skip
    assert caught.value.code == "billing-incomplete"
    assert not Order.objects.exists()
