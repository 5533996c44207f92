"""The demo command: never half a world, never over somebody's data."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from courseplatform.demo import loading
from courseplatform.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def acts(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> list[str]:
    """What the command does to the world, whose making is not what is tested here."""
    settings.VAR_DIR = tmp_path
    done: list[str] = []

    def load() -> None:
        done.append("load")
        User.objects.create(email="somebody@example.org")

    def empty() -> None:
        done.append("empty")
        User.objects.all().delete()

    monkeypatch.setattr(loading, "load", load)
    monkeypatch.setattr(loading, "empty", empty)
    return done


def test_an_empty_database_gets_the_demo_once(acts: list[str], tmp_path: Path) -> None:
    call_command("demo", if_empty=True)
    call_command("demo", if_empty=True)
    assert acts == ["load"]
    assert list(tmp_path.iterdir()) == []


def broken_off(acts: list[str]) -> Callable[[], None]:
    def load() -> None:
        acts.append("half a load")
        User.objects.create(email="half@example.org")
        raise KeyboardInterrupt

    return load


def test_a_load_that_was_broken_off_is_begun_again_from_nothing(
    acts: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with monkeypatch.context() as first:
        first.setattr(loading, "load", broken_off(acts))
        with pytest.raises(KeyboardInterrupt):
            call_command("demo", if_empty=True)
    call_command("demo", if_empty=True)
    assert acts == ["half a load", "empty", "load"]
    assert list(tmp_path.iterdir()) == []


def test_data_that_the_demo_did_not_bring_is_never_taken_away_unasked(acts: list[str]) -> None:
    User.objects.create(email="mine@example.org")
    call_command("demo", if_empty=True)
    with pytest.raises(CommandError, match="Use --again"):
        call_command("demo")
    assert acts == []
    call_command("demo", again=True)
    assert acts == ["empty", "load"]


def test_production_has_no_demo(acts: list[str], settings: Any) -> None:
    settings.MODE = "production"
    with pytest.raises(CommandError, match="nothing was changed"):
        call_command("demo", again=True)
    assert acts == []


@pytest.mark.django_db(transaction=True)
def test_an_emptied_database_takes_the_next_migration() -> None:
    loading.empty()
    recorder = MigrationRecorder(connection)
    recorder.record_applied("people", "9999_yet_to_come")
    recorder.record_unapplied("people", "9999_yet_to_come")
