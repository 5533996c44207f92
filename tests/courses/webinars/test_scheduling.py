"""Times of webinars: set, moved, called off, followed."""

from datetime import datetime, timedelta

import pytest

from courseplatform.kit import clock, walltime
from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import AuditEntry
from courseplatform.people.roles import Role
from courses.catalogue.duplicating import duplicate_session
from courses.catalogue.sessions import cancel_session
from courses.webinars import duplicating, scheduling
from courses.webinars.models import Webinar, WebinarState

pytestmark = pytest.mark.django_db


@pytest.fixture
def cora(person):
    return person("Cora", role=Role.COORDINATOR)


def test_wall_time_is_kept_and_the_instant_follows(run, webinar, cora):
    made = webinar(run, starts_local=datetime(2026, 7, 1, 18), actor=cora)
    assert made.starts_local == datetime(2026, 7, 1, 18)
    assert made.starts_at.isoformat() == "2026-07-01T15:00:00+00:00"
    assert made.ends_at - made.starts_at == timedelta(minutes=90)
    assert AuditEntry.objects.get(act="webinar.scheduled").actor == cora


def test_an_hour_that_does_not_exist_is_refused(run, webinar, briefing):
    with pytest.raises(Refusal, match="does not exist"):
        webinar(run, starts_local=datetime(2026, 3, 29, 3, 30))
    with pytest.raises(Refusal, match="does not exist"):
        scheduling.reschedule(briefing, datetime(2026, 3, 29, 3, 30), 90, actor=None)
    assert Webinar.objects.get().version == 1


def test_moving_raises_the_version_and_is_audited(briefing, cora):
    moved = scheduling.reschedule(briefing, datetime(2026, 2, 6, 19), 60, actor=cora)
    assert (moved.version, moved.minutes) == (2, 60)
    assert moved.starts_at.isoformat() == "2026-02-06T17:00:00+00:00"
    assert moved.ends_at - moved.starts_at == timedelta(minutes=60)
    entry = AuditEntry.objects.get(act="webinar.moved")
    assert (entry.actor, entry.subject) == (cora, f"webinar:{briefing.ref}")


def test_moving_to_the_same_time_tells_nobody(briefing, cora):
    same = scheduling.reschedule(briefing, briefing.starts_local, 90, actor=cora)
    assert same.version == 1
    assert not AuditEntry.objects.filter(act="webinar.moved").exists()


def test_a_time_that_has_passed_is_refused(briefing):
    with pytest.raises(Refusal, match="passed"):
        scheduling.reschedule(briefing, datetime(2025, 2, 6, 19), 90, actor=None)


def test_what_is_over_or_called_off_cannot_be_moved(briefing, run, webinar):
    with (
        clock.at(briefing.ends_at),
        pytest.raises(Refusal, match="over or was called off"),
    ):
        scheduling.reschedule(briefing, datetime(2026, 3, 1, 18), 90, actor=None)
    other = webinar(run, "Other")
    scheduling.call_off(other, actor=None)
    stale = Webinar.objects.get(pk=briefing.pk)
    scheduling.call_off(briefing, actor=None)
    for row in (other, stale):
        with pytest.raises(Refusal, match="over or was called off"):
            scheduling.reschedule(row, datetime(2026, 3, 1, 18), 90, actor=None)


def test_calling_off_happens_once_and_never_afterwards(briefing, cora, run, webinar):
    stale = Webinar.objects.get(pk=briefing.pk)
    scheduling.call_off(briefing, actor=cora)
    assert (briefing.state, briefing.version) == (WebinarState.CALLED_OFF, 2)
    with pytest.raises(Refusal, match="already"):
        scheduling.call_off(stale, actor=cora)
    assert AuditEntry.objects.filter(act="webinar.called_off").count() == 1
    over = webinar(run, "Over")
    with clock.at(over.ends_at), pytest.raises(Refusal, match="is over"):
        scheduling.call_off(over, actor=cora)


def test_links_move_no_calendar(briefing, cora):
    scheduling.set_links(
        briefing,
        meeting_url="https://a.example.org/1",
        recording_url="",
        gate_minutes=30,
        summary="Why we meet.",
        actor=cora,
    )
    row = Webinar.objects.get()
    assert (row.version, row.gate_minutes, row.summary) == (1, 30, "Why we meet.")
    facts = AuditEntry.objects.get(act="webinar.links_set").facts
    assert facts == {"meeting": True, "recording": False}


def test_a_called_off_session_takes_its_coming_webinars_along(run, briefing, webinar, cora):
    with clock.at(briefing.ends_at):
        later = webinar(run, "Later", starts_local=datetime(2026, 3, 1, 18))
        cancel_session(run, cora)
        assert scheduling.follow_sessions() == 1
        assert scheduling.follow_sessions() == 0
    later.refresh_from_db()
    briefing.refresh_from_db()
    assert (later.state, briefing.state) == (WebinarState.CALLED_OFF, WebinarState.PLANNED)


def test_new_zone_data_moves_the_instant_and_not_the_wall(briefing):
    wrong = briefing.starts_at + timedelta(hours=1)
    Webinar.objects.update(starts_at=wrong, ends_at=wrong + timedelta(minutes=90))
    assert scheduling.follow_zone_data() == 1
    assert scheduling.follow_zone_data() == 0
    row = Webinar.objects.get()
    assert (row.starts_at, row.starts_local) == (briefing.starts_at, briefing.starts_local)
    assert row.version == 2


def test_a_duplicated_session_has_its_webinars_on_shifted_days(run, briefing, webinar):
    off = webinar(run, "Off")
    scheduling.call_off(off, actor=None)
    Webinar.objects.filter(pk=briefing.pk).update(gate_minutes=30)
    copy = duplicate_session(run, datetime(2026, 4, 11, 10))
    (made,) = duplicating.duplicate(run, copy, 28, actor=None)
    assert made.starts_local == datetime(2026, 3, 5, 18)
    assert (made.gate_minutes, made.meeting_url, made.session) == (30, "", copy)


def test_nobody_is_invited_to_what_would_be_over_already(now, run):
    started = now - timedelta(minutes=30)
    local = walltime.to_local(started, run.zone)
    with pytest.raises(Refusal, match="would be over already"):
        scheduling.schedule(run, title="Late", starts_local=local, minutes=30)
    under_way = scheduling.schedule(run, title="Late", starts_local=local, minutes=31)
    assert under_way.starts_at == started


def test_a_second_click_plans_no_second_webinar(run, webinar):
    first = webinar(run, "Briefing")
    with pytest.raises(Refusal, match="planned for this time already"):
        webinar(run, "Briefing")
    webinar(run, "Office hour")
    scheduling.call_off(first, actor=None)
    webinar(run, "Briefing")
    assert run.webinars.count() == 3
