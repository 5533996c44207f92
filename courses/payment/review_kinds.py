"""The kinds of review items: what each means, and what a person can do about it.

A new kind is one line of the table; ``review.raise_item`` names it.
"""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.people.roles import Right
from courses.enrolment.models import Enrolment, EnrolmentState
from courses.orders import cancellation, owing, refunding
from courses.orders.lineage import lock_where_now, where_now
from courses.orders.models import RefundOwed
from courses.payment import differing, inbox, revoking
from courses.payment.models import Delivery, PaymentAttempt, ReviewItem
from courses.payment.providers.contract import Checkout
from courses.payment.resolving import Act, Deed, Kind


def kind_of(item: ReviewItem) -> Kind:
    """Return what an item's kind means; an unknown kind can only be closed with a note."""
    return KINDS.get(item.kind, OTHER)


def act_of(item: ReviewItem, slug: str) -> Act:
    """Return the act of an item's kind that is called ``slug``.

    Raises:
        Refusal: ``no-such-act``.
    """
    for act in kind_of(item).acts:
        if act.slug == slug:
            return act
    raise Refusal(_("There is no such act for this item."), code="no-such-act")


def _replay(deed: Deed) -> str:
    if not inbox.replay(Delivery.objects.filter(event_id=deed.ref)):
        raise Refusal(_("The event is no longer here. Close the item with a note."), code="gone")
    return _("The event is worked again.")


def _attempt(item: ReviewItem) -> PaymentAttempt:
    found = PaymentAttempt.objects.filter(ref=item.subject.partition(":")[2]).first()
    if found is None:
        raise Refusal(_("The payment is no longer here. Close the item."), code="gone")
    return found


def _accept(deed: Deed) -> str:
    differing.accept(_attempt(deed.item), deed.seen, actor=deed.actor)
    return _("The payment was taken as it is; the buyer has the place.")


def _send_back(deed: Deed) -> str:
    differing.send_back(_attempt(deed.item), deed.seen, actor=deed.actor)
    return _("All of it goes back, and the place is free.")


def _debt(deed: Deed) -> RefundOwed:
    """Return the debt that an item about a refund, or about the debt itself, names."""
    which = Q(ref=deed.ref) | Q(refunds__ref=deed.ref)
    debt = RefundOwed.objects.filter(which).distinct().first()
    if debt is None:
        raise Refusal(
            _("Nothing was owed here that could be asked for again. Close the item with a note."),
            code="no-debt",
        )
    return debt


def _ask_again(deed: Deed) -> str:
    if not owing.again(_debt(deed)):
        raise Refusal(_("This refund was settled meanwhile. Look at the order."), code="settled")
    return _("The refund is asked for once more.")


def _paid_by_hand(deed: Deed) -> str:
    refunding.pay_by_hand(_debt(deed), reference=deed.note, actor=deed.actor, now=clock.now())
    return _("Paid by transfer, reference:")


def _cancel_place(deed: Deed) -> str:
    enrolments = Enrolment.objects.filter(
        place__lines__order=where_now(deed.order), state=EnrolmentState.ACTIVE
    ).distinct()
    gone = [
        cancellation.cancel_by_staff(enrolment, actor=deed.actor, now=clock.now(), refund_minor=0)
        for enrolment in enrolments.select_related("place", "session__course", "person")
    ]
    if not gone:
        raise Refusal(
            _("Nobody is enrolled on this order any more. Close the item with a note."),
            code="not-enrolled",
        )
    return _("The place was cancelled.")


def _refund_and_revoke(deed: Deed) -> str:
    revoking.refund_and_revoke(deed.order, actor=deed.actor)
    return _("What was paid goes back, and the place was revoked.")


def _revoke(deed: Deed) -> str:
    holder = lock_where_now(deed.order)
    if not revoking.revoke(holder, "payment-lost", actor=deed.actor):
        raise Refusal(
            _("No place of this order is left. Close the item with a note."), code="nothing"
        )
    return _("The place was revoked.")


def _look(item: ReviewItem) -> Checkout:
    return differing.look(_attempt(item))


