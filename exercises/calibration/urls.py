"""Addresses of calibration."""

from django.urls import path

from exercises.calibration.views import classes, desk, mine

urlpatterns = [
    path("forecasts/", mine.forecasts, name="forecasts"),
    path("forecasts/<ref:ref>/", mine.one, name="forecast"),
    path("desk/forecasts/", desk.questions, name="desk-forecasts"),
    path("desk/forecasts/new/", desk.new, name="desk-forecast-new"),
    path("desk/forecasts/table/", classes.table, name="desk-forecasts-csv"),
    path("desk/forecasts/classes/<ref:ref>/", classes.class_page, name="desk-forecasts-class"),
    path("desk/forecasts/<ref:ref>/", desk.question, name="desk-forecast"),
    path("desk/forecasts/<ref:ref>/terms/", desk.edit, name="desk-forecast-terms"),
    path("desk/forecasts/<ref:ref>/opening/", desk.opening, name="desk-forecast-opening"),
    path("desk/forecasts/<ref:ref>/asking/", desk.put, name="desk-forecast-asking"),
    path("desk/forecasts/<ref:ref>/decision/", desk.decision, name="desk-forecast-decision"),
]
