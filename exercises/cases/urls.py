"""Addresses of the desk's pages on cases."""

from django.urls import path

from exercises.cases.views import editing, reading, sources

_EDITION = "desk/cases/<slug:slug>/<int:number>/"
_SOURCE = f"{_EDITION}sources/<int:pk>/"

urlpatterns = [
    path("desk/cases/", reading.cases, name="desk-cases"),
    path("desk/cases/new/", editing.case_new, name="desk-case-new"),
    path("desk/cases/<slug:slug>/", reading.case, name="desk-case"),
    path("desk/cases/<slug:slug>/editions/", editing.edition_begin, name="desk-edition-begin"),
    path(_EDITION, reading.edition, name="desk-edition"),
    path(f"{_EDITION}facts/", editing.facts, name="desk-edition-facts"),
    path(f"{_EDITION}changes/", reading.changes, name="desk-edition-changes"),
    path(f"{_EDITION}sources/new/", sources.source_new, name="desk-source-new"),
    path(f"{_EDITION}sources/new/look/", sources.source_look, name="desk-source-new-look"),
    path(f"{_EDITION}sources/restoration/", sources.source_restoration, name="desk-source-restore"),
    path(_SOURCE, sources.source, name="desk-source"),
    path(f"{_SOURCE}look/", sources.source_look, name="desk-source-look"),
    path(f"{_SOURCE}place/", sources.source_place, name="desk-source-place"),
    path(f"{_SOURCE}removal/", sources.source_removal, name="desk-source-removal"),
]