REPLAY = Act("replay", gettext_lazy("Work it again"), (Right.SEE_MONEY,), _replay)
ACCEPT = Act(
    "accept",
    gettext_lazy("Take it and give the place"),
    (Right.REFUND,),
    _accept,
    prepare=_look,
    final=True,
)
SEND_BACK = Act(
    "send-back",
    gettext_lazy("Refund all of it"),
    (Right.REFUND,),
    _send_back,
    prepare=_look,
    final=True,
)
AGAIN = Act("again", gettext_lazy("Ask for the refund again"), (Right.REFUND,), _ask_again)
BY_HAND = Act(
    "by-hand",
    gettext_lazy("Record the payment by transfer"),
    (Right.REFUND,),
    _paid_by_hand,
    needs_note=gettext_lazy("Write the bank's reference of the payment, then record it."),
)
CANCEL_PLACE = Act(
    "cancel-place",
    gettext_lazy("Cancel the place"),
    (Right.CANCEL_PLACES,),
    _cancel_place,
    final=True,
)
REFUND_AND_REVOKE = Act(
    "refund-and-revoke",
    gettext_lazy("Refund and revoke the place"),
    (Right.REFUND, Right.CANCEL_PLACES),
    _refund_and_revoke,
    final=True,
)
REVOKE = Act(
    "revoke",
    gettext_lazy("Revoke the place"),
    (Right.CANCEL_PLACES,),
    _revoke,
    final=True,
)

OTHER = Kind(gettext_lazy("Something to look at"))
KINDS: dict[str, Kind] = {
    "checkout-refused": Kind(gettext_lazy("Checkouts are refused")),
    "customer-refused": Kind(gettext_lazy("A company could not be registered")),
    "dashboard-refund": Kind(
        gettext_lazy("Refunded in the payment service's dashboard"), (CANCEL_PLACE,)
    ),
    "dashboard-refund-part": Kind(
        gettext_lazy("Refunded in part in the payment service's dashboard")
    ),
    "dead-delivery": Kind(gettext_lazy("An event could not be worked"), (REPLAY,)),
    "dispute-lost": Kind(gettext_lazy("A dispute was lost")),
    "dispute-lost-part": Kind(gettext_lazy("A dispute over a part was lost"), (REVOKE,)),
    "dispute-opened": Kind(gettext_lazy("A payment is disputed")),
    "events-too-old": Kind(gettext_lazy("Events were not read for weeks")),
    "fraud-warning": Kind(gettext_lazy("A payment may be fraud"), (REFUND_AND_REVOKE,)),
    "invoice-differs": Kind(gettext_lazy("An invoice is not ours as it was sent")),
    "invoice-overpaid": Kind(gettext_lazy("Too much came for an invoice")),
    "invoice-paid-late": Kind(gettext_lazy("An invoice was paid, and its places are gone")),
    "invoice-part": Kind(gettext_lazy("A part of an invoice came")),
    "invoice-refused": Kind(gettext_lazy("An invoice was refused")),
    "ledger-conflict": Kind(gettext_lazy("A payment is booked otherwise already")),
    "money-differs": Kind(gettext_lazy("The books differ")),
    "payment-differs": Kind(
        gettext_lazy("A payment is not what was asked for"), (ACCEPT, SEND_BACK)
    ),
    "refund-elsewhere": Kind(gettext_lazy("A refund to be paid by transfer"), (BY_HAND,)),
    "refund-failed": Kind(gettext_lazy("A refund failed"), (AGAIN, BY_HAND)),
    "refund-moot": Kind(gettext_lazy("A refund was not needed any more")),
    "refund-refused": Kind(gettext_lazy("A refund was refused"), (AGAIN, BY_HAND)),
    "seats-differ": Kind(gettext_lazy("Places were counted wrongly")),
    "transfer-unmatched": Kind(gettext_lazy("A transfer that names no invoice")),
    "unknown-checkout": Kind(gettext_lazy("A checkout that belongs to no order")),
    "unknown-dispute": Kind(gettext_lazy("A dispute that belongs to no order")),
    "unknown-payment": Kind(gettext_lazy("A payment that belongs to no order")),
    "unknown-refund": Kind(gettext_lazy("A refund that belongs to no order")),
    "vat-unverified": Kind(gettext_lazy("A VAT number that its register does not know")),
    "wrong-mode": Kind(gettext_lazy("An event of the other mode")),
}
