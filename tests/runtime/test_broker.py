"""The embedded Valkey: keeps what it took, survives kills and unreadable data."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from courseplatform.runtime import places
from courseplatform.runtime.broker import Valkey
from courseplatform.runtime.processes import wait_until

pytestmark = pytest.mark.runtime


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[Valkey]:
    var = places.Var(tmp_path / "var")
    places.claim_var(var)
    server = Valkey(var.valkey, places.socket_folder(var), var.logs / "valkey.log")
    yield server
    server.stop()


def client(valkey: Valkey) -> redis.Redis:
    return redis.Redis(unix_socket_path=str(valkey.socket), decode_responses=True)


def test_a_message_outlives_a_stop_and_a_start(valkey: Valkey) -> None:
    valkey.start()
    with client(valkey) as talk:
        talk.lpush("queue", "message")
    valkey.stop()
    assert not valkey.answers()
    valkey.start()
    with client(valkey) as talk:
        assert talk.lrange("queue", 0, -1) == ["message"]


def test_a_kill_is_survived(valkey: Valkey) -> None:
    valkey.start()
    with client(valkey) as talk:
        talk.lpush("queue", "message")
        talk.execute_command("WAITAOF", 1, 0, 20_000)  # what is on the disk cannot be lost
    assert valkey.process is not None
    valkey.process.kill()
    valkey.process.wait()
    valkey.start()
    with client(valkey) as talk:
        assert talk.lrange("queue", 0, -1) == ["message"]


def test_unreadable_data_is_set_aside_since_the_database_has_the_truth(valkey: Valkey) -> None:
    valkey.start()
    with client(valkey) as talk:
        talk.lpush("queue", "message")
    valkey.stop()
    (manifest,) = valkey.home.rglob("*.manifest")
    manifest.write_text("nonsense\n")
    valkey.start()
    with client(valkey) as talk:
        assert talk.lrange("queue", 0, -1) == []
    assert (valkey.home.parent / "valkey.unreadable").is_dir()


def test_it_listens_on_no_port_and_for_its_owner_only(valkey: Valkey) -> None:
    valkey.start()
    with client(valkey) as talk:
        assert talk.config_get("port") == {"port": "0"}
    assert valkey.socket.stat().st_mode & 0o777 == 0o700
    assert wait_until(valkey.answers, 10)
