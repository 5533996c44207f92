"""The webinar's page: who sees it, what its gate shows, going in."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from courseplatform.kit import clock
from courseplatform.people.roles import Role
from courses.catalogue.models import TeachingRole
from courses.catalogue.sessions import set_teaching
from courses.enrolment import enrolling
from courses.enrolment.models import EndReason
from courses.webinars import scheduling
from courses.webinars.models import Attendance, Webinar

pytestmark = pytest.mark.django_db

STARTS = datetime(2026, 2, 5, 16, 0, tzinfo=UTC)
OPENS = STARTS - timedelta(minutes=15)
ENDS = STARTS + timedelta(minutes=90)


@pytest.fixture
def client(place, ada, as_user):
    """Ada's browser; she is enrolled."""
    return as_user(ada)


def poll(client, page, **changed):
    """Ask for the gate as the page does half a minute later."""
    import re

    asked = re.search(r'hx-get="([^"]+)"', page.content.decode())
    assert asked
    address = asked.group(1).replace("&amp;", "&")
    for old, new in changed.items():
        address = address.replace(old, new)
    return client.get(address, headers={"HX-Request": "true"})


def test_strangers_and_those_who_left_get_404(briefing, place, ada, person, as_user):
    urls = [briefing.get_absolute_url(), f"{briefing.get_absolute_url()}calendar.ics"]
    for url in urls:
        assert as_user(person()).get(url).status_code == 404
        assert Client().get(url).status_code == 302
        assert as_user(ada).get(url).status_code == 200
    assert as_user(person()).post(f"{urls[0]}join/").status_code == 404
    assert as_user(person()).post(f"{urls[0]}seen/").status_code == 404
    enrolling.end(place, EndReason.CANCELLED)
    assert as_user(ada).get(urls[0]).status_code == 404


def test_teachers_and_coordinators_see_it(briefing, run, person, as_user):
    teacher = person("Marta")
    set_teaching(run, teacher, TeachingRole.MARKER)
    for user in (teacher, person("Cora", role=Role.COORDINATOR)):
        assert as_user(user).get(briefing.get_absolute_url()).status_code == 200
    editor = person(role=Role.EDITOR)
    assert as_user(editor).get(briefing.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("at", "words", "may_join"),
    [
        (OPENS - timedelta(seconds=1), "The gate opens 15 minutes before the start", False),
        (OPENS, "The room is open", True),
        (STARTS, "Under way since", True),
        (ENDS + timedelta(minutes=15), "This webinar is over", False),
    ],
)
def test_the_gate_shows_what_the_clock_says(client, briefing, at, words, may_join):
    with clock.at(at):
        page = client.get(briefing.get_absolute_url()).content.decode()
    assert words in page
    assert ("Join the webinar" in page) == may_join


def test_a_called_off_webinar_says_so_and_asks_no_more(client, briefing):
    scheduling.call_off(briefing, actor=None)
    with clock.at(STARTS):
        page = client.get(briefing.get_absolute_url()).content.decode()
        answer = client.post(f"{briefing.get_absolute_url()}join/")
    assert "This webinar was called off" in page
    assert "hx-get" not in page
    assert answer.status_code == 409
    assert "called off" in answer.content.decode()


def test_a_recording_stands_on_the_page_once_it_is_over(client, briefing):
    scheduling.set_links(
        briefing,
        meeting_url="",
        recording_url="https://video.example.org/1",
        gate_minutes=15,
        summary="",
        actor=None,
    )
    with clock.at(STARTS):
        assert b"video.example.org" not in client.get(briefing.get_absolute_url()).content
    with clock.at(ENDS + timedelta(hours=1)):
        assert b"https://video.example.org/1" in client.get(briefing.get_absolute_url()).content


def test_one_appears_under_the_alias_and_never_under_the_name(client, briefing, place):
    with clock.at(STARTS):
        page = client.get(briefing.get_absolute_url()).content.decode()
    assert f"<strong>{place.alias}</strong>" in page
    assert "Ada Student" not in page.split("<main")[1]


def test_joining_leads_to_the_meeting_and_notes_the_coming_once(client, briefing, ada):
    with clock.at(STARTS):
        answer = client.post(f"{briefing.get_absolute_url()}join/")
    with clock.at(STARTS + timedelta(minutes=5)):
        client.post(f"{briefing.get_absolute_url()}join/")
    assert (answer.status_code, answer["Location"]) == (303, "https://meet.example.org/briefing")
    row = Attendance.objects.get()
    assert (row.person, row.joined_at) == (ada, STARTS)
    assert row.left_at == STARTS + timedelta(minutes=5)


def test_the_open_page_moves_the_time_last_seen_only_after_joining(client, briefing):
    seen = f"{briefing.get_absolute_url()}seen/"
    with clock.at(STARTS):
        assert client.post(seen).status_code == 204
        assert not Attendance.objects.exists()
        client.post(f"{briefing.get_absolute_url()}join/")
    with clock.at(STARTS + timedelta(minutes=40)):
        client.post(seen)
    with clock.at(ENDS + timedelta(hours=3)):
        client.post(seen)
    assert Attendance.objects.get().left_at == STARTS + timedelta(minutes=40)


def test_the_heartbeat_carries_the_token_of_the_form(ada, place, briefing):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    with clock.at(STARTS):
        page = client.get(briefing.get_absolute_url()).content.decode()
        bare = client.post(f"{briefing.get_absolute_url()}seen/")
        token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
        whole = client.post(f"{briefing.get_absolute_url()}seen/", {"csrfmiddlewaretoken": token})
    assert 'hx-include="closest .gate"' in page
    assert (bare.status_code, whole.status_code) == (403, 204)


