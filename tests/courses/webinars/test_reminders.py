"""Reminders about webinars, lived through by the clock."""

from datetime import UTC, datetime, timedelta

import pytest

from courseplatform.kit import clock, sweeps
from courseplatform.letters.models import Letter
from courseplatform.reminders.dispatch import dispatch
from courseplatform.reminders.models import Reminder
from courseplatform.reminders.planning import plan
from courses.enrolment import enrolling
from courses.enrolment.models import EndReason
from courses.webinars import scheduling

pytestmark = pytest.mark.django_db

HOUR_BEFORE = datetime(2026, 2, 5, 15, 0, tzinfo=UTC)
EVE = datetime(2026, 2, 4, 17, 0, tzinfo=UTC)  # 18:00 in Rome on the day before


def live(at):
    """Let planner and dispatcher run at one instant; return what kinds of letters lie there."""
    with clock.at(at):
        plan()
        dispatch()
    return sorted(Letter.objects.values_list("template", flat=True))


def stand(kind):
    return list(Reminder.objects.filter(kind=kind).values_list("state", "reason"))


def test_the_day_before_at_six_in_the_evening_where_the_person_is(briefing, place):
    assert live(EVE - timedelta(seconds=1)) == []
    assert live(EVE) == ["webinar_eve"]
    assert live(EVE + timedelta(hours=1)) == ["webinar_eve"]


def test_without_a_zone_the_meetings_own_counts(run, briefing, person, enrolled):
    enrolled(run, person(zone=""))
    plan()
    assert Reminder.objects.get(kind="webinar-eve").due_at == EVE - timedelta(hours=1)


def test_one_hour_before_everybody_enrolled_hears_once(briefing, place, run, person, enrolled):
    enrolled(run, person())
    live(EVE)
    Letter.objects.all().delete()
    assert live(HOUR_BEFORE - timedelta(seconds=1)) == []
    assert live(HOUR_BEFORE) == ["webinar_soon", "webinar_soon"]
    assert live(HOUR_BEFORE + timedelta(minutes=5)) == ["webinar_soon", "webinar_soon"]


def test_a_moved_webinar_moves_its_reminders(briefing, place):
    plan()
    scheduling.reschedule(briefing, datetime(2026, 2, 6, 20), 90, actor=None)
    assert live(HOUR_BEFORE) == []
    assert live(EVE + timedelta(days=1)) == ["webinar_eve"]
    assert live(datetime(2026, 2, 6, 17, 0, tzinfo=UTC)) == ["webinar_eve", "webinar_soon"]
    letter = Letter.objects.get(template="webinar_soon")
    assert letter.context["starts_at"] == "2026-02-06T18:00:00+00:00"


def test_who_left_the_course_is_skipped(briefing, place):
    plan()
    enrolling.end(place, EndReason.CANCELLED)
    with clock.at(HOUR_BEFORE):
        dispatch()
    assert stand("webinar-soon") == [("skipped", "not enrolled")]
    assert not Letter.objects.exists()


def test_a_called_off_webinar_reminds_nobody(briefing, place):
    plan()
    scheduling.call_off(briefing, actor=None)
    assert live(HOUR_BEFORE) == []
    assert {state for state, _reason in stand("webinar-soon")} == {"skipped"}


def test_after_the_start_a_late_reminder_is_missed_not_sent(briefing, place):
    plan()
    with clock.at(briefing.starts_at):
        dispatch()
    assert stand("webinar-soon") == [("missed", "too late")]
    assert not Letter.objects.exists()


def test_tomorrow_is_never_said_on_the_day_itself(briefing, run, person, enrolled):
    with clock.at(HOUR_BEFORE - timedelta(hours=3)):
        enrolled(run, person(zone="Europe/Rome"))
    assert live(HOUR_BEFORE - timedelta(hours=2)) == []
    assert live(HOUR_BEFORE) == ["webinar_soon"]


def test_who_enrols_in_the_last_hour_is_reminded_at_once(briefing, run, person, enrolled):
    with clock.at(HOUR_BEFORE + timedelta(minutes=40)):
        enrolled(run, person())
    assert live(HOUR_BEFORE + timedelta(minutes=41)) == ["webinar_soon"]


def test_reminders_can_be_stopped_and_other_letters_come_still(briefing, place):
    live(HOUR_BEFORE)
    assert Letter.objects.get(template="webinar_soon").stoppable


def test_all_sweeps_together_come_to_rest(briefing, place, settle):
    sweeps.load()
    names = [sweep.name for sweep in sweeps.all_sweeps()]
    outside = ("letters.", "payment.")  # these speak to servers that this test does without
    quiet = frozenset(name for name in names if name.startswith(outside))
    with clock.at(HOUR_BEFORE):
        settle(skip=quiet)
        assert settle(skip=quiet) == 0
    templates = set(Letter.objects.values_list("template", flat=True))
    assert {"welcome", "webinar_soon"} <= templates
