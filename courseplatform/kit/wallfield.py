"""A column for wall time: what the clock on the wall shows, without a zone of its own.

PostgreSQL keeps it as ``timestamp without time zone`` and Django converts nothing, so that the zone
that stands in another column of the row is the only one that counts.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

# A year outside is a slip of the hand, and at the ends of the calendar no instant follows at all.
FIRST_YEAR, LAST_YEAR = 2000, 2199


def is_of_our_time(value: date) -> bool:
    """Tell whether the year of a day, or of a day with a time, is one that people mean."""
    return FIRST_YEAR <= value.year <= LAST_YEAR


def refuse_odd_years(value: date) -> None:
    """Validate a form's day, or day with a time.

    Raises:
        ValidationError: its year is not ``is_of_our_time``.
    """
    if not is_of_our_time(value):
        raise ValidationError(
            _("Check the year: it lies between %(first)s and %(last)s."),
            code="year",
            params={"first": str(FIRST_YEAR), "last": str(LAST_YEAR)},
        )


class DayFormField(forms.DateField):
    """A day, chosen or typed, in a year that people mean."""

    default_validators = [refuse_odd_years]

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(**{"widget": widget, **kwargs})


class WallTimeFormField(forms.DateTimeField):
    """Reads what a person typed as wall time, in a year that people mean; no zone is added."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def prepare_value(self, value: Any) -> Any:
        """Return the value as it stands."""
        return value

    def to_python(self, value: Any) -> datetime | None:
        """Return a naive datetime."""
        found = super().to_python(value)
        if found:
            refuse_odd_years(found)
        return timezone.make_naive(found) if found and timezone.is_aware(found) else found


class WallTimeField(models.DateTimeField):
    """A naive datetime; the zone stands beside it in the row."""

    description = "Wall time"

    def get_internal_type(self) -> str:
        """Return a name that no conversion of Django's listens to."""
        return "WallTimeField"

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """Return PostgreSQL's type without a zone."""
        return "timestamp without time zone"

    def to_python(self, value: Any) -> datetime | None:
        """Return a naive datetime.

        Raises:
            ValidationError: the value carries a zone, or is no date and time.
        """
        if value is None or isinstance(value, datetime):
            found = value
        else:
            found = parse_datetime(str(value))
            if found is None:
                raise ValidationError(_("This is no date with a time."), code="invalid")
        if found is not None and timezone.is_aware(found):
            raise ValidationError(_("Wall time carries no zone."), code="aware")
        return found

    def get_prep_value(self, value: Any) -> Any:
        """Return what the database stores; expressions pass as they are."""
        if value is None or hasattr(value, "resolve_expression"):
            return value
        return self.to_python(value)

    def get_db_prep_value(
        self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False
    ) -> Any:
        """Return the naive value for the driver."""
        return value if prepared else self.get_prep_value(value)

    def value_to_string(self, obj: models.Model) -> str:
        """Return ISO text without a zone."""
        value: Any = getattr(obj, self.attname)
        return "" if value is None else value.isoformat()

    def formfield(self, *args: Any, **kwargs: Any) -> Any:
        """Return the form field that adds no zone."""
        return super().formfield(*args, **{"form_class": WallTimeFormField, **kwargs})
