"""The private calendar feed: its address, its versions, what stands in it."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from vobject import readOne

from courseplatform.kit import clock
from courses.calendar import links
from courses.calendar.models import CalendarLink
from courses.coursework import planning
from courses.enrolment import enrolling
from courses.enrolment.models import EndReason
from courses.learner.reading import rooms_of
from courses.webinars import scheduling
from courses.webinars.jobs import keep_calendars_right
from exercises.authoring import library

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(now, session):
    return session()


@pytest.fixture
def ada(run, person):
    return person("Ada")


@pytest.fixture
def place(run, ada, enrolled):
    return enrolled(run, ada)


@pytest.fixture
def feed(place, ada):
    """Return the address of Ada's feed."""
    return reverse("calendar-feed", args=[links.make(ada)])


def events(answer):
    calendar = readOne(answer.content.decode())
    return {one.uid.value: one for one in getattr(calendar, "vevent_list", [])}


def test_one_event_for_each_webinar_and_each_deadline(feed, run, webinar, ada):
    version, *_others = library.load("ukraine-hts")
    planning.plan(run, version.exercise.ref, due_local=datetime(2026, 3, 21, 18))
    rooms_of(ada, clock.now())
    first, second = webinar(run), webinar(run, "Second", starts_local=datetime(2026, 2, 9, 18))
    answer = Client().get(feed)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["X-Robots-Tag"] == "noindex"
    found = events(answer)
    starts = {one.summary.value: one.dtstart.value for one in found.values()}
    assert starts["Briefing"] == first.starts_at
    assert starts["Second"] == second.starts_at
    (due,) = [one for uid, one in found.items() if uid.startswith("due-")]
    assert due.dtend.value.replace(tzinfo=None) == datetime(2026, 3, 21, 18)
    assert len(found) == 3
    assert all(not hasattr(one, "attendee") for one in found.values())
    assert b"meet.example.org" not in answer.content


def test_the_version_stays_until_something_changes(feed, run, webinar):
    briefing = webinar(run)
    keep_calendars_right()
    first = Client().get(feed)
    with clock.at(clock.now() + timedelta(minutes=1)):
        again = Client().get(feed)
        assert (again["ETag"], again.content) == (first["ETag"], first.content)
        unchanged = Client().get(feed, headers={"If-None-Match": first["ETag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert unchanged["Cache-Control"] == first["Cache-Control"]
    assert "private" in unchanged["Cache-Control"]
    scheduling.reschedule(briefing, datetime(2026, 2, 6, 19), 90, actor=None)
    moved = Client().get(feed, headers={"If-None-Match": first["ETag"]})
    assert moved.status_code == 200
    keep_calendars_right()
    raised = Client().get(feed, headers={"If-None-Match": moved["ETag"]})
    assert raised.status_code == 200
    (event,) = events(raised).values()
    assert event.sequence.value == "1"


def test_a_head_request_tells_the_version_without_the_text(feed, run, webinar):
    webinar(run)
    answer = Client().head(feed)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["ETag"] == Client().get(feed)["ETag"]


def test_reading_a_feed_writes_nothing(feed, run, webinar):
    briefing = webinar(run)
    Client().get(feed)
    assert not briefing.invitations.exists()


def test_a_called_off_webinar_is_struck_out_for_a_month(feed, run, webinar):
    briefing = webinar(run, starts_local=datetime(2026, 6, 1, 18))
    scheduling.call_off(briefing, actor=None)
    (event,) = events(Client().get(feed)).values()
    assert event.status.value == "CANCELLED"
    with clock.at(clock.now() + timedelta(days=31)):
        assert events(Client().get(feed)) == {}


def test_who_left_has_an_empty_feed(feed, run, webinar, place):
    webinar(run)
    enrolling.end(place, EndReason.CANCELLED)
    answer = Client().get(feed)
    assert answer.status_code == 200
    assert events(answer) == {}


def test_a_new_address_makes_the_old_one_unknown(feed, ada, as_user):
    client = as_user(ada)
    page = client.post(reverse("calendar-link"))
    text = page.content.decode()
    (fresh,) = {part.split("<")[0] for part in text.split("data-copy-source>")[1:]}
    assert Client().get(feed).status_code == 404
    assert Client().get(fresh.replace("http://127.0.0.1:8000", "")).status_code == 200
    assert fresh not in client.get(reverse("calendar-link")).content.decode()
    assert "no-store" in page["Cache-Control"]


def test_a_feed_switched_off_is_unknown(feed, ada, as_user):
    assert as_user(ada).get(reverse("calendar-removal")).status_code == 405
    assert as_user(ada).post(reverse("calendar-removal")).status_code == 302
    assert Client().get(feed).status_code == 404
    assert not CalendarLink.objects.exists()


def test_a_closed_account_has_no_feed(feed, ada):
    ada.is_active = False
    ada.save()
    assert Client().get(feed).status_code == 404


def test_only_the_digest_of_an_address_is_kept(feed, ada):
    token = feed.split("/")[-1].removesuffix(".ics")
    assert token not in CalendarLink.objects.get().token_sha256


def test_guessing_addresses_is_slowed_down(db):
    guess = reverse("calendar-feed", args=["a" * 26])
    codes = [Client().get(guess).status_code for _ in range(32)]
    assert codes.count(404) == 30
    assert codes[-1] == 429


def test_the_feed_costs_the_same_queries_for_one_webinar_and_for_many(
    feed, run, webinar, django_assert_num_queries
):
    webinar(run)
    Client().get(feed)
    with django_assert_num_queries(7):
        Client().get(feed)
    for number in range(4):
        webinar(run, f"Webinar {number}")
    with django_assert_num_queries(7):
        Client().get(feed)


def test_nobody_signed_in_makes_no_address():
    assert Client().get(reverse("calendar-link")).status_code == 302
