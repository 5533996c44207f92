"""Claims: the link by which a person takes a company's place, and how a place becomes free again.

A link names its claim and carries our signature over the claim's reference and serial. It is good
once, for one place; it can be made anew and withdrawn, and then the old one says nothing any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from courseplatform.kit import clock
from courseplatform.kit.constraints import violated
from courseplatform.kit.moves import swap, try_move
from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import User
from courses.enrolment import enrolling, places
from courses.enrolment.models import (
    Claim,
    ClaimState,
    EndReason,
    Enrolment,
    EnrolmentState,
    Place,
    PlaceState,
)

_SALT = "enrolment.claiming"
_SEPARATOR = "."


def token_of(claim: Claim) -> str:
    """Return what stands in a claim's link."""
    return signing.Signer(sep=_SEPARATOR, salt=_SALT).sign(f"{claim.ref}{claim.serial}")


def claim_of(token: str) -> Claim | None:
    """Return the claim of a link, whatever its state; None for a link that is not, or no more, ours."""
    try:
        signed = signing.Signer(sep=_SEPARATOR, salt=_SALT).unsign(token)
    except signing.BadSignature:
        return None
    ref, serial = signed[:26], signed[26:]
    found = Claim.objects.select_related("place__session__course", "person", "enrolment")
    return found.filter(ref=ref, serial=serial).first()


def stands(claim: Claim, now: datetime) -> bool:
    """Tell whether a claim can be used now: it is open, the place confirmed, the session not over."""
    return (
        claim.state == ClaimState.OPEN
        and claim.place.state == PlaceState.CONFIRMED
        and claim.place.session.state == "published"
        and now < claim.place.session.ends_at
    )


def open_claims(found: Sequence[Place]) -> list[Claim]:
    """Make a claim for each confirmed place that nobody holds and that has none; return those."""
    free = [place for place in found if place.holder_id is None]
    taken = set(
        Claim.objects.filter(place__in=free, state=ClaimState.OPEN).values_list("place", flat=True)
    )
    return Claim.objects.bulk_create(
        Claim(place=place, created_at=clock.now()) for place in free if place.pk not in taken
    )


def use(claim: Claim, person: User, told: Sequence[str], now: datetime) -> Enrolment:
    """Enrol ``person`` on the claim's place, under a cover name of their own.

    A second press by the same person returns the enrolment of the first.

    Args:
        told: what the page said that the company sees of the person.

    Raises:
        Refusal: ``claim-gone``; ``has-place``: the person takes part in this session already.
    """
    if claim.state == ClaimState.USED and claim.person_id == person.pk and claim.enrolment:
        return claim.enrolment
    with transaction.atomic():
        place = Place.objects.select_for_update(no_key=True, of=("self",)).get(pk=claim.place_id)
        claim.place = place
        if not stands(claim, now) or place.holder_id is not None:
            raise _gone()
        _hold_for(place, person)
        enrolment = enrolling.enrol(place, person)
        used = try_move(
            claim,
            ClaimState.OPEN,
            ClaimState.USED,
            person=person,
            enrolment=enrolment,
            told=list(told),
            settled_at=now,
        )
        if not used:
            raise _gone()
    return enrolment


def note_sent(claim: Claim, address: str, now: datetime) -> None:
    """Note where an open claim's link goes; a link that went elsewhere before is worth no more.

    Raises:
        Refusal: ``claim-gone``.
    """
    serial = claim.serial + 1 if claim.sent_to not in {"", address} else claim.serial
    expected = {"state": ClaimState.OPEN, "serial": claim.serial}
    if not swap(claim, expected, serial=serial, sent_to=address, sent_at=now):
        raise _gone()


def renew(claim: Claim) -> None:
    """Make the link anew: whoever has the old one can do nothing with it.

    Raises:
        Refusal: ``claim-gone``.
    """
    expected = {"state": ClaimState.OPEN, "serial": claim.serial}
    if not swap(claim, expected, serial=claim.serial + 1, sent_to="", sent_at=None):
        raise _gone()


def free(place: Place, now: datetime) -> Enrolment:
    """End the enrolment on a place and make it free for somebody else, who gets a claim of their own.

    Raises:
        Refusal: ``not-enrolled``: nobody takes part on it, or it was given back.
    """
    with transaction.atomic():
        locked = Place.objects.select_for_update(no_key=True, of=("self",)).get(pk=place.pk)
        enrolment = locked.enrolments.filter(state=EnrolmentState.ACTIVE).first()
        if locked.state != PlaceState.CONFIRMED or enrolment is None:
            raise Refusal(_("Nobody takes part on this place any more."), code="not-enrolled")
        enrolling.end(enrolment, EndReason.SWAPPED)
        swap(locked, {"state": PlaceState.CONFIRMED}, holder=None)
        place.holder = None
        Claim.objects.create(place=locked, created_at=now)
    return enrolment


def withdraw_all(found: Sequence[Place], now: datetime) -> int:
    """Make the links of places that went back worthless; return how many."""
    return Claim.objects.filter(place__in=found, state=ClaimState.OPEN).update(
        state=ClaimState.WITHDRAWN, settled_at=now, sent_to=""
    )


def _hold_for(place: Place, person: User) -> None:
    try:
        with transaction.atomic():
            swap(place, {"state": PlaceState.CONFIRMED, "holder": None}, holder=person)
    except IntegrityError as error:
        if violated(error) == places.ONE_EACH:
            raise Refusal(
                _(
                    "You have a place in this session already, so this link is for somebody else. "
                    "Pass it on, or tell whoever sent it."
                ),
                code="has-place",
            ) from error
        raise


def _gone() -> Refusal:
    return Refusal(
        _("This link can no longer be used. Ask whoever sent it for a new one."),
        code="claim-gone",
    )
