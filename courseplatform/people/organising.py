"""Setting down who the organiser is: what stands on the site, in letters and on bills."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from courseplatform.kit import countries, walltime
from courseplatform.kit.money import EXPONENTS
from courseplatform.kit.refusals import Refusal
from courseplatform.people import audit
from courseplatform.people.models import Organiser, User

FIELDS = (
    "name", "legal_name", "address", "country", "vat_number", "email", "zone", "currency",
    "strapline",
)  # fmt: skip


def describe(fields: dict[str, str], *, by: User | None) -> Organiser:
    """Set some or all of ``FIELDS``; orders and documents that exist keep what they copied.

    Raises:
        Refusal: a part is missing, too long, or is no country, zone, currency or address.
    """
    with transaction.atomic():
        locked = Organiser.objects.select_for_update().filter(pk=1).first()
        house = locked or Organiser(pk=1)
        for name, value in fields.items():
            setattr(house, name, value.strip())
        _refuse_what_cannot_be(house)
        house.save()
        audit.record(by, "organiser.described", "organiser:1", parts=sorted(fields))
    return house


def _refuse_what_cannot_be(house: Organiser) -> None:
    if not house.name:
        raise Refusal(_("The organiser needs a name."), code="no-name")
    try:
        validate_email(house.email)
    except ValidationError:
        raise Refusal(_("The organiser needs an e-mail address."), code="no-email") from None
    if house.country and house.country not in dict(countries.choices("en")):
        raise Refusal(_("Write the country as two letters, such as IT."), code="no-country")
    if not walltime.is_zone(house.zone):
        raise Refusal(_("Write the zone like Europe/Rome."), code="no-zone")
    if house.currency not in EXPONENTS:
        known = ", ".join(EXPONENTS)
        raise Refusal(_("The currency is one of %(known)s.") % {"known": known}, code="no-currency")
    try:
        house.clean_fields()
    except ValidationError as wrong:
        name, sentences = next(iter(wrong.message_dict.items()))
        raise Refusal(f"{name}: {sentences[0]}", code="too-long") from None
