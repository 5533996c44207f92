"""The pages anybody may read."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from courseplatform.kit import clock
from courses.catalogue.courses import create_course
from courses.catalogue.models import Session
from courses.catalogue.sessions import cancel_session
from courses.enrolment import places, waiting
from courses.pricing.models import PriceList
from courses.pricing.quote import VatMode
from courses.webinars.scheduling import schedule

pytestmark = pytest.mark.django_db
HOLD = timedelta(minutes=35)
PRICE = {
    "amount_minor": 30_000,
    "early_bird_minor": 24_000,
    "early_bird_until_local": datetime(2026, 3, 1),
    "company_net_minor": 25_000,
    "vat_mode": VatMode.INCLUSIVE,
    "vat_bp": 2_200,
}


def words(answer):
    """Return the text of a page on one line."""
    text = re.sub(r"<(script|style).*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace("\u202f", " ").split())


@pytest.fixture
def public(client, now, told):
    """Return a function that reads a page as a stranger and checks that it can be cached."""

    def read(url, status=200):
        answer = Client().get(url)
        assert answer.status_code == status
        if status == 200:
            assert not answer.cookies
            assert "public" in answer["Cache-Control"]
            assert "Cookie" in answer["Vary"]
            assert b"csrfmiddlewaretoken" not in answer.content
        return answer

    return read


def test_the_list_shows_courses_with_their_next_sessions(public, session):
    one = session(price=PRICE)
    text = words(public("/courses/"))
    assert "Geopolitical Intelligence Analysis" in text
    assert "Sat 14 Mar 2026" in text
    assert "€ 240.00" in text
    assert one.get_absolute_url() in public("/courses/").content.decode()


def test_an_empty_house_says_what_will_stand_here(client, now, organiser):
    assert "No courses yet" in words(client.get("/courses/"))


def test_a_course_without_sessions_says_so(public, session, told):
    session(starts_local=datetime(2026, 1, 10, 10))
    assert "No session is planned" in words(public("/courses/"))


def test_a_course_tells_all_that_it_knows(public, session, teach, told):
    one = session(price=PRICE)
    teach(one)
    text = words(public(told.get_absolute_url()))
    for piece in (
        "Grade a source",
        "Work one claim to its end.",
        "The claim",
        "1 h 30 min",
        "Who reported it first",
        "reported an alleged offer",
        "Marta Example",
        "Led an analytic unit.",
        "On nine standards.",
        "Is it recorded?",
        "20 left",
        "Early price; € 300.00 later.",
    ):
        assert piece in text


def test_past_sessions_stand_apart_from_those_to_come(public, session, told):
    session(starts_local=datetime(2024, 12, 21, 10))
    called_off = session(starts_local=datetime(2026, 4, 18, 10))
    cancel_session(called_off, None)
    session()
    text = words(public(told.get_absolute_url()))
    to_come, over = text.split("Past sessions (2)")
    assert "Sat 14 Mar 2026" in to_come
    assert "Sat 21 Dec 2024" in over
    assert "Sat 18 Apr 2026" in over
    assert "Called off" in over


def test_drafts_and_unpublished_courses_are_not_found(public, session, course):
    draft = session(publish=False)
    public(course.get_absolute_url(), status=404)
    public(draft.get_absolute_url(), status=404)
    assert "Geopolitical" not in words(public("/courses/"))
    session()
    public(draft.get_absolute_url(), status=404)


def test_a_session_is_found_under_its_own_course_alone(public, session):
    one = session()
    other = create_course("Another")
    public(f"/courses/{other.slug}/{one.slug}/", status=404)


def test_a_session_tells_dates_places_price_and_policy(public, session, person, now, teach):
    one = session(price=PRICE)
    teach(one)
    places.hold_place(one, person(), now + HOLD)
    page = public(one.get_absolute_url())
    text = words(page)
    for piece in (
        "Sat 14 Mar 2026, 10:00–17:00 Kyiv time",
        "19 of 20 places left, 1 being paid for",
        "Place € 300.00",
        "Early booking until Sat 28 Feb 2026 −€ 60.00",
        "VAT 22 % is in it € 43.28",
        "Total € 240.00",
        "Until the end of Sat 28 Feb 2026: all back, € 240.00",
        "Until the end of Sat 7 Mar 2026: half back, € 120.00",
        "After that: nothing back",
        "until the end of Mon 16 Feb 2026 (14 days)",
        "10:00 – 11:30 The claim",
        "11:30 – 12:00 Break",
        "A headset",
        "Marta Example",
        "Sign in to book a place",
    ):
        assert piece in text.replace("10:00–11:30", "10:00 – 11:30").replace(
            "11:30–12:00", "11:30 – 12:00"
        ), piece
    assert 'datetime="2026-03-14T08:00Z"' in page.content.decode()
    assert f"?next={one.get_absolute_url()}seat/" in page.content.decode()


def test_a_company_sees_its_net_price_and_no_right_of_withdrawal(public, session):
    one = session(price=PRICE)
    text = words(public(f"{one.get_absolute_url()}?buyer=company"))
    for piece in ("Place € 250.00", "VAT 22 % € 55.00", "Total € 305.00", "all back, € 305.00"):
        assert piece in text
    assert "14 days" not in text


def test_an_early_start_has_no_line_about_withdrawal(public, session):
    one = session(starts_local=datetime(2026, 2, 14, 10), price={"amount_minor": 10_000})
    text = words(public(one.get_absolute_url()))
    assert "(14 days)" not in text
    assert "Until the end of Sat 7 Feb 2026: half back, € 50.00" in text
    assert "Until the end of Sat 31 Jan 2026: all back, € 100.00 (over)" in text


def test_a_free_session_says_so(public, session):
    one = session(price={"amount_minor": 0})
    text = words(public(one.get_absolute_url()))
    assert "free of charge" in text
    assert "If you cancel" not in text


def test_a_session_without_a_price_cannot_be_booked_yet(public, session):
    one = session()
    PriceList.objects.all().delete()
    text = words(public(one.get_absolute_url()))
    assert "The price is not settled yet" in text
    assert "Sign in" not in text.split("Keep the date")[0].split("20 of 20")[1]


def test_a_full_session_offers_the_waiting_list(public, session, person, now):
    one = session(capacity=1)
    places.hold_place(one, person(), now + HOLD)
    waiting.join(one, person())
    waiting.join(one, person())
    text = words(public(one.get_absolute_url()))
    assert "The one place is taken, 1 being paid for" in text
    assert "2 people wait; you would be number 3." in text
    assert "Sign in to join the waiting list" in text


def test_places_that_the_queue_has_first_claim_to_are_not_offered_to_passers_by(
    public, session, person, now
):
    one = session(capacity=1)
    held = places.hold_place(one, person(), now + HOLD)
    waiting.join(one, person())
    places.release(held)
    text = words(public(one.get_absolute_url()))
    assert "1 place has come free and goes to the waiting list first." in text
    assert "Sign in to book a place" not in text
    assert "1 person waits; you would be number 2." in text
    for url in ("/courses/", one.course.get_absolute_url()):
        assert "Full, waiting list open" in words(public(url))


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        (datetime(2026, 3, 13, 12, tzinfo=UTC), "Booking is closed."),
        (datetime(2026, 3, 14, 9, tzinfo=UTC), "This session is under way."),
        (datetime(2026, 3, 15, 9, tzinfo=UTC), "This session is over."),
    ],
)
def test_a_session_that_cannot_be_booked_says_why(session, told, now, at, sentence):
    one = session(booking_closes_local=datetime(2026, 3, 13, 12))
    with clock.at(at):
        text = words(Client().get(one.get_absolute_url()))
    assert sentence in text
    assert "Sign in to book" not in text
    assert "waiting list" not in text


def test_a_session_that_was_called_off_says_so(public, session):
    one = session()
    cancel_session(one, None)
    text = words(public(one.get_absolute_url()))
    assert "This session was called off." in text
    assert "Sign in to book" not in text


def test_live_meetings_stand_on_the_page(public, session):
    one = session()
    schedule(
        one,
        title="Office hour",
        starts_local=datetime(2026, 3, 10, 18),
        zone="Europe/Kyiv",
        minutes=60,
        kind="preparatory",
    )
    text = words(public(one.get_absolute_url()))
    assert "Office hour" in text
    assert "Tue 10 Mar 2026, 18:00–19:00 Kyiv time" in text


def test_the_calendar_file_carries_wall_time_and_zone(public, session):
    one = session()
    answer = public(f"{one.get_absolute_url()}calendar.ics")
    text = answer.content.decode()
    assert answer["Content-Type"].startswith("text/calendar")
    assert "DTSTART;TZID=Europe/Kyiv:20260314T100000" in text
    assert "DTEND;TZID=Europe/Kyiv:20260314T170000" in text
    assert "STATUS:CONFIRMED" in text
    cancel_session(one, None)
    text = public(f"{one.get_absolute_url()}calendar.ics").content.decode()
    assert "STATUS:CANCELLED" in text


def test_typed_text_is_shown_as_text(client, now, course, session, organiser):
    course.title = course.summary = "<script>alert(1)</script>"
    course.programme = [{"minutes": 30, "title": "<b>x</b>", "text": "<i>y</i>"}]
    course.questions = [{"question": "<u>q</u>", "answer": "<u>a</u>"}]
    course.save()
    one = session()
    for url in ("/courses/", course.get_absolute_url(), one.get_absolute_url()):
        page = client.get(url).content.decode()
        assert "alert(1)" in page
        assert "<script>alert" not in page
        assert "<b>x" not in page
        assert "<u>q" not in page


@pytest.mark.parametrize("path", ["/courses/", "{course}", "{session}"])
@pytest.mark.parametrize("number", [1, 6])
def test_public_pages_read_little_however_much_there_is(
    public, session, told, teach, person, now, path, number, django_assert_num_queries
):
    for index in range(number):
        one = session(price=PRICE, starts_local=datetime(2026, 3 + index, 14, 10))
        teach(one, f"Teacher {index}")
        places.hold_place(one, person(), now + HOLD)
    url = path.format(course=told.get_absolute_url(), session=one.get_absolute_url())
    queries = {"/courses/": 3, "{course}": 4, "{session}": 4}[path]
    with django_assert_num_queries(queries):
        public(url)


def test_no_page_writes_anything(public, session, told, django_capture_on_commit_callbacks):
    one = session()
    before = list(Session.objects.values_list())
    for url in ("/courses/", told.get_absolute_url(), one.get_absolute_url()):
        public(url)
    assert list(Session.objects.values_list()) == before
