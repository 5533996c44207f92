"""Legal pages: versions that stay, one in force."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.people import audit, legal
from courseplatform.people.models import AuditEntry, LegalPage, Organiser, User

pytestmark = pytest.mark.django_db
MARCH = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def organiser() -> Organiser:
    return Organiser.objects.create(pk=1, name="House", email="ask@example.org")


def test_each_text_is_a_version_and_the_newest_that_began_is_in_force() -> None:
    with clock.at(MARCH):
        first = legal.publish("terms", "Terms", "First.")
    second = legal.publish("terms", "Terms", "Second.", in_force_from=MARCH + timedelta(days=10))
    assert (first.version, second.version) == (1, 2)
    assert legal.in_force("terms", MARCH - timedelta(days=1)) is None
    assert legal.in_force("terms", MARCH + timedelta(days=9)) == first
    assert legal.in_force("terms", MARCH + timedelta(days=10)) == second
    legal.publish("refunds", "Refunds", "All of it.", in_force_from=MARCH)
    assert legal.versions_in_force(MARCH) == {"refunds": 1, "terms": 1}


def test_there_are_four_legal_pages_and_no_others() -> None:
    with pytest.raises(Refusal):
        legal.publish("cookies", "Cookies", "None.")


def test_a_version_never_changes() -> None:
    page = legal.publish("terms", "Terms", "First.")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        LegalPage.objects.filter(pk=page.pk).update(text="Other.")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        page.delete()


def test_the_audit_trail_is_only_added_to() -> None:
    entry = audit.record(User.objects.create_user("a@example.org"), "order.refunded", "order:x")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        AuditEntry.objects.filter(pk=entry.pk).update(act="nothing")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        AuditEntry.objects.all().delete()


@pytest.mark.parametrize("slug", legal.SLUGS)
def test_the_page_shows_the_version_in_force_to_everybody(client: Client, slug: str) -> None:
    assert client.get(f"/{slug}/").status_code == 404
    legal.publish(slug, "The title", "Some *text*.")
    answer = client.get(f"/{slug}/")
    assert answer.status_code == 200
    assert "<em>text</em>" in answer.text
    assert "Version 1" in answer.text
    assert not answer.cookies
    assert answer.headers["Cache-Control"] == "public, max-age=0"


def test_earlier_and_coming_versions_can_be_read_and_say_so(client: Client) -> None:
    now = clock.now()
    legal.publish("terms", "Terms", "Old.", in_force_from=now - timedelta(days=50))
    legal.publish("terms", "Terms", "New.", in_force_from=now - timedelta(days=5))
    legal.publish("terms", "Terms", "Soon.", in_force_from=now + timedelta(days=5))
    current = client.get("/terms/").text
    assert "New." in current
    assert "in force since" in current
    old = client.get("/terms/1/").text
    assert "Old." in old
    assert "was in force from" in old
    assert "Another version is in force now." in old
    assert "in force from" in client.get("/terms/3/").text
    assert client.get("/terms/4/").status_code == 404


def test_a_legal_page_costs_two_queries_however_many_versions(
    client: Client, django_assert_num_queries: Callable
) -> None:
    legal.publish("terms", "Terms", "One.")
    with django_assert_num_queries(2):
        client.get("/terms/")
    for _ in range(5):
        legal.publish("terms", "Terms", "More.")
    with django_assert_num_queries(2):
        client.get("/terms/")