def test_staff_go_in_under_their_name_and_leave_no_attendance(briefing, run, person, as_user):
    teacher = person("Marta Lead")
    set_teaching(run, teacher, TeachingRole.LEAD)
    client = as_user(teacher)
    with clock.at(STARTS):
        page = client.get(briefing.get_absolute_url()).content.decode()
        assert client.post(f"{briefing.get_absolute_url()}join/").status_code == 303
    assert "Marta Lead" in page.split("<main")[1]
    assert "webinar-seen" not in page
    assert not Attendance.objects.exists()


def test_no_address_is_ever_shown_in_a_meeting(run, person, briefing, as_user):
    nameless = person()
    nameless.name = ""
    nameless.save()
    set_teaching(run, nameless, TeachingRole.LEAD)
    with clock.at(STARTS):
        page = as_user(nameless).get(briefing.get_absolute_url()).content.decode()
    assert "<strong>Host</strong>" in page


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (OPENS - timedelta(minutes=1), "The gate opens on Thu 5 Feb 2026, 17:45"),
        (ENDS + timedelta(hours=1), "This webinar is over"),
    ],
)
def test_pressing_join_outside_the_gate_says_when_to_come(client, briefing, at, words):
    with clock.at(at):
        answer = client.post(f"{briefing.get_absolute_url()}join/")
    assert answer.status_code == 409
    assert words in answer.content.decode()
    assert not Attendance.objects.exists()


def test_a_missing_link_is_told_and_leaves_no_attendance(client, run, webinar):
    bare = webinar(run, meeting_url="")
    with clock.at(STARTS):
        page = client.get(bare.get_absolute_url()).content.decode()
        answer = client.post(f"{bare.get_absolute_url()}join/")
    assert "The meeting link is not set yet" in page
    assert "Join the webinar" not in page
    assert answer.status_code == 409
    assert not Attendance.objects.exists()


def test_pressing_join_very_often_is_refused(client, briefing):
    with clock.at(STARTS):
        codes = [client.post(f"{briefing.get_absolute_url()}join/").status_code for _ in range(32)]
    assert codes.count(303) == 30
    assert codes[-1] == 429


def test_the_form_may_lead_to_the_meetings_own_host_and_no_other(client, briefing):
    policy = client.get(briefing.get_absolute_url())["Content-Security-Policy"]
    (form_action,) = [part for part in policy.split(";") if "form-action" in part]
    assert form_action.split()[-1] == "https://meet.example.org"
    elsewhere = client.get("/learn/")["Content-Security-Policy"]
    assert "meet.example.org" not in elsewhere


def test_a_poll_answers_nothing_until_something_changed(client, briefing):
    with clock.at(OPENS - timedelta(minutes=1)):
        page = client.get(briefing.get_absolute_url())
        assert poll(client, page).status_code == 204
    with clock.at(OPENS):
        answer = poll(client, page)
        assert "The room is open" in answer.content.decode()
        assert "<html" not in answer.content.decode()
        assert "csrfmiddlewaretoken" in answer.content.decode()
        assert poll(client, answer).status_code == 204
    with clock.at(STARTS):
        assert "Under way since" in poll(client, answer).content.decode()


def test_a_moved_webinar_or_another_meeting_host_reloads_the_whole_page(client, briefing):
    page = client.get(briefing.get_absolute_url())
    scheduling.set_links(
        briefing,
        meeting_url="https://other.example.org/room",
        recording_url="",
        gate_minutes=15,
        summary="",
        actor=None,
    )
    assert poll(client, page)["HX-Refresh"] == "true"
    page = client.get(briefing.get_absolute_url())
    assert "HX-Refresh" not in poll(client, page)
    scheduling.reschedule(briefing, datetime(2026, 2, 6, 18), 90, actor=None)
    assert poll(client, page)["HX-Refresh"] == "true"
    assert "New time" in client.get(briefing.get_absolute_url()).content.decode()


def test_the_calendar_file_names_the_gate_and_writes_nothing(client, briefing):
    answer = client.get(f"{briefing.get_absolute_url()}calendar.ics")
    text = answer.content.decode().replace("\r\n ", "")
    assert answer["Content-Type"].startswith("text/calendar")
    assert "METHOD:PUBLISH" in text
    assert briefing.get_absolute_url() in text
    assert "meet.example.org" not in text
    assert not briefing.invitations.exists()


def test_the_page_costs_the_same_queries_however_many_are_enrolled(
    client, briefing, run, person, enrolled, webinar, django_assert_num_queries
):
    client.get(briefing.get_absolute_url())
    with django_assert_num_queries(7):
        client.get(briefing.get_absolute_url())
    for _ in range(3):
        enrolled(run, person())
    webinar(run, "Another")
    with django_assert_num_queries(7):
        client.get(briefing.get_absolute_url())


def test_a_get_never_changes_anything(client, briefing):
    before = Webinar.objects.values().get()
    with clock.at(STARTS):
        client.get(briefing.get_absolute_url())
        assert client.get(f"{briefing.get_absolute_url()}join/").status_code == 405
        assert client.get(f"{briefing.get_absolute_url()}seen/").status_code == 405
    assert Webinar.objects.values().get() == before
    assert not Attendance.objects.exists()
