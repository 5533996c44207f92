"""Sweeps: declared once, run by name, until nothing moves."""

from __future__ import annotations

import pytest

from courseplatform.celery import app, beat_schedule, run_sweep
from courseplatform.kit import sweeps
from courseplatform.kit.sweeps import Sweep, settle, sweep


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> dict[str, Sweep]:
    known: dict[str, Sweep] = {}
    monkeypatch.setattr(sweeps, "_sweeps", known)
    return known


def test_a_sweep_is_known_by_name_topic_and_period(own: dict[str, Sweep]) -> None:
    @sweep("room.work", topics=("news",), every=20)
    def work() -> int:
        return 3

    assert sweeps.all_sweeps() == [own["room.work"]]
    assert sweeps.listening("news") == [own["room.work"]]
    assert sweeps.listening("other") == []
    assert sweeps.run("room.work") == 3
    assert work() == 3


def test_two_sweeps_cannot_share_a_name(own: dict[str, Sweep]) -> None:
    def first() -> int:
        return 0

    def second() -> int:
        return 0

    second.__module__ = "elsewhere"
    sweep("room.work", every=20)(first)
    sweep("room.work", every=20)(first)
    with pytest.raises(ValueError, match="Two sweeps"):
        sweep("room.work", every=20)(second)


def test_a_message_from_an_older_release_is_dropped(
    own: dict[str, Sweep], caplog: pytest.LogCaptureFixture
) -> None:
    assert sweeps.run("gone.away") == 0
    run_sweep("gone.away")
    assert "gone.away" in caplog.text


def test_settling_runs_all_until_nothing_moves_and_leaves_out_what_is_named(
    own: dict[str, Sweep],
) -> None:
    left = {"a": 3, "b": 2}

    def less(name: str) -> int:
        moved = min(1, left[name])
        left[name] -= moved
        return moved

    sweep("a", every=1)(lambda: less("a"))
    sweep("b", every=1)(lambda: less("b"))
    assert settle(skip=frozenset({"b"})) == 3
    assert left == {"a": 0, "b": 2}
    assert settle() == 2


def test_work_that_never_ends_is_an_error(own: dict[str, Sweep]) -> None:
    sweep("a", every=1)(lambda: 1)
    with pytest.raises(RuntimeError, match="never came to rest"):
        settle(rounds=5)


def test_beat_has_every_sweep_with_plain_seconds_and_an_expiry() -> None:
    schedule = beat_schedule()
    assert set(schedule) == {one.name for one in sweeps.all_sweeps()}
    for one in sweeps.all_sweeps():
        entry = schedule[one.name]
        assert entry["schedule"] == float(one.every)
        assert entry["args"] == (one.name,)
        assert entry["options"] == {"expires": max(5, one.every)}
    assert app.conf.timezone == "UTC"
