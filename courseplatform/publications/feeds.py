"""The podcast feed (RSS with the words podcast programs ask for) and the reports' feed (Atom)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Enclosure, Rss201rev2Feed
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from courseplatform.people.models import Organiser
from courseplatform.publications.models import Episode, Report, ReportQuerySet, clock_of
from courseplatform.publications.text import printable

MOST = 100
ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"


class PodcastFeed(Rss201rev2Feed):
    """RSS 2.0 with the tags of podcast directories."""

    def rss_attributes(self) -> dict[str, str]:
        """Name the vocabularies."""
        return {**super().rss_attributes(), "xmlns:itunes": ITUNES}

    def add_root_elements(self, handler: Any) -> None:
        """Say whose podcast it is."""
        super().add_root_elements(handler)
        for name in ("author", "type", "explicit"):
            handler.addQuickElement(f"itunes:{name}", self.feed[f"itunes_{name}"])
        handler.startElement("itunes:owner", {})
        handler.addQuickElement("itunes:name", self.feed["itunes_author"])
        handler.addQuickElement("itunes:email", self.feed["itunes_email"])
        handler.endElement("itunes:owner")
        handler.addQuickElement("itunes:category", attrs={"text": "News"})

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """Say how long each episode is and which number it has."""
        super().add_item_elements(handler, item)
        for name in ("duration", "episode", "episodeType", "explicit", "summary"):
            handler.addQuickElement(f"itunes:{name}", item[f"itunes_{name}"])


def _etag(request: HttpRequest) -> str:
    newest = Report.objects.published().order_by("-changed_at").values_list("changed_at", flat=True)
    stamp = newest.first()
    count = Report.objects.published().count()
    return f'"{stamp.timestamp() if stamp else 0:.0f}-{count}"'


@login_not_required
@require_safe
@cache_control(public=True, max_age=300)
@condition(etag_func=_etag)
def podcast(request: HttpRequest) -> HttpResponse:
    """Send the podcast feed."""
    house = Organiser.current()
    author = printable(house.name) or _("Podcast")
    feed = PodcastFeed(
        title=author,
        link=f"{settings.SITE_URL}/",
        description=printable(house.strapline) or _("Reports, read aloud."),
        language=settings.LANGUAGE_CODE,
        feed_url=f"{settings.SITE_URL}{request.path}",
        itunes_author=author,
        itunes_email=house.email,
        itunes_type="episodic",
        itunes_explicit="false",
    )
    for report in _reports().filter(episode__isnull=False)[:MOST]:
        feed.add_item(**_item(report), **_heard(report, report.episode))
    return _answer(feed, "application/rss+xml; charset=utf-8")


@login_not_required
@require_safe
@cache_control(public=True, max_age=300)
@condition(etag_func=_etag)
def reports(request: HttpRequest) -> HttpResponse:
    """Send the reports' feed."""
    house = Organiser.current()
    feed = Atom1Feed(
        title=printable(house.name) or _("Reports"),
        link=f"{settings.SITE_URL}{reverse('reports')}",
        description=printable(house.strapline),
        feed_url=f"{settings.SITE_URL}{request.path}",
        author_name=printable(house.name),
    )
    for report in _reports()[:MOST]:
        feed.add_item(**_item(report), updateddate=report.changed_at)
    return _answer(feed, "application/atom+xml; charset=utf-8")


def _reports() -> ReportQuerySet:
    return Report.objects.published().select_related("episode")


def _item(report: Report) -> dict[str, Any]:
    link = f"{settings.SITE_URL}{report.get_absolute_url()}"
    return {
        "title": printable(report.title),
        "link": link,
        "description": printable(f"{report.summary} {report.judgement}"),
        "pubdate": report.published_at,
        "unique_id": report.ref,
        "unique_id_is_permalink": False,
    }


def _heard(report: Report, episode: Episode) -> dict[str, Any]:
    address = f"{settings.SITE_URL}{episode.audio.url}"
    return {
        "enclosures": [Enclosure(address, str(episode.size), episode.media_type)],
        "itunes_duration": clock_of(episode.seconds),
        "itunes_episode": str(report.number),
        "itunes_episodeType": "full",
        "itunes_explicit": "false",
        "itunes_summary": printable(report.summary),
    }


def _answer(feed: Any, kind: str) -> HttpResponse:
    answer = HttpResponse(content_type=kind)
    feed.write(answer, "utf-8")
    return answer
