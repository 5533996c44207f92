"""Addresses of the desk's pages on panels."""

from django.urls import path

from exercises.panels.views import panel, seat

_PANEL = "desk/panels/<ref:ref>/"

urlpatterns = [
    path("desk/panels/", panel.panels, name="desk-panels"),
    path(
        "desk/exercises/<ref:ref>/<int:number>/task/<int:pk>/panels/new/",
        panel.panel_new,
        name="desk-panel-new",
    ),
    path(_PANEL, panel.panel, name="desk-panel"),
    path(f"{_PANEL}invitations/", panel.invitations, name="desk-panel-invite"),
    path(f"{_PANEL}closing/", panel.closing, name="desk-panel-close"),
    path(f"{_PANEL}key/", panel.key, name="desk-panel-key"),
    path(f"{_PANEL}answer/", seat.seat, name="panel-seat"),
    path(f"{_PANEL}answer/live/", seat.seat_live, name="panel-seat-live"),
    path(f"{_PANEL}answer/submission/", seat.submission, name="panel-seat-submission"),
]
