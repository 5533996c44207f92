"""The desk's first page: who sees it, in which order things stand, what a broken room costs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.test import Client

from courseplatform.desk import home
from courseplatform.kit.cards import CardLine, Column, DeskCard
from courseplatform.people.models import RoleGrant, User
from courseplatform.people.roles import Right, Role

pytestmark = pytest.mark.django_db
EIGHT = datetime(2026, 3, 14, 8, 0, tzinfo=UTC)
NINE = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)


def person(*roles: Role) -> User:
    user = User.objects.create_user(f"{'-'.join(roles) or 'student'}@example.org", zone="UTC")
    for role in roles:
        RoleGrant.objects.create(user=user, role=role)
    return user


def card(slug: str, *lines: CardLine, **facts: object) -> DeskCard:
    facts = {"title": slug.title(), "right": Right.SEE_DESK, **facts}
    return DeskCard(slug, lines=lambda person, now: lines, **facts)  # type: ignore[arg-type]


@pytest.fixture
def cards(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[DeskCard]]:
    offered: list[DeskCard] = []
    monkeypatch.setattr(home, "offered", lambda: tuple(offered))
    return offered  # type: ignore[return-value]


def see(*roles: Role) -> str:
    client = Client()
    client.force_login(person(*roles))
    answer = client.get("/desk/")
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    return answer.text


def test_strangers_are_led_to_the_login_and_students_learn_nothing(client: Client) -> None:
    assert client.get("/desk/").headers["Location"] == "/accounts/login/?next=/desk/"
    client.force_login(person())
    assert client.get("/desk/").status_code == 404


def test_an_empty_house_says_what_will_stand_here(cards: list[DeskCard]) -> None:
    page = see(Role.COORDINATOR)
    assert "Nothing waits for anybody." in page
    assert "Nothing is scheduled today." in page


def test_the_day_is_ordered_by_the_clock_across_rooms(cards: list[DeskCard]) -> None:
    cards += [
        card("gates", CardLine("Gate opens", at=NINE), column=Column.TODAY),
        card("marks", CardLine("Marks due", at=EIGHT), CardLine("Some time"), column=Column.TODAY),
    ]
    page = see(Role.COORDINATOR)
    assert page.index("Marks due") < page.index("Gate opens") < page.index("Some time")
    assert '<time datetime="2026-03-14T09:00Z">09:00</time>' in page


def test_what_waits_is_ordered_by_urgency_and_leads_to_the_work(cards: list[DeskCard]) -> None:
    cards += [
        card("a", CardLine("Link missing", "/x/", "Set", tone="warn"), column=Column.HAND),
        card("b", CardLine("Paid but full", "/y/", "Resolve", tone="bad"), column=Column.HAND),
    ]
    page = see(Role.COORDINATOR)
    assert page.index("Paid but full") < page.index("Link missing")
    assert 'href="/y/"' in page


def test_a_card_is_for_those_who_hold_its_right(cards: list[DeskCard]) -> None:
    cards.append(card("money", CardLine("€ 5"), right=Right.SEE_MONEY))
    assert "€ 5" in see(Role.COORDINATOR)
    assert "€ 5" not in see(Role.EDITOR)


def test_an_empty_card_stands_only_with_a_sentence(cards: list[DeskCard]) -> None:
    cards += [card("silent"), card("seats", empty="No session is open.")]
    page = see(Role.COORDINATOR)
    assert "No session is open." in page
    assert "Silent" not in page


def test_a_long_card_shows_eight_lines_and_how_many_more(cards: list[DeskCard]) -> None:
    lines = [CardLine(f"Line {n}") for n in range(11)]
    cards.append(card("long", *lines, more_url="/desk/x/", more="All seats"))
    page = see(Role.COORDINATOR)
    assert "Line 7" in page
    assert "Line 8" not in page
    assert "3 more." in page
    assert "All seats" in page


def test_a_room_that_fails_costs_its_own_card_only(
    cards: list[DeskCard], caplog: pytest.LogCaptureFixture
) -> None:
    def broken(person: User, now: datetime) -> list[CardLine]:
        User.objects.get(pk=-1)
        return []

    cards += [
        DeskCard("broken", "Broken", Right.SEE_DESK, broken),
        card("whole", CardLine("Still here")),
    ]
    page = see(Role.COORDINATOR)
    assert "Still here" in page
    assert "A part of this page is missing." in page


def test_lines_are_escaped(cards: list[DeskCard]) -> None:
    cards.append(card("x", CardLine('"><svg onload=x>', "/x/", "Look")))
    assert "<svg onload" not in see(Role.COORDINATOR)


def test_every_card_of_the_house_can_be_asked_on_an_empty_database() -> None:
    user = person(Role.OWNER)
    for one in home.offered():
        assert isinstance(list(one.lines(user, EIGHT)), list)
