"""People's calendars: welcome, added, moved, called off; each once, each newer than the last."""

from datetime import datetime, timedelta

import pytest
from vobject import readOne

from courseplatform.kit import clock
from courseplatform.letters.models import Letter
from courses.catalogue.sessions import cancel_session
from courses.enrolment import enrolling, places
from courses.enrolment.models import EndReason
from courses.webinars import invitations, scheduling
from courses.webinars.jobs import keep_calendars_right
from courses.webinars.models import Invitation, Webinar

pytestmark = pytest.mark.django_db


def event(letter):
    return readOne(letter.calendar).vevent


def test_the_welcome_comes_once_with_all_dates(run, briefing, webinar, place):
    webinar(run, "Course day", starts_local=datetime(2026, 3, 14, 10))
    off = webinar(run, "Off")
    scheduling.call_off(off, actor=None)
    keep_calendars_right()
    keep_calendars_right()
    letter = Letter.objects.get()
    assert (letter.template, letter.calendar_method) == ("welcome", "PUBLISH")
    calendar = readOne(letter.calendar)
    titles = [one.summary.value for one in calendar.vevent_list]
    assert titles == ["Briefing", "Course day"]
    assert all(not hasattr(one, "attendee") for one in calendar.vevent_list)
    assert Invitation.objects.count() == 2


def test_a_session_without_dates_welcomes_without_a_file(run, place):
    keep_calendars_right()
    letter = Letter.objects.get()
    assert (letter.calendar, letter.calendar_method) == ("", "")


def test_a_webinar_added_later_invites_the_welcomed(run, place, webinar):
    keep_calendars_right()
    added = webinar(run, "Office hour")
    assert keep_calendars_right() == 1
    assert keep_calendars_right() == 0
    letter = Letter.objects.get(template="webinar_added")
    assert letter.calendar_method == "REQUEST"
    one = event(letter)
    assert one.attendee.value == f"mailto:{place.person.email}"
    assert one.uid.value == invitations.uid_of(added, place.person)
    assert one.location.value.endswith(added.get_absolute_url())
    assert one.dtstart.value == added.starts_at


def test_reading_the_feed_or_file_first_does_not_swallow_the_invitation(
    run, place, webinar, as_user
):
    keep_calendars_right()
    added = webinar(run, "Office hour")
    as_user(place.person).get(f"{added.get_absolute_url()}calendar.ics")
    keep_calendars_right()
    assert Letter.objects.filter(template="webinar_added").count() == 1


def test_a_moved_webinar_sends_a_newer_request_with_old_and_new_time(briefing, place):
    keep_calendars_right()
    before = Invitation.objects.get()
    with clock.at(clock.now() + timedelta(hours=1)):
        scheduling.reschedule(briefing, datetime(2026, 2, 6, 19), 60, actor=None)
        assert keep_calendars_right() == 1
        assert keep_calendars_right() == 0
    letter = Letter.objects.get(template="webinar_moved")
    one = event(letter)
    assert letter.calendar_method == "REQUEST"
    assert (one.uid.value, one.sequence.value) == (before.uid, "1")
    assert one.dtstamp.value > before.stamped_at
    assert letter.context["starts_at"] == "2026-02-06T17:00:00+00:00"
    assert letter.context["old_starts_at"] == "2026-02-05T16:00:00+00:00"


def test_two_moves_between_two_runs_are_told_as_one(briefing, place):
    keep_calendars_right()
    scheduling.reschedule(briefing, datetime(2026, 2, 6, 19), 90, actor=None)
    scheduling.reschedule(briefing, datetime(2026, 2, 7, 19), 90, actor=None)
    keep_calendars_right()
    letter = Letter.objects.get(template="webinar_moved")
    assert letter.context["old_starts_at"] == "2026-02-05T16:00:00+00:00"
    assert letter.context["starts_at"] == "2026-02-07T17:00:00+00:00"


