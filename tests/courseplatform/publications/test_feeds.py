"""The feeds, read by an XML parser as programs do."""

from __future__ import annotations

from collections.abc import Callable
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

from django.test import Client

from courseplatform.publications import publishing
from courseplatform.publications.models import Episode

ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
ATOM = "{http://www.w3.org/2005/Atom}"


def test_the_podcast_feed_has_what_programs_ask_for(client: Client, episode: Episode) -> None:
    answer = client.get("/podcast.rss")
    assert answer.headers["Content-Type"] == "application/rss+xml; charset=utf-8"
    channel = ElementTree.fromstring(answer.content).find("channel")
    assert channel is not None
    assert channel.findtext("title") == channel.findtext(f"{ITUNES}author") == "House"
    assert channel.findtext("link") == "http://127.0.0.1:8000/"
    assert channel.findtext(f"{ITUNES}explicit") == "false"
    assert channel.find(f"{ITUNES}owner/{ITUNES}email").text == "ask@example.org"  # type: ignore[union-attr]
    (item,) = channel.findall("item")
    enclosure = item.find("enclosure")
    assert enclosure is not None
    assert enclosure.attrib == {
        "url": f"http://127.0.0.1:8000{episode.audio.url}",
        "length": str(episode.size),
        "type": "audio/wav",
    }
    assert item.findtext(f"{ITUNES}duration") == "2:10"
    assert item.findtext(f"{ITUNES}episode") == "27"
    guid = item.find("guid")
    assert guid is not None
    assert (guid.text, guid.attrib["isPermaLink"]) == (episode.report.ref, "false")
    assert parsedate_to_datetime(item.findtext("pubDate") or "").tzinfo


def test_a_report_without_sound_is_in_the_reports_feed_alone(
    client: Client, report: Callable
) -> None:
    report()
    assert b"<item>" not in client.get("/podcast.rss").content
    feed = ElementTree.fromstring(client.get("/reports/feed/").content)
    (entry,) = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "An alleged meeting, part 27"
    assert entry.find(f"{ATOM}link").attrib["href"] == (  # type: ignore[union-attr]
        "http://127.0.0.1:8000/reports/report-27/"
    )


def test_signs_that_xml_forbids_never_break_a_feed(client: Client, report: Callable) -> None:
    report(title="A\x0b\x1f \ufffe<b>&amp;", summary="x\x08 ]]>")
    for path in ("/podcast.rss", "/reports/feed/"):
        ElementTree.fromstring(client.get(path).content)
    feed = ElementTree.fromstring(client.get("/reports/feed/").content)
    assert feed.findtext(f"{ATOM}entry/{ATOM}title") == "A <b>&amp;"


def test_an_unchanged_feed_is_not_sent_again_and_a_changed_one_is(
    client: Client, report: Callable
) -> None:
    one = report()
    for path in ("/podcast.rss", "/reports/feed/"):
        first = client.get(path)
        asked = {"If-None-Match": first.headers["ETag"]}
        again = client.get(path, headers=asked)
        assert again.status_code == 304
        assert "max-age=300" in again.headers["Cache-Control"]
    publishing.withdraw(one)
    assert client.get("/reports/feed/", headers=asked).status_code == 200


def test_a_feed_costs_the_same_queries_for_one_and_for_many(
    client: Client, report: Callable, django_assert_num_queries: Callable
) -> None:
    report()
    for path in ("/podcast.rss", "/reports/feed/"):
        with django_assert_num_queries(4):
            client.get(path)
    for number in range(1, 12):
        report(number)
    for path in ("/podcast.rss", "/reports/feed/"):
        with django_assert_num_queries(4):
            client.get(path)
