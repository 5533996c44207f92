"""One webinar at the desk: who may come, who came, what can be changed."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from courseplatform.kit import clock
from courseplatform.people.models import AuditEntry
from courseplatform.people.roles import Role
from courses.catalogue.models import TeachingRole
from courses.catalogue.sessions import set_teaching
from courses.enrolment import enrolling
from courses.enrolment.models import EndReason
from courses.webinars import joining, presence
from courses.webinars.models import Attendance, Webinar, WebinarState

pytestmark = pytest.mark.django_db

STARTS = datetime(2026, 2, 5, 16, 0, tzinfo=UTC)
PAGES = ("desk-webinar", "desk-webinar-details", "desk-webinar-time", "desk-webinar-off")


@pytest.fixture
def run(now, session):
    return session()


@pytest.fixture
def briefing(run, webinar):
    return webinar(run)


@pytest.fixture
def cora(person):
    return person("Cora", role=Role.COORDINATOR)


@pytest.fixture
def client(cora, as_user):
    return as_user(cora)


@pytest.fixture
def ada(person, run, enrolled):
    return enrolled(run, person("Ada Student"))


def page(name, webinar, *more):
    return reverse(name, args=[webinar.ref, *more])


def stay(webinar, enrolment, minutes):
    """Come at the start and stay for some minutes."""
    joining.note_coming(webinar, enrolment.person, STARTS)
    joining.seen_again(webinar, enrolment.person, STARTS + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("teaching", "status"),
    [
        (TeachingRole.LEAD, 200),
        (TeachingRole.INSTRUCTOR, 200),
        (TeachingRole.MARKER, 404),
        (TeachingRole.OBSERVER, 404),
        (None, 404),
    ],
)
def test_lead_and_instructors_of_the_session_may_come(
    run, briefing, ada, person, as_user, teaching, status
):
    user = person("Marta", role=Role.INSTRUCTOR)
    if teaching:
        set_teaching(run, user, teaching)
    browser = as_user(user)
    for name in PAGES:
        assert browser.get(page(name, briefing)).status_code == status
    minutes = page("desk-webinar-minutes", briefing, ada.ref)
    assert browser.get(minutes).status_code == status


def test_students_and_nobody_learn_nothing_of_it(briefing, ada, as_user):
    for name in PAGES:
        assert as_user(ada.person).get(page(name, briefing)).status_code == 404
        assert Client().get(page(name, briefing)).status_code == 302
    answer = as_user(ada.person).post(page("desk-webinar-off", briefing))
    assert answer.status_code == 404
    assert Webinar.objects.get().state == WebinarState.PLANNED


def test_the_table_says_who_came_by_alias(client, briefing, ada, run, person, enrolled):
    absent = enrolled(run, person("Ben Absent"))
    stay(briefing, ada, 47)
    with clock.at(STARTS + timedelta(hours=2)):
        text = client.get(page("desk-webinar", briefing)).content.decode()
    assert "1 of 2 people came." in text
    assert ada.alias in text
    assert absent.alias in text
    assert "18:00</time>–" in text
    assert ">47<" in text
    assert "not seen" in text
    assert "Ada Student" not in text


def test_the_table_costs_the_same_queries_for_one_and_for_many(
    client, briefing, ada, run, person, enrolled, cora, django_assert_num_queries
):
    stay(briefing, ada, 10)
    with clock.at(STARTS + timedelta(hours=2)):
        client.get(page("desk-webinar", briefing))
        with django_assert_num_queries(8):
            client.get(page("desk-webinar", briefing))
        for _ in range(4):
            other = enrolled(run, person())
            stay(briefing, other, 20)
            presence.state_minutes(briefing, other.person, 5, actor=cora)
        with django_assert_num_queries(8):
            client.get(page("desk-webinar", briefing))


def test_stated_minutes_win_are_audited_and_can_be_taken_back(client, briefing, ada, cora):
    stay(briefing, ada, 30)
    address = page("desk-webinar-minutes", briefing, ada.ref)
    with clock.at(STARTS + timedelta(hours=2)):
        assert b"30 of 90 minutes count now" in client.get(address).content
        assert client.post(address, {"minutes": "75"}).status_code == 302
        assert presence.minutes_of(briefing, ada.person) == 75
        assert client.post(address, {"minutes": "0"}).status_code == 302
        (row,) = presence.presences(briefing)
        assert (row.minutes, row.came) == (0, False)
        assert client.post(address, {"minutes": ""}).status_code == 302
        assert presence.minutes_of(briefing, ada.person) == 30
    facts = [entry.facts for entry in AuditEntry.objects.filter(act="attendance.stated")]
    assert sorted((one["before"] or -1, one["minutes"]) for one in facts if one["minutes"]) == [
        (-1, 75)
    ]
    assert len(facts) == 3
    assert {entry.actor for entry in AuditEntry.objects.filter(act="attendance.stated")} == {cora}


@pytest.mark.parametrize("typed", ["91", "-1", "many"])
def test_impossible_minutes_come_back_as_typed(client, briefing, ada, typed):
    with clock.at(STARTS + timedelta(hours=2)):
        answer = client.post(page("desk-webinar-minutes", briefing, ada.ref), {"minutes": typed})
    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.content.decode()
    assert not Attendance.objects.exists()


def test_minutes_are_stated_once_it_has_begun(client, briefing, ada):
    answer = client.post(page("desk-webinar-minutes", briefing, ada.ref), {"minutes": "5"})
    assert answer.status_code == 422
    assert b"has not begun" in answer.content
    assert b"State minutes" not in client.get(page("desk-webinar", briefing)).content


def test_somebody_elses_enrolment_cannot_be_named(client, briefing, session, person, enrolled):
    elsewhere = enrolled(session(starts_local=datetime(2026, 5, 1, 10)), person())
    address = page("desk-webinar-minutes", briefing, elsewhere.ref)
    assert client.get(address).status_code == 404


def test_who_came_and_left_the_course_stays_in_the_table(briefing, ada):
    stay(briefing, ada, 30)
    enrolling.end(ada, EndReason.CANCELLED)
    (row,) = presence.presences(briefing)
    assert (row.enrolment.state, row.minutes) == ("ended", 30)


def test_links_are_set_and_garbage_returns(client, briefing):
    address = page("desk-webinar-details", briefing)
    good = {"meeting_url": "https://a.example.org/1", "gate_minutes": "20", "summary": "Why"}
    assert client.post(address, good).status_code == 302
    row = Webinar.objects.get()
    assert (row.meeting_url, row.gate_minutes, row.summary) == (
        "https://a.example.org/1",
        20,
        "Why",
    )
    for bad in ("javascript:alert(1)", "http://a.example.org/", "not a link"):
        answer = client.post(address, {**good, "meeting_url": bad})
        assert answer.status_code == 422
        assert Webinar.objects.get().meeting_url == "https://a.example.org/1"


def test_it_is_moved_and_a_missing_hour_is_refused(client, briefing):
    address = page("desk-webinar-time", briefing)
    answer = client.post(address, {"starts_local": "2026-03-29T03:30", "minutes": "90"})
    assert answer.status_code == 422
    assert b"does not exist" in answer.content
    assert b"2026-03-29T03:30" in answer.content
    answer = client.post(address, {"starts_local": "2026-02-06T19:00", "minutes": "60"})
    assert answer.status_code == 302
    assert Webinar.objects.get().starts_local == datetime(2026, 2, 6, 19)


def test_it_is_called_off_after_a_page_that_says_what_follows(client, briefing, ada):
    address = page("desk-webinar-off", briefing)
    asked = client.get(address).content
    assert b"One person is enrolled" in asked
    assert Webinar.objects.get().state == WebinarState.PLANNED
    assert client.post(address).status_code == 302
    assert Webinar.objects.get().state == WebinarState.CALLED_OFF
    again = client.post(address)
    assert again.status_code == 409
    assert b"called off already" in again.content
    overview = client.get(page("desk-webinar", briefing)).content
    assert b"Called off" in overview
    assert b"Move the webinar" not in overview


def test_the_session_page_leads_to_it(client, run, briefing):
    session_page = client.get(reverse("desk-session", args=[run.ref])).content.decode()
    assert page("desk-webinar", briefing) in session_page


def test_the_join_page_leads_staff_to_the_desk_and_students_not(client, briefing, ada, as_user):
    desk = page("desk-webinar", briefing)
    assert desk in client.get(briefing.get_absolute_url()).content.decode()
    assert desk not in as_user(ada.person).get(briefing.get_absolute_url()).content.decode()
