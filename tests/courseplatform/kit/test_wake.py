"""Waking: a hint after commit, at most one a second, and a broker that is away costs a counter."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction
from pytest_django import Settings

from courseplatform.kit import sweeps, wake
from courseplatform.kit.sweeps import Sweep


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> list[tuple]:
    """Return the messages that went to the broker."""
    settings.WAKE_SWEEPS = True
    messages: list[tuple] = []

    def send_task(name: str, args: tuple, **options: object) -> None:
        messages.append((name, args, options["countdown"], options["expires"]))

    known = {"room.work": Sweep("room.work", frozenset({"news"}), 20, lambda: 0)}
    monkeypatch.setattr(sweeps, "_sweeps", known)
    monkeypatch.setattr(wake.current_app, "send_task", send_task)
    monkeypatch.setattr(wake, "_last_sent", {})
    monkeypatch.setattr(wake, "_broker_rests_until", 0.0)
    return messages


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    def set_clock(seconds: float) -> None:
        monkeypatch.setattr(wake.time, "monotonic", lambda: seconds)

    set_clock(1000.0)
    return set_clock


def wake_and_fail() -> None:
    with transaction.atomic():
        wake.wake("news")
        raise KeyError


@pytest.mark.django_db
def test_the_message_leaves_after_commit_and_never_after_a_rollback(
    sent: list, django_capture_on_commit_callbacks: Callable
) -> None:
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        wake.wake("news")
        assert sent == []
        with pytest.raises(KeyError):
            wake_and_fail()
    assert len(callbacks) == 1
    assert sent == [("courseplatform.sweep", ("room.work",), None, 20)]


def test_many_wakes_in_a_second_are_one_now_and_one_at_its_end(
    sent: list, at: Callable[[float], None]
) -> None:
    for _ in range(5):
        wake._send("news")
    assert [message[2] for message in sent] == [None, 1.0]
    at(1000.5)
    wake._send("news")
    assert len(sent) == 2
    at(1002.1)
    wake._send("news")
    assert [message[2] for message in sent] == [None, 1.0, None]


def test_a_topic_nobody_listens_to_sends_nothing(sent: list, at: Callable) -> None:
    wake._send("silence")
    assert sent == []


def test_a_broker_that_is_away_is_left_alone_for_a_while(
    sent: list, at: Callable[[float], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[float] = []

    def away(*args: object, **options: object) -> None:
        calls.append(wake.time.monotonic())
        raise ConnectionError("no broker")

    monkeypatch.setattr(wake.current_app, "send_task", away)
    before = wake.lost["news"]
    wake._send("news")
    at(1005.0)
    wake._send("news")
    assert calls == [1000.0]
    assert wake.lost["news"] == before + 1
    at(1000.0 + wake.PAUSE_AFTER_ERROR_SECONDS + 1)
    wake._send("news")
    assert len(calls) == 2


def test_where_waking_is_switched_off_nothing_is_sent(sent: list, settings: Settings) -> None:
    settings.WAKE_SWEEPS = False
    wake._send("news")
    assert sent == []
