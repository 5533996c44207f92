"""Ports: wrong ones and taken ones are told in a sentence."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator

import pytest

from courseplatform.runtime import ports
from courseplatform.runtime.trouble import Trouble


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_taken_port_is_told_with_a_free_one(taken: int) -> None:
    with pytest.raises(Trouble, match=f"Port {taken} is in use") as told:
        ports.require_free("127.0.0.1", taken)
    (other,) = re.findall(r"PORT=(\d+) python3 manage.py up", str(told.value))
    assert int(other) != taken
    ports.require_free("127.0.0.1", int(other))


def test_a_port_taken_on_one_address_is_taken_for_all(taken: int) -> None:
    with pytest.raises(Trouble, match="in use"):
        ports.require_free("0.0.0.0", taken)


@pytest.mark.parametrize("text", ["abc", "0", "65536", "-1", "80.5", "８０００x"])
def test_what_is_no_port_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", text)
    with pytest.raises(Trouble, match="between 1 and 65535"):
        ports.chosen_port()


def test_without_a_wish_the_port_is_8000(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PORT", raising=False)
    assert ports.chosen_port() == 8000


def test_an_address_that_is_not_ours_is_told(taken: int) -> None:
    with pytest.raises(Trouble, match=r"cannot listen on 192\.0\.2\.1"):
        ports.require_free("192.0.2.1", taken)


def test_a_wish_is_kept_when_it_is_free_and_nobody_else_has_it(taken: int) -> None:
    free = ports.free_port([])
    assert ports.free_port([taken, free]) == free
    assert ports.free_port([free], taken=[free]) != free


def test_somebody_answers_on_a_taken_port_and_nobody_on_a_free_one(taken: int) -> None:
    assert ports.answers("127.0.0.1", taken)
    assert not ports.answers("127.0.0.1", ports.free_port([]), seconds=0.5)
