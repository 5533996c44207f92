"""The coordinator sets sessions up, duplicates them with all dates, and calls them off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from courseplatform.people.models import AuditEntry, User
from courseplatform.people.roles import Role
from courses.catalogue.models import Course, Session, TeachingRole
from courses.catalogue.sessions import set_teaching
from courses.coursework.models import ExercisePlan
from courses.office.sessions import duplicate
from courses.pricing.models import PriceList
from courses.webinars.models import Webinar
from courses.webinars.scheduling import schedule


@pytest.fixture
def coordinator(client: Client, person: Callable[..., User], now: Any) -> User:
    user = person("Carla Neri", role=Role.COORDINATOR)
    client.force_login(user)
    return user


FORM = {
    "starts_local": "2026-05-16T10:00",
    "ends_local": "2026-05-16T17:00",
    "zone": "Europe/Kyiv",
    "capacity": "12",
    "currency": "EUR",
    "amount": "300.00",
    "early": "240",
    "early_until_local": "2026-05-01T23:59",
    "vat_percent": "22",
}


def test_a_course_and_a_session_are_made_by_hand(client: Client, coordinator: User) -> None:
    made = client.post("/desk/courses/new/", {"title": "Open sources", "summary": "A day."})
    course = Course.objects.get()
    assert made.status_code == 302
    answer = client.post(f"/desk/courses/{course.slug}/sessions/new/", FORM)
    session = Session.objects.get()
    assert answer["Location"] == f"/desk/sessions/{session.ref}/"
    prices = PriceList.objects.get(session=session)
    assert (prices.amount_minor, prices.early_bird_minor, prices.vat_bp) == (30_000, 24_000, 2_200)
    assert session.state == "draft"
    client.post(f"/desk/sessions/{session.ref}/publication/")
    session.refresh_from_db()
    assert session.state == "published"
    assert set(AuditEntry.objects.values_list("act", flat=True)) >= {
        "course.created",
        "session.created",
        "session.published",
    }


def test_a_session_without_tax_is_made_by_hand(
    client: Client, coordinator: User, course: Course
) -> None:
    posted = {**FORM, "vat_percent": "", "early": "", "early_until_local": ""}
    client.post(f"/desk/courses/{course.slug}/sessions/new/", posted)
    prices = PriceList.objects.get()
    assert (prices.vat_mode, prices.vat_bp) == ("none", 0)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("zone", "Mars/Olympus", "not a time zone"),
        ("amount", "12,3,4x", "not an amount"),
        ("ends_local", "2026-05-16T09:00", "ends after it starts"),
        ("starts_local", "2026-03-29T03:30", "does not exist"),
        ("capacity", "0", "greater than or equal to 1"),
        ("capacity", "9223372036854775808", "less than or equal to 5000"),
    ],
)
def test_what_cannot_be_comes_back_with_a_sentence_and_the_typed_values(
    field: str, value: str, sentence: str, client: Client, coordinator: User, course: Course
) -> None:
    posted = {**FORM, field: value}
    if field == "starts_local":
        posted |= {"ends_local": "2026-03-29T17:00", "early": "", "early_until_local": ""}
    answer = client.post(f"/desk/courses/{course.slug}/sessions/new/", posted)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert f'value="{posted["zone"]}"' in answer.content.decode()
    assert not Session.objects.exists()


def test_a_copy_has_all_dates_shifted_and_nobody_in_it(
    client: Client, coordinator: User, session: Callable[..., Session], person: Callable[..., User]
) -> None:
    old = session(
        price={
            "early_bird_minor": 24_000,
            "early_bird_until_local": datetime(2026, 3, 1, 23, 59),
        }
    )
    set_teaching(old, person("Ivo"), TeachingRole.LEAD)
    schedule(old, title="Morning", starts_local=datetime(2026, 3, 14, 10), minutes=90,
             meeting_url="https://meet.example/x")  # fmt: skip
    ExercisePlan.objects.create(
        session=old, exercise_ref="a" * 26, title="Sort", due_local=datetime(2026, 3, 13, 18)
    )
    ExercisePlan.objects.all().delete()
    answer = client.post(f"/desk/sessions/{old.ref}/copy/", {"starts_local": "2026-06-13T10:00"})
    new = Session.objects.exclude(pk=old.pk).get()
    assert answer["Location"] == f"/desk/sessions/{new.ref}/"
    assert new.starts_local - old.starts_local == timedelta(days=91)
    assert new.ends_local - new.starts_local == old.ends_local - old.starts_local
    assert (new.state, new.taken) == ("draft", 0)
    webinar = Webinar.objects.get(session=new)
    assert webinar.starts_local == datetime(2026, 6, 13, 10)
    assert webinar.meeting_url == ""
    prices = PriceList.objects.get(session=new)
    assert prices.early_bird_until_local == datetime(2026, 5, 31, 23, 59)
    assert new.teachings.count() == 1


def test_a_copy_onto_a_missing_hour_copies_nothing(
    coordinator: User, session: Callable[..., Session]
) -> None:
    from courseplatform.kit.refusals import Refusal

    old = session()
    schedule(old, title="Night", starts_local=datetime(2026, 3, 14, 3, 30), minutes=30)
    with pytest.raises(Refusal):
        duplicate(old, datetime(2026, 3, 29, 10), coordinator)
    assert Session.objects.count() == 1


def test_calling_off_asks_first(
    client: Client, coordinator: User, session: Callable[..., Session]
) -> None:
    running = session()
    page = client.get(f"/desk/sessions/{running.ref}/calling-off/")
    assert "cannot be undone" in page.content.decode()
    running.refresh_from_db()
    assert running.state == "published"
    client.post(f"/desk/sessions/{running.ref}/calling-off/")
    running.refresh_from_db()
    assert running.state == "cancelled"


def test_the_list_of_courses_asks_the_same_with_one_and_with_many(
    client: Client,
    coordinator: User,
    session: Callable[..., Session],
    django_assert_num_queries: Any,
) -> None:
    session()
    with django_assert_num_queries(7):
        client.get("/desk/courses/")
    for day in (1, 2, 3):
        session(starts_local=datetime(2026, 4, day, 10))
    with django_assert_num_queries(7):
        client.get("/desk/courses/")
