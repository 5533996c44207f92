"""A column for wall time: naive in, naive out, whatever zone the process is in."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import F
from django.utils import timezone

from courseplatform.kit.wallfield import DayFormField, WallTimeField, WallTimeFormField

MORNING = datetime(2026, 3, 14, 10, 0)


def test_the_database_keeps_it_without_a_zone() -> None:
    field = WallTimeField()
    assert field.db_type(connection) == "timestamp without time zone"
    assert field.get_db_prep_value(MORNING, connection) == MORNING
    assert field.get_db_prep_value("2026-03-14T10:00", connection) == MORNING
    assert field.get_db_prep_value("passed on", connection, prepared=True) == "passed on"
    assert field.get_prep_value(None) is None
    assert isinstance(field.get_prep_value(F("x")), F)


@pytest.mark.parametrize(
    "value", [datetime(2026, 3, 14, tzinfo=UTC), "2026-03-14T10:00+01:00", "x"]
)
def test_a_time_with_a_zone_or_no_time_at_all_is_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        WallTimeField().to_python(value)


def test_a_form_reads_what_was_typed_in_any_zone() -> None:
    field = WallTimeField().formfield()
    assert isinstance(field, WallTimeFormField)
    with timezone.override("Asia/Tokyo"):
        assert field.clean("2026-03-14T10:00") == MORNING
        assert field.prepare_value(MORNING) == MORNING
        assert 'value="2026-03-14T10:00"' in field.widget.render("x", MORNING)
    assert WallTimeFormField(required=False).clean("") is None


@pytest.mark.parametrize(
    "typed", ["0001-01-01T00:00", "0001-01-01T00:00+14:00", "0226-03-14T10:00", "9999-12-31T23:59"]
)
def test_a_slip_in_the_year_is_told_to_the_one_who_typed_it(typed: str) -> None:
    with pytest.raises(ValidationError, match="between 2000 and 2199"):
        WallTimeFormField().clean(typed)
    with pytest.raises(ValidationError, match="between 2000 and 2199"):
        DayFormField().clean(typed[:10])


def test_a_day_may_be_left_out_where_it_is_optional() -> None:
    assert DayFormField(required=False).clean("") is None
    assert DayFormField().clean("2026-03-14") == MORNING.date()


def test_it_is_written_as_iso_text() -> None:
    field = WallTimeField()
    field.set_attributes_from_name("starts_local")

    class Row:
        starts_local: datetime | None = MORNING

    assert field.value_to_string(Row()) == "2026-03-14T10:00:00"  # type: ignore[arg-type]
    Row.starts_local = None
    assert field.value_to_string(Row()) == ""  # type: ignore[arg-type]
