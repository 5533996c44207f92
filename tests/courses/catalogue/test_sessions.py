"""Making, moving, publishing and calling off sessions."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import AuditEntry
from courseplatform.people.roles import Role
from courses.catalogue import duplicating, reading, sessions
from courses.catalogue.courses import create_course, update_course
from courses.catalogue.jobs import instants
from courses.catalogue.models import Course, Session, TeachingRole

pytestmark = pytest.mark.django_db


def create(course, **changes):
    return sessions.create_session(
        course,
        **{
            "starts_local": datetime(2026, 3, 14, 10),
            "ends_local": datetime(2026, 3, 14, 17),
            "zone": "Europe/Kyiv",
            "capacity": 20,
            **changes,
        },
    )


def test_the_instant_follows_from_the_wall_and_the_zone(now, course):
    one = create(course)
    one.refresh_from_db()
    assert one.starts_local == datetime(2026, 3, 14, 10)
    assert one.starts_at == datetime(2026, 3, 14, 8, tzinfo=UTC)
    assert (one.slug, one.state, one.free) == ("2026-03-14", "draft", 20)


def test_a_second_session_on_the_same_day_has_an_address_of_its_own(now, course):
    assert [create(course).slug for _ in range(3)] == ["2026-03-14", "2026-03-14-2", "2026-03-14-3"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"zone": "Europe/Kiew"}, "unknown-zone"),
        ({"ends_local": datetime(2026, 3, 14, 10)}, "ends-first"),
        ({"booking_closes_local": datetime(2026, 3, 14, 11)}, "closes-late"),
        ({"capacity": 0}, "no-places"),
        ({"slug": "taken"}, "address-taken"),
        (
            {
                "starts_local": datetime(2026, 3, 29, 3, 30),
                "ends_local": datetime(2026, 3, 29, 9),
            },
            "missing-hour",
        ),
    ],
)
def test_dates_that_cannot_be_are_refused_with_a_sentence(now, course, changes, code):
    create(course, slug="taken")
    with pytest.raises(Refusal) as refused:
        create(course, **changes)
    assert refused.value.code == code
    assert refused.value.sentence.endswith(".")
    assert Session.objects.count() == 1


def test_publishing_opens_the_session_and_its_course_once(now, course):
    one = create(course)
    assert list(reading.open_sessions(now)) == []
    sessions.publish_session(one)
    assert reading.next_session(course, now) == reading.next_session(None, now) == one
    assert (one.published_at, Course.objects.get().published_at) == (now, now)
    with pytest.raises(Refusal) as refused:
        sessions.publish_session(one)
    assert refused.value.code == "not-published"


def test_the_next_session_is_the_first_that_has_not_begun(session, now):
    late = session(starts_local=datetime(2026, 5, 16, 10))
    early = session()
    called_off = session(starts_local=datetime(2026, 3, 1, 10))
    sessions.cancel_session(called_off, None)
    assert list(reading.open_sessions(now)) == [early, late]
    assert reading.next_session(None, early.starts_at) == late


def test_a_moved_session_starts_at_another_instant(now, session):
    one = session()
    sessions.reschedule(
        one,
        starts_local=datetime(2026, 4, 18, 10),
        ends_local=datetime(2026, 4, 18, 17),
        zone="Europe/Kyiv",
    )
    one.refresh_from_db()
    assert one.starts_at == datetime(2026, 4, 18, 7, tzinfo=UTC)


def test_a_session_that_is_over_does_not_move(now, session):
    one = session()
    with clock.at(one.ends_at), pytest.raises(Refusal) as refused:
        sessions.reschedule(
            one, starts_local=one.starts_local, ends_local=one.ends_local, zone=one.zone
        )
    assert refused.value.code == "session-over"


def test_a_session_shrinks_to_what_is_taken_and_no_further(now, session, person, order):
    one = session(capacity=5)
    order(one, person())
    order(one, person())
    sessions.resize(one, 2)
    for capacity in (1, 0):
        with pytest.raises(Refusal) as refused:
            sessions.resize(one, capacity)
        assert refused.value.code == "too-few-places"
    one.refresh_from_db()
    assert (one.capacity, one.free) == (2, 0)


def test_calling_off_is_said_once_and_leaves_an_audit_row(now, session, person):
    one, boss = session(), person(role=Role.COORDINATOR)
    sessions.cancel_session(one, boss)
    assert (one.state, one.cancelled_at) == ("cancelled", now)
    assert AuditEntry.objects.get(act="session.cancelled").actor == boss
    with pytest.raises(Refusal):
        sessions.cancel_session(one, boss)


def test_only_drafts_are_deleted(now, session):
    draft, public = session(publish=False), session()
    sessions.delete_draft(draft)
    with pytest.raises(Refusal):
        sessions.delete_draft(public)
    assert list(Session.objects.all()) == [public]


def test_drafts_are_seen_by_staff_and_by_their_teachers_alone(now, session, person):
    draft, public = session(publish=False), session()
    lead = person()
    sessions.set_teaching(draft, lead, TeachingRole.LEAD)
    assert list(Session.objects.visible_to(None)) == [public]
    assert list(Session.objects.visible_to(person())) == [public]
    assert set(Session.objects.visible_to(lead)) == {draft, public}
    assert set(Session.objects.visible_to(person(role=Role.COORDINATOR))) == {draft, public}
    sessions.end_teaching(draft, lead)
    assert list(Session.objects.visible_to(lead)) == [public]


def test_a_copy_keeps_its_distances_on_the_wall_across_a_clock_change(now, session, person):
    one = session(booking_closes_local=datetime(2026, 3, 13, 18))
    sessions.set_teaching(one, person(), TeachingRole.LEAD, line="Leads the day.")
    copy = duplicating.duplicate_session(one, datetime(2026, 4, 18, 10))
    copy.refresh_from_db()
    assert (copy.state, copy.taken, copy.capacity, copy.slug) == ("draft", 0, 20, "2026-04-18")
    assert copy.ends_local == datetime(2026, 4, 18, 17)
    assert copy.booking_closes_local == datetime(2026, 4, 17, 18)
    assert copy.starts_at == datetime(2026, 4, 18, 7, tzinfo=UTC)
    assert duplicating.days_between(one, copy) == 35
    assert [part.line for part in copy.teachings.all()] == ["Leads the day."]


def test_instants_follow_new_zone_data(now, session):
    one, past = session(), session(starts_local=datetime(2026, 1, 10, 10))
    wrong = timedelta(hours=1)
    Session.objects.update(starts_at=one.starts_at + wrong, ends_at=one.ends_at + wrong)
    Session.objects.filter(pk=past.pk).update(starts_at=past.starts_at, ends_at=past.ends_at)
    assert instants() == 1
    assert instants() == 0
    one.refresh_from_db()
    assert one.starts_at == datetime(2026, 3, 14, 8, tzinfo=UTC)


def test_an_hour_that_ceased_to_exist_is_left_for_staff_to_see(now, session):
    one = session()
    Session.objects.update(
        starts_local=datetime(2026, 3, 29, 3, 30), ends_local=datetime(2026, 3, 29, 9)
    )
    assert instants() == 0
    one.refresh_from_db()
    assert one.starts_at == datetime(2026, 3, 14, 8, tzinfo=UTC)


def test_wall_time_is_kept_without_a_zone(now, session):
    session()
    with connection.cursor() as cursor:
        cursor.execute("SELECT starts_local::text, starts_at::text FROM courses_session")
        assert cursor.fetchone() == ("2026-03-14 10:00:00", "2026-03-14 08:00:00+00")


def test_a_course_gets_its_address_from_its_title(db):
    first = create_course("Weighing Hypotheses", body_md="**Weigh** <script>alert(1)</script>")
    second = create_course("Weighing Hypotheses")
    assert (first.slug, second.slug) == ("weighing-hypotheses", "weighing-hypotheses-2")
    assert "<strong>Weigh</strong>" in first.body_html
    assert "<script>" not in first.body_html
    with pytest.raises(Refusal):
        create_course("Another", slug="weighing-hypotheses")


def test_a_changed_text_is_rendered_again(db):
    one = create_course("Weighing Hypotheses", body_md="Old")
    update_course(one, body_md="*New*", outcomes="One\n\n Two ")
    one.refresh_from_db()
    assert one.body_html.strip() == "<p><em>New</em></p>"
    assert one.outcome_lines == ["One", "Two"]
    with pytest.raises(TypeError):
        update_course(one, slug="other")
