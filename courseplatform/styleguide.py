"""The page that shows every component in every state; demo and tests only."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path


@login_not_required
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show the components."""
    return render(request, "styleguide.html")


urlpatterns = [path("", styleguide, name="styleguide")]
