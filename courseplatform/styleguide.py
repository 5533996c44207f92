"""The page that shows every component in every state; demo and tests only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from courseplatform.templatetags.ui_charts import Bin, Forecasts

NOW = datetime(2026, 3, 14, 12, 46, tzinfo=UTC)
RATINGS = ("CC", "C", "N", "I", "II", "NA")


class Sample(forms.Form):
    """One field of each sort."""

    name = forms.CharField(label="Name on the certificate", max_length=120)
    email = forms.EmailField(help_text="The receipt and the calendar file go there.")
    number = forms.IntegerField(label="Chance that it is accurate, in per cent", min_value=1)
    zone = forms.ChoiceField(
        label="Time zone", choices=[("Europe/Kyiv", "Kyiv"), ("Europe/Rome", "Rome")]
    )
    note = forms.CharField(label="Note to us", required=False, widget=forms.Textarea)
    buyer = forms.ChoiceField(
        label="Who pays",
        choices=[("person", "I pay for myself"), ("company", "My employer pays")],
        widget=forms.RadioSelect,
    )
    accept = forms.BooleanField(
        label="I ask you to start before the fourteen days of withdrawal are over."
    )


class Choices(forms.Form):
    """Choices shown as boxes."""

    rating = forms.ChoiceField(
        label="E11 against H1, Deal",
        choices=[
            ("CC", "very consistent"),
            ("C", "consistent"),
            ("N", "neutral"),
            ("I", "inconsistent"),
            ("II", "very inconsistent"),
            ("NA", "not applicable"),
        ],
        widget=forms.RadioSelect,
        initial="I",
    )
    source = forms.ChoiceField(
        label="The source",
        choices=[
            ("A", "Completely reliable"),
            ("B", "Usually reliable"),
            ("C", "Fairly reliable"),
            ("F", "Cannot be judged"),
        ],
        widget=forms.RadioSelect,
        initial="B",
    )


def _context() -> dict[str, Any]:
    start = datetime(2026, 3, 14, 8, 0, tzinfo=UTC)
    late = datetime(2026, 3, 14, 21, 30, tzinfo=UTC)
    return {
        "now": NOW,
        "start": start,
        "end": start + timedelta(hours=7),
        "late": late,
        "late_end": late + timedelta(hours=1),
        "soon": NOW + timedelta(minutes=34),
        "sample": Sample(initial={"email": "ana@example.org", "number": 62}),
        "broken": Sample(
            {"bad-email": "ana@", "bad-number": "many", "bad-zone": "Europe/Kyiv"}, prefix="bad"
        ),
        "choices": Choices(prefix="seg"),
        "ratings": RATINGS,
        "price": [
            {"label": "Place", "amount_minor": 30000},
            {"label": "Early bird", "note": "until 28 Feb", "amount_minor": -6000},
            {"label": "VAT 22 %, included", "amount_minor": 4328, "kind": "tax"},
            {"label": "Total", "amount_minor": 24000, "kind": "total"},
        ],
        "page": Paginator(range(1000), 50).page(4),
        "views": [
            {"label": "Programme", "url": "/styleguide/"},
            {"label": "People", "url": "#", "count": 18},
            {"label": "Materials", "url": "#", "count": 4},
        ],
        "day": [
            {"time": "10:00", "title": "What the report claims", "state": "done"},
            {"time": "11:30", "title": "Break", "state": "break"},
            {"state": "now"},
            {"time": "11:45", "title": "Who says so", "text": "Sources R, T, K and U"},
            {"time": "this summer, year inferred", "title": "First reports of drones"},
        ],
        "sha": "9f3c77a1d02b4e5f8a6c1b3d9e7f00112233445566778899aabbccddeeff0011",
        "bins": [
            Bin("0 to 3 points", 1),
            Bin("4 to 6 points", 4),
            Bin("7 to 9 points", 7, you=True),
            Bin("10 to 12 points", 2),
        ],
        "few": [Bin("0 to 6 points", 1), Bin("7 to 12 points", 2)],
        "groups": [
            Forecasts(10, 1, 8),
            Forecasts(32, 2, 7),
            Forecasts(55, 3, 4),
            Forecasts(75, 6, 9),
            Forecasts(92, 11, 12),
        ],
    }


@login_not_required
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show the components."""
    return render(request, "styleguide.html", _context())


urlpatterns = [path("", styleguide, name="styleguide")]
