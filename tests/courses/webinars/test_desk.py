"""What webinars put on the desk's first page."""

from datetime import datetime, timedelta

import pytest

from courseplatform.people.roles import Role
from courses.catalogue.models import TeachingRole
from courses.catalogue.sessions import cancel_session, set_teaching
from courses.webinars import scheduling
from courses.webinars.desk import LINKS, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def cora(person):
    return person("Cora", role=Role.COORDINATOR)


def test_the_gates_of_the_next_day_stand_there_with_how_many_come(run, place, briefing, cora):
    day = timedelta(days=1)
    (line,) = TODAY.lines(cora, briefing.starts_at - day + timedelta(minutes=1))
    assert line.text == "Gate opens: Briefing, 1 person"
    assert line.at == briefing.gate_opens_at
    assert line.url == f"/desk/webinars/{briefing.ref}/"
    assert TODAY.lines(cora, briefing.ends_at - timedelta(minutes=1))
    assert not TODAY.lines(cora, briefing.starts_at - day)
    assert not TODAY.lines(cora, briefing.ends_at)


def test_a_missing_link_asks_for_a_hand_in_the_last_week_and_louder_at_the_gate(run, webinar, cora):
    webinar(run, "Linked")
    webinar(run, "Practice", meeting_url="", provider="practice_room")
    bare = webinar(run, "Bare", meeting_url="")
    assert not LINKS.lines(cora, bare.starts_at - timedelta(days=8))
    (line,) = LINKS.lines(cora, bare.starts_at - timedelta(days=6))
    assert (line.text, line.tone) == ("Meeting link missing: Bare", "warn")
    (line,) = LINKS.lines(cora, bare.gate_opens_at)
    assert line.tone == "bad"


def test_called_off_ones_are_nobodys_business(run, webinar, cora, session):
    off = webinar(run, "Off", meeting_url="")
    scheduling.call_off(off, actor=None)
    other = session(starts_local=datetime(2026, 4, 1, 10))
    webinar(other, "Elsewhere", meeting_url="")
    cancel_session(other, cora)
    now = off.starts_at - timedelta(hours=1)
    assert not LINKS.lines(cora, now)
    assert not TODAY.lines(cora, now)


def test_instructors_see_those_of_their_own_sessions(run, briefing, person, session, webinar):
    marta = person("Marta", role=Role.INSTRUCTOR)
    set_teaching(run, marta, TeachingRole.INSTRUCTOR)
    webinar(session(starts_local=datetime(2026, 4, 1, 10)), "Elsewhere")
    (line,) = TODAY.lines(marta, briefing.starts_at)
    assert "Briefing" in line.text
    assert not TODAY.lines(person(role=Role.EDITOR), briefing.starts_at)
