"""What the hosted page does when the buyer presses "Pay"."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from courseplatform.sandbox.store import Body, Record
from courseplatform.sandbox.stripe import cards, charges, discounts, payment_intents, schedule
from courseplatform.sandbox.stripe.account import DAY, Account
from courseplatform.sandbox.stripe.checkout import creating, finishing, lines
from courseplatform.sandbox.stripe.errors import ApiError

KIND = "checkout.session"
DISPUTE_AFTER = 60


@dataclass(frozen=True)
class Buyer:
    """What the page asks of the buyer besides the means of payment."""

    email: str
    name: str = ""
    country: str = ""
    address: dict[str, str | None] | None = None
    phone: str | None = None
    tax_id: dict[str, str] | None = None
    business_name: str | None = None
    terms_accepted: bool = False


@dataclass(frozen=True)
class Means:
    """A card, or the bank account that is debited."""

    type: Literal["card", "sepa_debit"] = "card"
    number: str = "4242424242424242"
    exp_month: int = 12
    exp_year: int = 2034


@dataclass(frozen=True)
class Outcome:
    """What became of the attempt, with the sentence for the buyer when it failed."""

    state: Literal["paid", "processing", "authenticate", "declined", "closed"]
    message: str = ""
    detail: dict[str, Any] = field(default_factory=dict)


def pay(account: Account, identifier: str, buyer: Buyer, means: Means) -> Outcome:
    """Tries to pay an open session. Money that cannot be taken leaves the session open."""
    session = account.need(KIND, identifier, lock=True)
    closed = _closed(session)
    if closed:
        return closed
    _remember_buyer(account, session, buyer)
    if session.body["amount_total"] == 0:
        finishing.complete(account, session, "no_payment_required")
        return Outcome("paid")
    intent = _intent(account, session)
    method = _method(account, buyer, means)
    intent.private.update(number=means.number, method=method["id"])
    account.save(intent, payment_method=method["id"], last_payment_error=None, next_action=None)
    if means.type == "sepa_debit":
        return _debit(account, session, intent, method, means.number)
    card = cards.behaviour(means.number)
    if card.authenticate:
        return _ask_bank(account, session, intent)
    return _take(account, session, intent, method, authenticated=False)


def answer_bank(account: Account, identifier: str, *, agreed: bool) -> Outcome:
    """The buyer has answered the bank's question (3-D Secure)."""
    session = account.need(KIND, identifier, lock=True)
    closed = _closed(session)
    if closed:
        return closed
    intent = account.need("payment_intent", session.body["payment_intent"] or "", lock=True)
    if intent.body["status"] != "requires_action":
        return Outcome("closed", "Your bank is not asking anything at the moment.")
    method = account.need("payment_method", intent.private["method"]).body
    account.save(intent, next_action=None)
    if not agreed:
        return _refuse(account, intent, method, _error("payment_intent_authentication_failure"))
    return _take(account, session, intent, method, authenticated=True)


def apply_code(account: Account, identifier: str, code: str) -> str:
    """Applies a promotion code that the buyer typed, or takes it off again when it is empty.

    Returns the sentence for the buyer when it cannot be used, else "".
    """
    session = account.need(KIND, identifier, lock=True)
    if session.body["status"] != "open" or not session.body["allow_promotion_codes"]:
        return "This checkout takes no promotion codes."
    chosen: Body | None = None
    if code.strip():
        found = discounts.by_code(account, code)
        if found is None:
            return "This code is invalid."
        try:
            chosen = _redeemable(account, session, found)
        except ApiError as error:
            return str(error)
    coupon = account.need("coupon", chosen["coupon"]).body if chosen else None
    totals = lines.price(session.private["items"], coupon)
    try:
        creating.check_least(totals.total, session.body["currency"])
    except ApiError as error:
        return str(error)
    session.private.update(chosen or {"coupon": None, "promotion_code": None})
    account.save(session, **creating.sums(totals), discounts=[chosen] if chosen else [])
    return ""


def settle(account: Account, intent_id: str, *, succeeded: bool) -> None:
    """The bank has told how a debit ended."""
    owner = account.need("payment_intent", intent_id).private.get("session", "")
    session = account.need(KIND, owner, lock=True)
    intent = account.need("payment_intent", intent_id, lock=True)
    if intent.body["status"] != "processing":
        return
    account.unschedule("settle debit", intent_id)
    charge = account.need("charge", intent.body["latest_charge"], lock=True)
    if succeeded:
        account.save(charge, status="succeeded", paid=True)
        charges.book(account, charge)
        account.emit("charge.succeeded", charge.body)
        account.save(intent, status="succeeded", amount_received=intent.body["amount"])
        account.emit("payment_intent.succeeded", intent.body)
        finishing.settle(account, session, paid=True)
        return
    account.save(
        charge,
        status="failed",
        captured=False,
        failure_code="insufficient_funds",
        failure_message="The bank account has too little money.",
    )
    account.emit("charge.failed", charge.body)
    account.save(intent, status="requires_payment_method")
    account.emit("payment_intent.payment_failed", intent.body)
    finishing.settle(account, session, paid=False)


@schedule.act("settle debit")
def settle_when_due(account: Account, intent_id: str, detail: Body) -> None:
    """The bank tells by itself how a debit has ended."""
    settle(account, intent_id, succeeded=detail["succeeds"])


def _closed(session: Record) -> Outcome | None:
    if session.body["status"] == "complete":
        return Outcome("closed", "This checkout has already been paid.")
    if session.body["status"] == "expired":
        return Outcome("closed", "This checkout has expired. Nothing was taken from you.")
    return None


