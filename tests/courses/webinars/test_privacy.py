"""What webinars and the calendar feed export, erase and let go with time."""

from datetime import timedelta

import pytest

from courseplatform.kit import clock
from courseplatform.people.roles import Role
from courses.calendar import links
from courses.calendar import privacy as feed
from courses.webinars import joining, presence, privacy
from courses.webinars.jobs import keep_calendars_right
from courses.webinars.models import Attendance, EvidenceSource, Invitation

pytestmark = pytest.mark.django_db


@pytest.fixture
def came(briefing, place, ada):
    """Ada was there for 40 minutes by the gate and for 20 more by the provider's report."""
    start = briefing.starts_at
    joining.note_coming(briefing, ada, start)
    joining.seen_again(briefing, ada, start + timedelta(minutes=40))
    Attendance.objects.create(
        webinar=briefing,
        person=ada,
        source=EvidenceSource.REPORT,
        joined_at=start + timedelta(minutes=30),
        left_at=start + timedelta(minutes=60),
    )
    return briefing


def test_the_export_holds_the_persons_own_rows_only(came, ada, person, run, enrolled):
    other = person()
    enrolled(run, other)
    joining.note_coming(came, other, came.starts_at)
    rows = list(privacy.data.export(ada))
    assert [row["evidence"] for row in rows] == ["gate", "report"]
    assert rows[0]["joined_at"] == "2026-02-05T16:00:00+00:00"
    assert rows[0]["webinar"] == "Briefing"


def test_erasing_keeps_minutes_and_forgets_times_and_calendars(came, ada):
    keep_calendars_right()
    (sentence,) = privacy.data.erase(ada, clock.now())
    assert "minutes" in sentence
    row = Attendance.objects.get()
    assert (row.minutes, row.joined_at, row.left_at) == (60, came.starts_at, came.starts_at)
    assert presence.minutes_of(came, ada) == 60
    assert not Invitation.objects.filter(person=ada).exists()


def test_erasing_somebody_who_never_came_leaves_nothing(ada):
    assert privacy.data.erase(ada, clock.now()) == []


def test_times_go_after_a_while_and_statements_go_on_winning(came, ada, person):
    cora = person(role=Role.COORDINATOR)
    with clock.at(came.ends_at):
        presence.state_minutes(came, ada, 77, actor=cora)
    empty = privacy.times.empty
    assert empty(came.ends_at, 10) == 0
    assert empty(came.ends_at + timedelta(seconds=1), 10) == 1
    assert empty(came.ends_at + timedelta(seconds=1), 10) == 0
    assert set(Attendance.objects.values_list("source", "minutes")) == {
        ("gate", 60),
        ("manual", 77),
    }
    assert presence.minutes_of(came, ada) == 77


def test_the_feed_exports_its_date_and_is_switched_off(now, ada):
    token = links.make(ada)
    assert list(feed.data.export(ada)) == [{"feed_made_at": now.isoformat()}]
    assert feed.data.erase(ada, now) == []
    assert links.owner(token) is None
