"""The student's own pages: what is next, what is due, what came back, the course room."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from courseplatform.kit import clock
from courses.coursework import planning
from courses.enrolment import enrolling, places, waiting
from courses.enrolment.models import EndReason
from courses.learner import reading
from courses.learner.reading import home_of, rooms_of
from courses.webinars import scheduling
from exercises.authoring import library

pytestmark = pytest.mark.django_db

STARTS = datetime(2026, 2, 5, 16, 0, tzinfo=UTC)


@pytest.fixture
def run(now, session):
    return session()


@pytest.fixture
def ada(run, person):
    return person("Ada Student", zone="Europe/Rome")


@pytest.fixture
def place(run, ada, enrolled):
    return enrolled(run, ada)


@pytest.fixture
def exercise(db):
    version, *_others = library.load("ukraine-hts")
    return version.exercise


@pytest.fixture
def client(ada, as_user):
    return as_user(ada)


def main(answer):
    return answer.content.decode().split("<main")[1]


def test_nobody_signed_in_is_led_to_the_login():
    assert Client().get(reverse("learn")).status_code == 302


def test_who_has_no_course_is_told_what_will_stand_there(client):
    page = main(client.get(reverse("learn")))
    assert "You are not enrolled in a course yet" in page
    assert reverse("courses") in page
    assert "Calendar feed" not in page


def test_the_next_webinar_stands_first(client, run, place, webinar):
    webinar(run, "Later", starts_local=datetime(2026, 2, 9, 18))
    webinar(run, "Sooner")
    off = webinar(run, "Off", starts_local=datetime(2026, 2, 3, 18))
    scheduling.call_off(off, actor=None)
    page = main(client.get(reverse("learn")))
    assert page.index("Sooner") < page.index("Due")
    assert "Later" not in page
    assert "Off" not in page
    assert "17:00–18:30 for you (Rome)" in page
    assert "Prepare for the webinar" in page
    with clock.at(STARTS - timedelta(minutes=10)):
        page = main(client.get(reverse("learn")))
    assert "The gate is open" in page
    assert "Go to the join page" in page


def test_a_newcomer_sees_the_exercise_before_any_job_ran(client, run, place, exercise):
    planning.plan(run, exercise.ref, due_local=datetime(2026, 3, 21, 18))
    page = main(client.get(reverse("learn")))
    assert exercise.title in page
    assert "Not started" in page


def test_what_is_late_says_so(client, run, place, exercise):
    planning.plan(run, exercise.ref, due_local=datetime(2026, 2, 10, 18))
    client.get(reverse("learn"))
    with clock.at(datetime(2026, 2, 11, tzinfo=UTC)):
        assert "Late, still open" in main(client.get(reverse("learn")))


def test_dated_work_comes_before_undated_and_done_work_is_not_due(ada, run, place, exercise):
    planning.plan(run, exercise.ref)
    (room,) = rooms_of(ada, clock.now())
    (row,) = room.exercises
    dated = replace(row, title="Dated", due_at=STARTS)
    sooner = replace(row, title="Sooner", due_at=STARTS - timedelta(days=1))
    done = replace(row, title="Done", state="handed-in")
    room.exercises = [row, dated, sooner, done]
    due = [one.title for _room, one in reading._due([room])]
    assert due == ["Sooner", "Dated", exercise.title]


def test_feedback_is_news_for_a_month_newest_first(ada, run, place, exercise, now):
    planning.plan(run, exercise.ref)
    (room,) = rooms_of(ada, now)
    (row,) = room.exercises
    back = replace(row, state="released", feedback_url="/f/", points_c=900, out_of_c=1200)
    room.exercises = [
        row,
        replace(back, title="Old", graded_at=now - timedelta(days=31)),
        replace(back, title="Week", graded_at=now - timedelta(days=7)),
        replace(back, title="Today", graded_at=now),
    ]
    assert [one.title for _room, one in reading._feedback([room], now)] == ["Today", "Week"]


def test_a_course_is_past_when_its_day_and_its_work_are_over(ada, run, place, webinar):
    (room,) = rooms_of(ada, clock.now())
    assert not room.is_past(clock.now())
    webinar(run, "Debrief", starts_local=datetime(2026, 3, 20, 18))
    with clock.at(run.ends_at + timedelta(hours=1)) as later:
        (room,) = rooms_of(ada, later)
        assert not room.is_past(later)
    with clock.at(datetime(2026, 3, 21, tzinfo=UTC)) as later:
        home = home_of(ada, later)
        assert home.rooms[0].is_past(later)
        assert home.next_meeting is None


def test_past_courses_stand_below(client, run, place, webinar):
    webinar(run)
    with clock.at(datetime(2026, 4, 1, tzinfo=UTC)):
        page = main(client.get(reverse("learn")))
    assert "Past courses" in page
    assert reverse("course-room", args=[place.ref]) in page
    assert "Next for you" not in page


def test_the_room_shows_the_programme_around_the_now_mark(client, run, place, webinar, exercise):
    webinar(run, "First")
    webinar(run, "Second", starts_local=datetime(2026, 3, 14, 10))
    planning.plan(run, exercise.ref, due_local=datetime(2026, 3, 21, 18))
    with clock.at(datetime(2026, 2, 6, tzinfo=UTC)):
        page = main(client.get(reverse("course-room", args=[place.ref])))
    order = [page.index(word) for word in ("First", "now-mark", "Second", exercise.title)]
    assert order == sorted(order)
    assert place.alias in page
    assert "Ada Student" not in page


def test_an_empty_room_says_what_will_come(client, place):
    page = main(client.get(reverse("course-room", args=[place.ref])))
    assert "appear here as soon as the organiser sets them" in page


def test_a_room_is_its_own_students_alone(run, place, person, as_user, ada):
    address = reverse("course-room", args=[place.ref])
    assert as_user(person()).get(address).status_code == 404
    enrolling.end(place, EndReason.CANCELLED)
    assert as_user(ada).get(address).status_code == 404
    assert as_user(ada).get(reverse("course-room", args=["a" * 26])).status_code == 404


def test_pages_cost_the_same_queries_for_one_course_and_for_three(
    client, run, session, ada, place, enrolled, webinar, exercise, django_assert_num_queries
):
    webinar(run)
    planning.plan(run, exercise.ref)
    client.get(reverse("learn"))
    with django_assert_num_queries(13):
        client.get(reverse("learn"))
    for month in (4, 5):
        other = session(starts_local=datetime(2026, month, 2, 10))
        enrolled(other, ada)
        for number in range(3):
            webinar(other, f"Webinar {number}")
        planning.plan(other, exercise.ref)
    client.get(reverse("learn"))
    with django_assert_num_queries(13):
        client.get(reverse("learn"))


def test_no_cache_may_store_these_pages(client, place):
    for address in (reverse("learn"), reverse("course-room", args=[place.ref])):
        assert "no-store" in client.get(address)["Cache-Control"]


def test_ones_turns_on_waiting_lists_stand_there_with_their_number(
    client, session, ada, person, now
):
    hold = timedelta(minutes=35)
    full = session(capacity=1, starts_local=datetime(2026, 5, 2, 10))
    held = places.hold_place(full, person(), now + hold)
    other = session(capacity=1, starts_local=datetime(2026, 6, 6, 10))
    places.hold_place(other, person(), now + hold)
    for one in (full, other):
        waiting.join(one, person())
        waiting.join(one, ada)
    assert [turn.ahead for turn in waiting.turns_of(ada)] == [1, 1]
    places.release(held)
    waiting.offer_next(full)
    assert [turn.ahead for turn in waiting.turns_of(ada)] == [0, 1]
    page = client.get(reverse("learn")).content.decode()
    assert "Waiting for a place" in page
    assert "you are number 1" in page
    assert "you are number 2" in page