def _redeemable(account: Account, session: Record, promotion: str) -> Body:
    coupon, _ = discounts.redeemable(
        account,
        {"promotion_code": promotion},
        currency=session.body["currency"],
        subtotal=session.body["amount_subtotal"],
        customer=session.body["customer"],
        param="discounts[0]",
    )
    return {"coupon": coupon["id"], "promotion_code": promotion}


def _remember_buyer(account: Account, session: Record, buyer: Buyer) -> None:
    known = session.body["customer_details"] or {}
    address = buyer.address or known.get("address")
    if address is None and buyer.country:
        blank = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))
        address = {**blank, "country": buyer.country}
    details = {
        "address": address,
        "business_name": buyer.business_name,
        "email": known.get("email") or buyer.email,
        "individual_name": None,
        "name": buyer.name or known.get("name"),
        "phone": buyer.phone or known.get("phone"),
        "tax_exempt": known.get("tax_exempt", "none"),
        "tax_ids": [buyer.tax_id] if buyer.tax_id else known.get("tax_ids") or [],
    }
    if (session.body["consent_collection"] or {}).get("terms_of_service") == "required":
        consent = {
            "promotions": None,
            "terms_of_service": "accepted" if buyer.terms_accepted else None,
        }
        session.body["consent"] = consent
    account.save(session, customer_details=details)


def _intent(account: Account, session: Record) -> Record:
    """The intent of this session: made at the first attempt, with the amount as it is now."""
    if session.body["payment_intent"]:
        intent = account.need("payment_intent", session.body["payment_intent"], lock=True)
        return account.save(intent, amount=session.body["amount_total"])
    intent = payment_intents.add(
        account,
        amount=session.body["amount_total"],
        currency=session.body["currency"],
        customer=session.body["customer"],
        method_types=session.body["payment_method_types"],
        options=session.private["intent"],
        private={"session": session.id},
    )
    account.save(session, payment_intent=intent.id)
    return intent


def _method(account: Account, buyer: Buyer, means: Means) -> Body:
    blank = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))
    address = buyer.address or {**blank, "country": buyer.country or None}
    who = charges.billing(buyer.name or None, buyer.email, address)
    if means.type == "sepa_debit":
        return charges.add_method(account, "sepa_debit", charges.bank_details(means.number), who)
    details = charges.card_details(means.number, means.exp_month, means.exp_year)
    return charges.add_method(account, "card", details, who)


def _debit(account: Account, session: Record, intent: Record, method: Body, number: str) -> Outcome:
    """The debit is on its way; the session is complete and the money is not there yet."""
    charge = charges.add(account, intent, method, status="pending")
    account.save(intent, status="processing", latest_charge=charge.id)
    account.emit("charge.pending", charge.body)
    account.emit("payment_intent.processing", intent.body)
    bank = cards.BANK_ACCOUNTS.get(number, cards.BankAccount("", succeeds=True, after_s=DAY))
    account.schedule(account.now + bank.after_s, "settle debit", intent.id, succeeds=bank.succeeds)
    finishing.complete(account, session, "unpaid")
    return Outcome("processing")


def _ask_bank(account: Account, session: Record, intent: Record) -> Outcome:
    url = f"{account.address}/c/pay/{session.id}/bank/"
    action = {"type": "redirect_to_url", "redirect_to_url": {"return_url": None, "url": url}}
    account.save(intent, status="requires_action", next_action=action)
    account.emit("payment_intent.requires_action", intent.body)
    return Outcome("authenticate", detail={"url": url})


def _take(
    account: Account, session: Record, intent: Record, method: Body, *, authenticated: bool
) -> Outcome:
    card = cards.behaviour(intent.private["number"])
    if card.error:
        return _refuse(account, intent, method, _error(card.error, card.decline))
    charge = charges.add(account, intent, method, status="succeeded", authenticated=authenticated)
    account.save(
        intent,
        status="succeeded",
        amount_received=intent.body["amount"],
        latest_charge=charge.id,
    )
    account.emit("charge.succeeded", charge.body)
    account.emit("payment_intent.succeeded", intent.body)
    if card.dispute:
        account.schedule(
            account.now + DISPUTE_AFTER,
            "open dispute",
            charge.id,
            reason=card.dispute,
            inquiry=card.inquiry,
        )
    if card.fraud_warning:
        account.schedule(account.now + DISPUTE_AFTER, "warn of fraud", charge.id)
    finishing.complete(account, session, "paid")
    return Outcome("paid")


def _refuse(account: Account, intent: Record, method: Body, error: Body) -> Outcome:
    if error["code"] != "payment_intent_authentication_failure":
        charge = charges.add(account, intent, method, status="failed", error=error)
        account.save(intent, latest_charge=charge.id)
        account.emit("charge.failed", charge.body)
        error = {**error, "charge": charge.id}
    account.save(
        intent,
        status="requires_payment_method",
        payment_method=None,
        last_payment_error={
            **{key: value for key, value in error.items() if value is not None},
            "payment_method": method,
        },
    )
    account.emit("payment_intent.payment_failed", intent.body)
    return Outcome("declined", error["message"], {"code": error["code"]})


def _error(code: str, decline: str = "authentication") -> Body:
    return {
        "type": "invalid_request_error" if decline == "authentication" else "card_error",
        "code": code,
        "decline_code": decline if code == "card_declined" else None,
        "message": cards.DECLINES[decline],
    }
