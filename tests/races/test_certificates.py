"""Races for certificates: real threads, real connections, real PostgreSQL."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.letters.models import Letter
from courseplatform.people.models import AuditEntry, Organiser, User
from courses.certificates import correcting, ending, issuing
from courses.certificates.models import Certificate
from courses.enrolment import enrolling, places
from courses.enrolment.models import Enrolment
from tests.races.test_places import make_session, people, race

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
NOW = datetime(2026, 2, 2, 9, tzinfo=UTC)


@pytest.fixture
def enrolment(db: None) -> Enrolment:
    Organiser.objects.create(pk=1, name="Meridian", email="d@example.org", address="Via 1")
    (person,) = people(1)
    User.objects.filter(pk=person.pk).update(name="Ada")
    with clock.at(NOW):
        place = places.hold_place(make_session(1), person, NOW + timedelta(minutes=35))
        places.confirm(place)
        made = enrolling.enrol(place, person)
    return Enrolment.objects.select_related("session__course", "person").get(pk=made.pk)


def test_of_many_sweeps_at_once_one_issues_the_certificate(enrolment: Enrolment) -> None:
    found = race(*[lambda: issuing.issue(enrolment, [])] * 6)
    assert sum(isinstance(each, Certificate) for each in found) == 1
    assert found.count(None) == 5
    assert Certificate.objects.count() == 1
    assert Letter.objects.filter(template="certificate").count() == 1


def test_of_two_acts_of_staff_at_once_the_second_is_told(enrolment: Enrolment) -> None:
    certificate = issuing.issue(enrolment, [])
    assert certificate is not None
    staff = User.objects.create_user("staff@example.org")

    def seen() -> Certificate:
        return Certificate.objects.get(pk=certificate.pk)

    rows = [seen() for _number in range(4)]
    found = race(
        lambda: ending.revoke(rows[0], actor=staff, reason="One."),
        lambda: ending.revoke(rows[1], actor=staff, reason="Two."),
    )
    assert Counter(type(each) for each in found) == Counter([type(None), Refusal])
    assert AuditEntry.objects.filter(act="certificate.revoked").count() == 1
    race(
        lambda: ending.show_again(rows[2]),
        lambda: correcting.correct_name(rows[3], "Another", actor=staff),
    )
    assert (seen().state, seen().name) == ("revoked", "Ada")
