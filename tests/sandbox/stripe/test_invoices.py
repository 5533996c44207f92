"""Invoices by bank transfer through the real SDK: written, sent, paid, credited."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import stripe

from courseplatform.sandbox.control.client import Control, ControlRefusedError

DAY = 86_400
Draft = Callable[..., stripe.Invoice]


@pytest.fixture
def customer(client: stripe.StripeClient) -> stripe.Customer:
    return client.v1.customers.create(
        {"name": "Practice Company", "email": "office@example.org", "address": {"country": "UA"}}
    )


@pytest.fixture
def rate(client: stripe.StripeClient) -> stripe.TaxRate:
    return client.v1.tax_rates.create({"display_name": "VAT", "percentage": 20, "inclusive": False})


@pytest.fixture
def draft(client: stripe.StripeClient, customer: stripe.Customer) -> Draft:
    """A draft over three places at 200 euros."""

    def make(*, rates: list[str] | None = None, **changes: Any) -> stripe.Invoice:
        params: dict[str, Any] = {
            "customer": customer.id,
            "collection_method": "send_invoice",
            "days_until_due": 14,
            "auto_advance": False,
            "currency": "eur",
            "metadata": {"order": "7"},
            "payment_settings": {
                "payment_method_types": ["customer_balance"],
                "payment_method_options": {
                    "customer_balance": {
                        "funding_type": "bank_transfer",
                        "bank_transfer": {
                            "type": "eu_bank_transfer",
                            "eu_bank_transfer": {"country": "DE"},
                        },
                    }
                },
            },
        }
        invoice = client.v1.invoices.create({**params, **changes})  # type: ignore[typeddict-item]
        client.v1.invoice_items.create(
            {
                "customer": customer.id,
                "invoice": invoice.id,
                "amount": 60_000,
                "currency": "eur",
                "description": "Three places",
                "tax_rates": rates or [],
            }
        )
        return client.v1.invoices.retrieve(invoice.id)

    return make


@pytest.fixture
def open_invoice(client: stripe.StripeClient, draft: Draft) -> Draft:
    return lambda **changes: client.v1.invoices.finalize_invoice(draft(**changes).id)


def types(client: stripe.StripeClient) -> list[str]:
    return [event.type for event in client.v1.events.list({"limit": 100}).data]


def test_a_draft_sums_its_items_and_their_tax(draft: Draft, rate: stripe.TaxRate) -> None:
    invoice = draft(rates=[rate.id])
    assert (invoice.status, invoice.number) == ("draft", None)
    assert (invoice.subtotal, invoice.total, invoice.amount_due) == (60_000, 72_000, 72_000)
    assert invoice.total_taxes is not None
    assert [(tax.amount, tax.taxable_amount) for tax in invoice.total_taxes] == [(12_000, 60_000)]
    assert [line.description for line in invoice.lines.data] == ["Three places"]


def test_items_of_a_draft_can_be_changed_and_taken_off(
    client: stripe.StripeClient, draft: Draft
) -> None:
    invoice = draft()
    item = client.v1.invoice_items.list({"invoice": invoice.id}).data[0]
    client.v1.invoice_items.update(item.id, {"amount": 50_000, "metadata": {"a": "b"}})
    assert client.v1.invoices.retrieve(invoice.id).total == 50_000
    client.v1.invoice_items.delete(item.id)
    assert client.v1.invoices.retrieve(invoice.id).total == 0
    assert client.v1.invoices.delete(invoice.id).deleted is True


def test_finalizing_gives_numbers_without_gaps_and_a_due_date(
    client: stripe.StripeClient, control: Control, draft: Draft
) -> None:
    control.clock_set(1_734_000_000)
    first, second = draft(), draft()
    control.clock_advance(DAY)
    invoice = client.v1.invoices.finalize_invoice(first.id)
    assert invoice.status == "open"
    assert invoice.due_date == 1_734_000_000 + 15 * DAY
    assert invoice.number is not None
    assert invoice.number.endswith("-0001")
    assert client.v1.invoices.finalize_invoice(second.id).number.endswith("-0002")  # type: ignore[union-attr]
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.invoices.finalize_invoice(first.id)


def test_a_finalized_invoice_is_not_edited_any_more(
    client: stripe.StripeClient, open_invoice: Draft
) -> None:
    invoice = open_invoice()
    assert client.v1.invoices.update(invoice.id, {"metadata": {"seen": "1"}}).status == "open"
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.invoices.update(invoice.id, {"description": "Other words"})
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.invoices.delete(invoice.id)
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.invoice_items.create(
            {"customer": str(invoice.customer), "invoice": invoice.id, "amount": 5}
        )


def test_sending_a_draft_finalizes_it(client: stripe.StripeClient, draft: Draft) -> None:
    invoice = client.v1.invoices.send_invoice(draft().id)
    assert invoice.status == "open"
    assert types(client)[:2] == ["invoice.sent", "invoice.finalized"]


def test_a_transfer_of_the_whole_sum_pays_it(
    client: stripe.StripeClient, control: Control, open_invoice: Draft
) -> None:
    invoice = open_invoice()
    control.receive_transfer(invoice.id)
    paid = client.v1.invoices.retrieve(
        invoice.id, {"expand": ["payments.data.payment.payment_intent"]}
    )
    assert (paid.status, paid.amount_paid, paid.amount_remaining) == ("paid", 60_000, 0)
    assert paid.payments is not None
    payment = paid.payments.data[0]
    assert (payment.status, payment.amount_paid, payment.is_default) == ("paid", 60_000, True)
    assert payment.payment.payment_intent.status == "succeeded"  # type: ignore[union-attr]
    assert {"invoice.paid", "invoice_payment.paid"} <= set(types(client))


def test_a_part_leaves_it_open_for_the_rest(
    client: stripe.StripeClient, control: Control, open_invoice: Draft
) -> None:
    invoice = open_invoice()
    control.receive_transfer(invoice.id, 25_000)
    part = client.v1.invoices.retrieve(invoice.id)
    assert (part.status, part.amount_paid, part.amount_remaining) == ("open", 25_000, 35_000)
    assert "invoice.paid" not in types(client)
    waiting = client.v1.invoice_payments.list({"invoice": invoice.id, "status": "open"}).data
    assert [payment.amount_requested for payment in waiting] == [35_000]
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.invoices.void_invoice(invoice.id)
    control.receive_transfer(invoice.id)
    assert client.v1.invoices.retrieve(invoice.id).status == "paid"
    charges = client.v1.charges.list().data
    assert sorted(charge.amount for charge in charges) == [25_000, 35_000]


def test_too_much_pays_it_and_is_told(
    client: stripe.StripeClient, control: Control, open_invoice: Draft
) -> None:
    invoice = open_invoice()
    control.receive_transfer(invoice.id, 70_000)
    paid = client.v1.invoices.retrieve(invoice.id, {"expand": ["customer"]})
    assert (paid.status, paid.amount_paid, paid.amount_overpaid) == ("paid", 60_000, 10_000)
    assert paid.customer.balance == -10_000  # type: ignore[union-attr]
    assert types(client)[0] == "invoice.overpaid"
    with pytest.raises(ControlRefusedError):
        control.receive_transfer(invoice.id, 5)


def test_money_received_elsewhere_is_recorded(
    client: stripe.StripeClient, open_invoice: Draft
) -> None:
    invoice = client.v1.invoices.pay(open_invoice().id, {"paid_out_of_band": True})
    assert (invoice.status, invoice.amount_paid_off_stripe) == ("paid", 60_000)
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.invoices.pay(invoice.id, {"paid_out_of_band": True})


def test_without_money_from_elsewhere_there_is_nothing_to_charge(
    client: stripe.StripeClient, open_invoice: Draft
) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.invoices.pay(open_invoice().id)


def test_it_is_overdue_when_its_day_has_passed(
    client: stripe.StripeClient, control: Control, open_invoice: Draft
) -> None:
    invoice = open_invoice()
    control.clock_advance(14 * DAY + 5)
    assert types(client)[0] == "invoice.overdue"
    assert client.v1.invoices.retrieve(invoice.id).status == "open"


def test_an_open_invoice_can_be_voided_or_given_up(
    client: stripe.StripeClient, control: Control, open_invoice: Draft
) -> None:
    assert client.v1.invoices.void_invoice(open_invoice().id).status == "void"
    given_up = open_invoice()
    assert client.v1.invoices.mark_uncollectible(given_up.id).status == "uncollectible"
    control.receive_transfer(given_up.id)
    assert client.v1.invoices.retrieve(given_up.id).status == "paid"
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.invoices.void_invoice(given_up.id)


def test_a_draft_that_advances_by_itself_is_sent_after_an_hour(
    client: stripe.StripeClient, control: Control, draft: Draft
) -> None:
    invoice = draft(auto_advance=True)
    assert invoice.automatically_finalizes_at is not None
    control.clock_advance(3_601)
    assert client.v1.invoices.retrieve(invoice.id).status == "open"
    assert "invoice.sent" in types(client)


def test_an_invoice_over_nothing_is_paid_at_once(
    client: stripe.StripeClient, customer: stripe.Customer
) -> None:
    draft = client.v1.invoices.create(
        {"customer": customer.id, "collection_method": "send_invoice", "days_until_due": 1}
    )
    assert client.v1.invoices.finalize_invoice(draft.id).status == "paid"


@pytest.mark.parametrize(
    "changes",
    [
        {"collection_method": "charge_automatically"},
        {"days_until_due": None},
        {"due_date": 1_900_000_000},
        {"customer": "cus_none"},
        {"discounts": [{"coupon": "a"}]},
        {"automatic_tax": {"enabled": True}},
        {"number": 5, "wrong": 1},
    ],
)
def test_what_is_not_played_is_refused(draft: Draft, changes: dict[str, Any]) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        draft(**changes)


def test_waiting_items_can_be_taken_onto_a_new_draft(
    client: stripe.StripeClient, customer: stripe.Customer
) -> None:
    client.v1.invoice_items.create(
        {"customer": customer.id, "amount": 500, "currency": "eur", "quantity": 1}
    )
    invoice = client.v1.invoices.create(
        {
            "customer": customer.id,
            "collection_method": "send_invoice",
            "days_until_due": 1,
            "pending_invoice_items_behavior": "include",
        }
    )
    assert invoice.total == 500


def test_a_note_on_an_open_invoice_lowers_what_is_due(
    client: stripe.StripeClient, open_invoice: Draft, rate: stripe.TaxRate
) -> None:
    invoice = open_invoice(rates=[rate.id])
    line = invoice.lines.data[0].id
    note = client.v1.credit_notes.create(
        {
            "invoice": invoice.id,
            "lines": [{"type": "invoice_line_item", "invoice_line_item": line, "amount": 20_000}],
            "reason": "order_change",
        }
    )
    assert (note.type, note.total, note.number) == (
        "pre_payment",
        24_000,
        f"{invoice.number}-CN-01",
    )
    assert client.v1.invoices.retrieve(invoice.id).amount_remaining == 48_000
    client.v1.credit_notes.void_credit_note(note.id)
    assert client.v1.invoices.retrieve(invoice.id).amount_remaining == 72_000


def test_a_note_over_everything_closes_an_open_invoice(
    client: stripe.StripeClient, open_invoice: Draft
) -> None:
    invoice = open_invoice()
    client.v1.credit_notes.create({"invoice": invoice.id, "amount": 60_000})
    assert client.v1.invoices.retrieve(invoice.id).status == "paid"


def test_a_note_on_a_paid_invoice_says_where_the_money_goes(
    client: stripe.StripeClient, control: Control, open_invoice: Draft
) -> None:
    invoice = open_invoice()
    control.receive_transfer(invoice.id)
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.credit_notes.create({"invoice": invoice.id, "amount": 20_000})
    note = client.v1.credit_notes.create(
        {"invoice": invoice.id, "amount": 20_000, "refund_amount": 15_000, "credit_amount": 5_000}
    )
    assert (note.type, [refund.amount_refunded for refund in note.refunds]) == (
        "post_payment",
        [15_000],
    )
    assert client.v1.refunds.list().data[0].amount == 15_000
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.credit_notes.create(
            {"invoice": invoice.id, "amount": 40_001, "out_of_band_amount": 40_001}
        )
    client.v1.credit_notes.update(note.id, {"memo": "As agreed"})
    assert client.v1.credit_notes.list({"invoice": invoice.id}).data[0].memo == "As agreed"


def test_a_refund_made_before_can_be_linked_to_its_note(
    client: stripe.StripeClient, control: Control, open_invoice: Draft
) -> None:
    invoice = open_invoice()
    control.receive_transfer(invoice.id)
    intent = client.v1.payment_intents.list().data[0]
    refund = client.v1.refunds.create({"payment_intent": intent.id, "amount": 7_000})
    note = client.v1.credit_notes.create(
        {
            "invoice": invoice.id,
            "lines": [
                {
                    "type": "custom_line_item",
                    "description": "Discount",
                    "unit_amount": 7_000,
                    "quantity": 1,
                }
            ],
            "refunds": [{"refund": refund.id, "amount_refunded": 7_000}],
        }
    )
    assert [linked.refund for linked in note.refunds] == [refund.id]


def test_money_with_a_wrong_reference_stays_unmatched(
    client: stripe.StripeClient, control: Control, open_invoice: Draft
) -> None:
    invoice = open_invoice()
    control.receive_unmatched(str(invoice.customer), 60_000)
    assert client.v1.invoices.retrieve(invoice.id).amount_paid == 0
    assert types(client)[0] == "cash_balance.funds_available"


def test_a_checkout_can_ask_for_an_invoice(
    client: stripe.StripeClient, control: Control, new_checkout: Callable[..., Any], rate: Any
) -> None:
    session = new_checkout(invoice_creation={"enabled": True})
    control.pay(session.id)
    paid = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["invoice"]})
    invoice = paid.invoice
    assert isinstance(invoice, stripe.Invoice)
    assert (invoice.status, invoice.total, invoice.amount_paid) == ("paid", 24_000, 24_000)
    assert invoice.customer == paid.customer


@pytest.mark.parametrize(
    ("value", "status"),
    [("DE123456789", "verified"), ("DE111111111", "unverified"), ("DE222222222", "pending")],
)
def test_a_tax_number_is_looked_up_later(
    client: stripe.StripeClient,
    control: Control,
    customer: stripe.Customer,
    value: str,
    status: str,
) -> None:
    number = client.v1.customers.tax_ids.create(customer.id, {"type": "eu_vat", "value": value})
    assert number.verification is not None
    assert number.verification.status == "pending"
    control.clock_advance(31)
    looked_up = client.v1.customers.tax_ids.retrieve(customer.id, number.id)
    assert looked_up.verification is not None
    assert looked_up.verification.status == status
    expanded = client.v1.customers.retrieve(customer.id, {"expand": ["tax_ids"]})
    assert len(expanded.tax_ids.data) == 1  # type: ignore[union-attr]


def test_a_tax_number_of_the_wrong_form_is_refused(
    client: stripe.StripeClient, customer: stripe.Customer
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        client.v1.customers.tax_ids.create(customer.id, {"type": "eu_vat", "value": "12"})
    assert refusal.value.code == "tax_id_invalid"


def test_a_customer_is_found_changed_and_deleted(
    client: stripe.StripeClient, customer: stripe.Customer
) -> None:
    client.v1.customers.update(customer.id, {"name": "New name", "metadata": {"a": "b"}})
    client.v1.customers.update(customer.id, {"metadata": {"a": ""}, "description": ""})
    found = client.v1.customers.list({"email": "office@example.org"}).data[0]
    assert (found.name, found.metadata.to_dict()) == ("New name", {})  # type: ignore[union-attr]
    assert client.v1.customers.delete(customer.id).deleted is True
    assert client.v1.customers.list().data == []


def test_a_draft_is_changed_and_its_rates_are_counted(
    client: stripe.StripeClient, control: Control, draft: Draft, rate: stripe.TaxRate
) -> None:
    control.clock_set(1_734_000_000)
    invoice = client.v1.invoices.update(
        draft().id,
        {
            "default_tax_rates": [rate.id],
            "days_until_due": 3,
            "description": "For the team",
            "payment_settings": {"payment_method_types": ""},
        },
    )
    assert (invoice.total, invoice.due_date) == (72_000, 1_734_000_000 + 3 * DAY)
    dated = client.v1.invoices.update(invoice.id, {"due_date": 1_734_999_999})
    assert client.v1.invoices.finalize_invoice(dated.id).due_date == 1_734_999_999
    lines = client.v1.invoices.line_items.list(invoice.id).data
    assert [line.amount for line in lines] == [60_000]
    listed = client.v1.invoices.list({"status": "open", "customer": str(invoice.customer)}).data
    assert [found.id for found in listed] == [invoice.id]
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.invoices.list({"due_date": {"gt": 5}})
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.invoices.update(invoice.id, {"days_until_due": -1})


def test_items_can_be_priced_in_every_way(
    client: stripe.StripeClient, customer: stripe.Customer, draft: Draft
) -> None:
    invoice = draft()
    items = client.v1.invoice_items
    first = items.list({"invoice": invoice.id}).data[0]
    assert first.pricing is not None
    assert first.pricing.price_details is not None
    product, price = first.pricing.price_details.product, str(first.pricing.price_details.price)
    items.create({"invoice": invoice.id, "pricing": {"price": price}, "quantity": 2})
    items.create(
        {
            "invoice": invoice.id,
            "price_data": {"product": product, "currency": "eur", "unit_amount_decimal": "100"},  # type: ignore[typeddict-item]
            "quantity": 3,
        }
    )
    items.create(
        {"invoice": invoice.id, "unit_amount_decimal": "50", "quantity": 4}  # type: ignore[typeddict-item]
    )
    total = client.v1.invoices.retrieve(invoice.id).total
    assert total == 60_000 + 120_000 + 300 + 200
    assert items.retrieve(first.id).amount == 60_000


@pytest.mark.parametrize(
    "params",
    [
        {"amount": 5},
        {"customer": "cus_none", "amount": 5, "currency": "eur"},
        {"invoice": "mine"},
        {"invoice": "mine", "amount": 5, "currency": "usd"},
        {"invoice": "mine", "amount": 5, "discountable": False},
        {"invoice": "mine", "amount": 5, "customer": "other"},
    ],
)
def test_an_item_that_cannot_be_is_refused(
    client: stripe.StripeClient, draft: Draft, params: dict[str, Any]
) -> None:
    other = client.v1.customers.create({"name": "Other"}).id
    names = {"mine": draft().id, "other": other}
    given = {key: names.get(str(value), value) for key, value in params.items()}
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.invoice_items.create(given)  # type: ignore[arg-type]


def test_what_an_invoice_has_become_decides_what_can_be_done(
    client: stripe.StripeClient, control: Control, customer: stripe.Customer, open_invoice: Draft
) -> None:
    void = client.v1.invoices.void_invoice(open_invoice().id)
    invoices = client.v1.invoices
    for act in (
        lambda: invoices.send_invoice(void.id),
        lambda: invoices.pay(void.id, {"paid_out_of_band": True}),
        lambda: invoices.mark_uncollectible(void.id),
        lambda: client.v1.credit_notes.create({"invoice": void.id, "amount": 5}),
    ):
        with pytest.raises(stripe.InvalidRequestError):
            act()
    client.v1.customers.update(customer.id, {"email": ""})
    with pytest.raises(stripe.InvalidRequestError):
        invoices.send_invoice(open_invoice().id)
    with pytest.raises(ControlRefusedError):
        control.receive_transfer(open_invoice().id, 0)


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"amount": 0},
        {"amount": 5, "lines": [{"type": "custom_line_item", "unit_amount": 5}]},
        {"amount": 5, "effective_at": 5},
        {"lines": [{"type": "invoice_line_item", "invoice_line_item": "il_none", "amount": 5}]},
        {"lines": [{"type": "invoice_line_item", "invoice_line_item": "mine", "amount": 60_001}]},
    ],
)
def test_a_note_that_cannot_be_is_refused(
    client: stripe.StripeClient, open_invoice: Draft, params: dict[str, Any]
) -> None:
    invoice = open_invoice()
    for line in params.get("lines", []):
        if line.get("invoice_line_item") == "mine":
            line["invoice_line_item"] = invoice.lines.data[0].id
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.credit_notes.create({"invoice": invoice.id, **params})  # type: ignore[typeddict-item]


def test_a_note_over_a_custom_line_with_tax_is_found_with_its_lines(
    client: stripe.StripeClient, open_invoice: Draft, rate: stripe.TaxRate
) -> None:
    invoice = open_invoice(rates=[rate.id])
    note = client.v1.credit_notes.create(
        {
            "invoice": invoice.id,
            "lines": [
                {
                    "type": "custom_line_item",
                    "description": "Discount",
                    "unit_amount": 500,
                    "quantity": 2,
                    "tax_rates": [rate.id],
                }
            ],
            "metadata": {"a": "b"},
        }
    )
    assert (note.subtotal, note.total) == (1_000, 1_200)
    assert client.v1.credit_notes.retrieve(note.id).metadata.to_dict() == {"a": "b"}  # type: ignore[union-attr]
    client.v1.credit_notes.update(note.id, {"metadata": {"a": ""}})
    lines = client.v1.credit_notes.line_items.list(note.id).data
    assert [line.amount for line in lines] == [1_000]
    client.v1.credit_notes.void_credit_note(note.id)
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.credit_notes.void_credit_note(note.id)


def test_a_debit_that_succeeds_later_writes_its_invoice_then(
    client: stripe.StripeClient, control: Control, new_checkout: Callable[..., Any]
) -> None:
    session = new_checkout(invoice_creation={"enabled": True})
    control.pay(session.id, "AT611904300234573201")
    assert client.v1.checkout.sessions.retrieve(session.id).invoice is None
    control.clock_advance(30)
    paid = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["invoice.payments"]})
    assert paid.invoice.status == "paid"  # type: ignore[union-attr]
    payment = client.v1.invoice_payments.list({"invoice": paid.invoice.id}).data[0]  # type: ignore[union-attr]
    assert client.v1.invoice_payments.retrieve(payment.id).status == "paid"