def test_stamps_rise_even_where_the_clock_stands_still(briefing, place):
    keep_calendars_right()
    stamps = [Invitation.objects.get().stamped_at]
    for day in (6, 7):
        scheduling.reschedule(briefing, datetime(2026, 2, day, 19), 90, actor=None)
        keep_calendars_right()
        stamps.append(Invitation.objects.get().stamped_at)
    assert stamps == sorted(set(stamps))
    assert Invitation.objects.get().sequence == 2


def test_a_called_off_webinar_cancels_with_a_higher_number(briefing, place):
    keep_calendars_right()
    scheduling.reschedule(briefing, datetime(2026, 2, 6, 19), 90, actor=None)
    keep_calendars_right()
    scheduling.call_off(Webinar.objects.get(), actor=None)
    keep_calendars_right()
    assert keep_calendars_right() == 0
    letter = Letter.objects.get(template="webinar_called_off")
    one = event(letter)
    assert letter.calendar_method == "CANCEL"
    assert (one.status.value, one.sequence.value) == ("CANCELLED", "2")


def test_who_left_the_course_hears_once_that_the_date_is_out_of_the_calendar(
    briefing, place, run, webinar
):
    keep_calendars_right()
    enrolling.end(place, EndReason.CANCELLED)
    scheduling.reschedule(briefing, datetime(2026, 2, 6, 19), 90, actor=None)
    webinar(run, "Added")
    assert keep_calendars_right() == 1
    assert keep_calendars_right() == 0
    assert [letter.template for letter in Letter.objects.order_by("pk")] == [
        "welcome",
        "webinar_left",
    ]
    out = Letter.objects.get(template="webinar_left")
    assert out.calendar_method == "CANCEL"
    for line in ("METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:1"):
        assert line in out.calendar


def test_what_is_over_stays_in_the_calendar_of_who_left(briefing, place):
    keep_calendars_right()
    enrolling.end(place, EndReason.CANCELLED)
    with clock.at(briefing.ends_at):
        assert keep_calendars_right() == 0


def test_who_comes_back_gets_the_same_entry_newer_than_its_cancellation(
    briefing, place, run, enrolled
):
    keep_calendars_right()
    enrolling.end(place, EndReason.CANCELLED)
    places.cancel(place.place)
    keep_calendars_right()
    enrolled(run, place.person)
    keep_calendars_right()
    entry = Invitation.objects.get()
    assert (entry.sequence, entry.cancelled) == (2, False)
    welcome = Letter.objects.filter(template="welcome").order_by("pk").last()
    assert entry.uid in welcome.calendar.replace("\r\n ", "")
    assert "SEQUENCE:2" in welcome.calendar


def test_a_session_that_is_called_off_is_taken_out_of_calendars_whoever_is_quicker(
    briefing, place, run
):
    keep_calendars_right()
    cancel_session(run, None)
    enrolling.end(place, EndReason.SESSION_CANCELLED)  # before the webinars were called off
    places.cancel(place.place)
    keep_calendars_right()
    keep_calendars_right()
    out = Letter.objects.exclude(template="welcome").get()
    assert (out.template, out.calendar_method) == ("webinar_called_off", "CANCEL")


def test_who_left_before_the_welcome_gets_none(briefing, place):
    enrolling.end(place, EndReason.CANCELLED)
    assert keep_calendars_right() == 0
    assert not Letter.objects.exists()


def test_who_has_no_address_gets_no_letter_and_stops_no_other(run, briefing, person, enrolled):
    silent, other = person("Silent"), person("Other")
    enrolled(run, silent)
    enrolled(run, other)
    silent.email = None
    silent.save()
    keep_calendars_right()
    assert [letter.person for letter in Letter.objects.all()] == [other]


def test_everybody_keeps_their_own_name_in_calendars(run, briefing, person, enrolled):
    for _ in range(2):
        enrolled(run, person())
    keep_calendars_right()
    uids = set(Invitation.objects.values_list("uid", flat=True))
    assert len(uids) == 2
    for letter in Letter.objects.all():
        others = uids - {Invitation.objects.get(person=letter.person).uid}
        assert not any(uid in letter.calendar.replace("\r\n ", "") for uid in others)
