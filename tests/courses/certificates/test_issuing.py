"""Certificates are issued once the session is over, once, with one letter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from courseplatform.kit import clock
from courseplatform.letters.models import Letter
from courseplatform.people.models import User
from courses.catalogue.models import Session
from courses.certificates import issuing, snapshots
from courses.certificates.models import Certificate
from courses.enrolment import enrolling
from courses.enrolment.models import EndReason, Enrolment
from courses.webinars import scheduling
from courses.webinars.models import Webinar
from tests.courses.certificates.conftest import AFTER

pytestmark = pytest.mark.django_db


def test_who_came_and_handed_in_gets_one_certificate_and_one_letter(
    place: Enrolment, ada: User, came: Callable[..., None], worked: Callable[[User], None]
) -> None:
    with clock.at(AFTER):
        came(ada, 90)
        assert issuing.issue_earned() == 0
        worked(ada)
        assert issuing.issue_earned() == 1
        assert issuing.issue_earned() == 0
        assert issuing.issue(place, []) is None
    certificate = Certificate.objects.get()
    assert certificate.name == "Dr Ada Łovelace"
    assert certificate.facts["minutes"] == 360
    assert certificate.facts["organiser"] == "Meridian Desk"
    assert certificate.sha256 == snapshots.digest(certificate.name, certificate.facts)
    letter = Letter.objects.get(template="certificate")
    assert letter.person == ada
    assert letter.context["certificate_path"] == f"/certificates/{certificate.ref}/"


def test_nothing_is_issued_before_the_session_is_over(
    place: Enrolment, ada: User, came: Callable[..., None], worked: Callable[[User], None]
) -> None:
    with clock.at(datetime(2026, 3, 14, 14, 59, tzinfo=UTC)):
        came(ada, 180, 180)
        worked(ada)
        assert issuing.issue_earned() == 0
    with clock.at(datetime(2026, 3, 14, 15, 0, tzinfo=UTC)):
        assert issuing.issue_earned() == 1


def test_who_stayed_away_or_left_the_course_gets_none(
    run: Session,
    place: Enrolment,
    ada: User,
    came: Callable[..., None],
    person: Callable[..., User],
    enrolled: Callable[..., Enrolment],
) -> None:
    left = enrolled(run, person())
    with clock.at(AFTER):
        came(ada, 89)
        came(left.person, 180, 180)
        enrolling.end(left, EndReason.REVOKED)
        assert issuing.issue_earned() == 0


def test_meetings_called_off_and_office_hours_do_not_count(
    place: Enrolment, ada: User, meetings: list[Webinar], came: Callable[..., None]
) -> None:
    scheduling.call_off(meetings[1], actor=None)
    with clock.at(AFTER):
        came(ada, 180)
        assert issuing.issue_earned() == 1
    assert Certificate.objects.get().facts["minutes"] == 180


@pytest.mark.parametrize("name", ["", "王小明"])
def test_without_a_name_that_can_be_printed_it_waits(
    place: Enrolment, ada: User, came: Callable[..., None], name: str
) -> None:
    User.objects.filter(pk=ada.pk).update(name=name, certificate_name="")
    with clock.at(AFTER):
        came(ada, 180)
        assert issuing.issue_earned() == 0
        User.objects.filter(pk=ada.pk).update(certificate_name="Ada Student")
        assert issuing.issue_earned() == 1


def test_a_session_without_meetings_and_dated_work_gives_none(place: Enrolment) -> None:
    with clock.at(AFTER):
        assert issuing.issue_earned() == 0


def test_sessions_of_long_ago_are_left_alone(
    place: Enrolment, ada: User, came: Callable[..., None]
) -> None:
    with clock.at(AFTER):
        came(ada, 180)
    with clock.at(AFTER + issuing.LOOK_BACK):
        assert issuing.issue_earned() == 0


def test_one_that_fails_keeps_no_other_from_theirs(
    run: Session,
    place: Enrolment,
    ada: User,
    came: Callable[..., None],
    person: Callable[..., User],
    enrolled: Callable[..., Enrolment],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bela = enrolled(run, person("Béla"))
    digest = snapshots.digest

    def broken(name: str, content: dict[str, Any]) -> str:
        if name == "Dr Ada Łovelace":
            raise RuntimeError("broken")
        return digest(name, content)

    monkeypatch.setattr(snapshots, "digest", broken)
    with clock.at(AFTER):
        came(ada, 180)
        came(bela.person, 180)
        assert issuing.issue_earned() == 1
    assert Certificate.objects.get().enrolment == bela


def test_what_is_missing_costs_the_same_queries_for_one_and_for_many(
    run: Session,
    place: Enrolment,
    came: Callable[..., None],
    exercise: Any,
    person: Callable[..., User],
    enrolled: Callable[..., Enrolment],
    django_assert_num_queries: Any,
) -> None:
    from courses.coursework.admission import ensure_admitted

    with clock.at(AFTER):
        came(place.person, 180)
        with django_assert_num_queries(8):
            issuing.issue_earned()
    for _number in range(3):
        another = enrolled(run, person())
        ensure_admitted(another)
        with clock.at(AFTER):
            came(another.person, 180)
    with clock.at(AFTER + timedelta(minutes=1)), django_assert_num_queries(8):
        issuing.issue_earned()


@pytest.mark.parametrize(
    ("changes", "broken"),
    [
        ({"name": ""}, "names_its_holder"),
        ({"state": "lost"}, "known_state"),
        ({"state": "withdrawn"}, "ended_at_some_time"),
        ({"state": "revoked", "ended_at": AFTER}, "revoked_by_somebody"),
    ],
)
def test_the_database_keeps_certificates_whole(
    certificate: Certificate, changes: dict[str, Any], broken: str
) -> None:
    with pytest.raises(IntegrityError, match=broken), transaction.atomic():
        Certificate.objects.filter(pk=certificate.pk).update(**changes)


def test_a_session_of_several_days_names_the_first_and_the_last(
    organiser: Any, now: Any, session: Callable[..., Session]
) -> None:
    days = session(ends_local=datetime(2026, 3, 15, 12))
    content = snapshots.facts(days, [], ref="a" * 26, language="en")
    held = content["printed"]["rows"][0][1]
    assert held == "Saturday 14 March 2026 – Sunday 15 March 2026, Kyiv time"
    assert content["minutes"] == 0
    assert "Teaching time" not in dict(content["printed"]["rows"])
