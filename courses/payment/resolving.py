"""Resolving a review item: one of its kind's acts, or a note.

An act runs in the transaction that closes its item, so that of two people one acts and the other is
told. What must be asked of the provider first is asked before that transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import User
from courseplatform.people.roles import Right
from courses.orders.models import Order
from courses.payment import review
from courses.payment.models import ReviewItem

Words = str | Promise


@dataclass(frozen=True)
class Deed:
    """An item with everything its act needs.

    Attributes:
        note: what the person wrote; for a payment by hand, the bank's reference.
        seen: what ``Act.prepare`` returned.
    """

    item: ReviewItem
    actor: User
    note: str
    seen: Any = None

    @property
    def order(self) -> Order:
        """The order the item is about. Raises Refusal when it is about none."""
        if self.item.order is None:
            raise Refusal(_("This item is about no order. Close it with a note."), code="no-order")
        return self.item.order

    @property
    def ref(self) -> str:
        """The reference in the item's subject."""
        return self.item.subject.partition(":")[2]


@dataclass(frozen=True)
class Act:
    """One thing that settles an item.

    Attributes:
        slug: stable name, part of the address.
        label: the button's words, verb first.
        rights: all of them are needed.
        do: does it and returns what was done, in a sentence.
        needs_note: what must be written first; empty when nothing must.
        prepare: asks the provider before the transaction begins.
        final: whether it can't be taken back, so that it is asked twice.
    """

    slug: str
    label: Words
    rights: tuple[Right, ...]
    do: Callable[[Deed], str]
    needs_note: Words = ""
    prepare: Callable[[ReviewItem], Any] | None = None
    final: bool = False


@dataclass(frozen=True)
class Kind:
    """A kind of item: its heading, and what can be done besides closing it with a note."""

    title: Words
    acts: tuple[Act, ...] = ()


def resolve(item: ReviewItem, act: Act, *, actor: User, note: str = "") -> str:
    """Do one of the acts of an item's kind and close it; return what was done, in a sentence.

    Raises:
        Refusal: ``not-allowed``, ``note-missing``, ``closed-already``, or whatever the act itself
            refuses; then the item stays open.
        ProviderAway: the provider cannot be asked now.
    """
    if not all(actor.may(right) for right in act.rights):
        raise Refusal(
            _("You may see this, but not do it. Ask somebody who may."), code="not-allowed"
        )
    if act.needs_note and not note.strip():
        raise Refusal(str(act.needs_note), code="note-missing")
    seen = act.prepare(item) if act.prepare else None
    with transaction.atomic():
        review.close_item(item, actor, "", by=act.slug)
        done = act.do(Deed(item, actor, note.strip(), seen))
        outcome = f"{done} {note.strip()}".strip()
        ReviewItem.objects.filter(pk=item.pk).update(outcome=outcome)
    return done
