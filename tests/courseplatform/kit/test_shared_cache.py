"""The cache of all processes, with and without its server."""

from __future__ import annotations

import os
import pickle

import pytest

from courseplatform.kit.shared_cache import SharedCache

AWAY = "redis://127.0.0.1:1/0"


def make(server: str) -> SharedCache:
    return SharedCache(server, {"KEY_PREFIX": "test-shared-cache", "TIMEOUT": 30})


def use(cache: SharedCache) -> list[object]:
    cache.delete("n")
    seen: list[object] = [cache.add("n", 1), cache.add("n", 5), cache.incr("n"), cache.get("n")]
    cache.set("n", 7, timeout=10)
    seen += [cache.get("n"), cache.touch("n", 20), cache.delete("n"), cache.get("n", "none")]
    return seen


EXPECTED = [True, False, 2, 2, 7, True, True, "none"]


def test_two_processes_count_together() -> None:
    server = os.environ["CELERY_BROKER_URL"].replace("redis+socket://", "unix://")
    first, second = make(server), make(server)
    assert use(first) == EXPECTED
    first.set("shared", 1)
    assert second.incr("shared") == 2
    assert first.get("shared") == 2
    first.delete("shared")


def test_what_lies_on_the_server_is_json_and_nothing_else_is_read() -> None:
    cache = make(os.environ["CELERY_BROKER_URL"].replace("redis+socket://", "unix://"))
    for value in ("y", [1.5, 2.5], {"a": None}, True):
        cache.set("v", value)
        assert cache.get("v") == value
    client = cache._cache.get_client(write=True)
    client.set(cache.make_and_validate_key("v"), pickle.dumps({"a": 1}))
    with pytest.raises(ValueError, match=r"decode|Expecting"):
        cache.get("v")
    cache.delete("v")
    with pytest.raises(TypeError):
        cache.set("v", object())


def test_without_its_server_each_process_counts_for_itself_and_no_page_fails(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert use(make(AWAY)) == EXPECTED
    assert "this process counts alone" in caplog.text
