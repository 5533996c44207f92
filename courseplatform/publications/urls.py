"""Addresses of the public face and of the editors' desk."""

from django.urls import path

from courseplatform.publications import editing, feeds, media, pages

public_urlpatterns = [
    path("", pages.home, name="home"),
    path("reports/", pages.reports, name="reports"),
    path("reports/<slug:slug>/", pages.report, name="report"),
]
urlpatterns = [
    path("reports/feed/", feeds.reports, name="reports-feed"),
    path("podcast.rss", feeds.podcast, name="podcast"),
    path("media/<path:name>", media.media, name="media"),
    path("desk/reports/", editing.table, name="desk-reports"),
    path("desk/reports/new/", editing.new, name="desk-report-new"),
    path("desk/reports/<ref:ref>/", editing.edit, name="desk-report"),
    path("desk/reports/<ref:ref>/preview/", editing.preview, name="desk-report-preview"),
    path(
        "desk/reports/<ref:ref>/publication/", editing.publication, name="desk-report-publication"
    ),
    path("desk/reports/<ref:ref>/episode/", editing.episode, name="desk-report-episode"),
]
