"""Servers that the environment names are asked for an answer before anything is started."""

from __future__ import annotations

import pytest

from courseplatform.runtime import backing, ports
from courseplatform.runtime.trouble import Trouble


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("postgresql://u:p@db.example.org/x", ("db.example.org", 5432)),
        ("postgresql://u@127.0.0.1:6000/x", ("127.0.0.1", 6000)),
        ("postgresql://app@/x?host=/run/postgresql", None),
    ],
)
def test_the_network_address_is_read_from_a_url(url: str, address: tuple[str, int] | None) -> None:
    assert backing.network_address("DATABASE_URL", url, 5432) == address


@pytest.mark.parametrize(
    ("url", "port"), [("redis://h/0", 6379), ("amqp://h//", 5672), ("redis+socket:///s", None)]
)
def test_a_broker_has_its_protocols_port(url: str, port: int | None) -> None:
    address = backing.network_address("CELERY_BROKER_URL", url, None)
    assert (address and address[1]) == port


def test_what_is_no_address_is_told() -> None:
    with pytest.raises(Trouble, match="DATABASE_URL is no address"):
        backing.require_answer("DATABASE_URL", "postgresql://u@h:port/x", 5432)


def test_a_server_that_does_not_answer_is_told_without_its_password() -> None:
    port = ports.free_port([])
    url = f"postgresql://u:secret@127.0.0.1:{port}/x"
    with pytest.raises(Trouble, match=f"port {port}, where nothing answers") as told:
        backing.require_answer("DATABASE_URL", url, 5432)
    assert "secret" not in str(told.value)
