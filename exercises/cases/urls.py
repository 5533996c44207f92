"""Addresses of the desk's pages on cases."""

from django.urls import path

from exercises.cases import views

urlpatterns = [
    path("desk/cases/", views.cases, name="desk-cases"),
    path("desk/cases/<slug:slug>/", views.case, name="desk-case"),
    path("desk/cases/<slug:slug>/<int:number>/", views.edition, name="desk-edition"),
]
