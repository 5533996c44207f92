"""What must hold of the documents, asked of the rows themselves; each finding says what to do."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Count, F, Max
from django.utils.translation import gettext as _

from courseplatform.kit import clock
from courseplatform.people.models import Organiser
from courses.invoicing.models import Document, Series
from courses.invoicing.printing import MOST_TRIES, unprinted
from courses.invoicing.snapshots import digest
from courses.pricing.models import PriceList
from courses.pricing.quote import VatMode
from courses.pricing.tax import is_member

LATEST = 200


def findings() -> list[str]:
    """Return what is wrong with numbers, contents, files and the tax set-up, as sentences."""
    return [*gaps(), *changed(), *stuck(), *tax()]


def gaps() -> Iterator[str]:
    """Yield series whose numbers are not 1, 2, 3 … up to the last one given."""
    counted = Series.objects.annotate(
        number_of=Count("documents"), highest=Max("documents__number_in_series")
    )
    wrong = counted.exclude(number_of=F("last_number"), highest=F("last_number"))
    for series in wrong.exclude(last_number=0, number_of=0).order_by("name"):
        yield _(
            "Series %(name)s: %(number)s documents, but numbers were given up to %(last)s. "
            "Look for what removed rows, and tell your accountant."
        ) % {"name": series.name, "number": series.number_of, "last": series.last_number}


def changed() -> Iterator[str]:
    """Yield documents, of the latest, whose content no longer has the hash it was written with."""
    latest = Document.objects.filter(emptied_at=None).order_by("-pk")[:LATEST]
    for document in latest:
        if digest(document.snapshot) != document.sha256:
            yield _("%(number)s does not say what it said when it was written.") % {
                "number": document.number
            }


def stuck() -> Iterator[str]:
    """Yield documents whose PDF could not be made."""
    for document in unprinted().filter(tries__gte=MOST_TRIES).order_by("pk")[:LATEST]:
        yield _("The PDF of %(number)s could not be made after %(tries)s tries.") % {
            "number": document.number,
            "tries": MOST_TRIES,
        }


def tax() -> Iterator[str]:
    """Yield what does not fit between the prices and what the organiser says of itself."""
    house = Organiser.current()
    charging = PriceList.objects.filter(
        vat_mode=VatMode.INCLUSIVE, session__state="published", session__ends_at__gt=clock.now()
    )
    if charging.exists() and not house.country:
        yield _(
            "Sessions are sold with VAT, but the organiser's country is not set, "
            "so companies abroad are charged VAT like everybody."
        )
    if not house.address.strip():
        yield _("The organiser has no postal address, which every bill needs.")
    without = PriceList.objects.filter(
        amount_minor__gt=0,
        vat_mode=VatMode.NONE,
        session__state="published",
        session__ends_at__gt=clock.now(),
    )
    in_the_eu = is_member(house.country, clock.today(house.zone))
    if in_the_eu and not settings.NO_VAT_WORDING and without.exists():
        yield _(
            "Sessions are sold without VAT, and NO_VAT_WORDING is empty. Most states want the "
            "reason on the bill: set the sentence that your tax adviser gives you."
        )
