"""`manage.py up` as a whole: started, ended, killed in parts and altogether."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from courseplatform.runtime.processes import wait_until

pytestmark = pytest.mark.runtime

READ = """
from django.db import connection
cursor = connection.cursor()
cursor.execute("select word from left_by_test")
print(*(row[0] for row in cursor.fetchall()))
"""


@pytest.fixture(scope="module")
def running(first_start: Any, workshops: Any) -> Iterator[Any]:
    """A site that runs, for tests that leave it running."""
    shop = workshops("running")
    yield shop.up(shop.copy_of(first_start.var)).wait_ready().wait_all_parts()
    shop.clear()


def test_the_first_start_tells_its_address_and_its_end(first_start: Any) -> None:
    assert f"The platform runs at http://localhost:{first_start.port}/" in first_start.said()
    assert "Ctrl-C stops it." in first_start.said()
    assert f"Stopped. All data is kept in {first_start.var}." in first_start.said()


def test_a_running_site_is_ready(running: Any) -> None:
    assert running.get("/health/ready/") == 200


def test_a_second_start_on_the_same_data_is_refused_in_a_sentence(
    running: Any, workshop: Any
) -> None:
    second = workshop.up(running.var)
    assert second.wait_ended() == 1
    assert f"already runs on this data at http://localhost:{running.port}" in second.said()
    assert f"(process {running.process.pid})" in second.said()
    assert second.said().count("\n") == 1
    workshop.started.clear()  # what runs there is not its to clear


def test_a_taken_port_is_told_before_anything_is_started(workshop: Any, tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        instance = workshop.up(tmp_path / "var", port=other.getsockname()[1])
        assert instance.wait_ended() == 1
    assert "choose another one: PORT=" in instance.said()
    assert instance.said().count("\n") == 1
    assert not (tmp_path / "var" / "postgres").exists()


@pytest.mark.parametrize("part", ["worker", "valkey"])
def test_a_part_that_can_be_missed_for_a_moment_comes_back(running: Any, part: str) -> None:
    killed = running.kill(part)
    assert wait_until(lambda: running.pid(part) != killed, 60)
    assert running.get("/health/ready/") == 200
    assert wait_until(running.worker_answers, 90), "broker and worker find each other again"
    assert f"{part} ended (killed by SIGKILL); starting it again." in running.said()


def test_commands_use_the_running_servers_and_bring_them_up_when_nothing_runs(
    running: Any, first_start: Any, workshop: Any
) -> None:
    running.write_down("beside")
    beside = workshop.command(running, "shell", "-v", "0", "-c", READ)
    assert beside.stdout == "from the first start beside\n", beside.stderr
    alone = workshop.command(first_start, "shell", "-v", "0", "-c", READ)
    assert alone.stdout == "from the first start\n", alone.stderr
    first_start.nothing_left()
    assert not (first_start.var / "running.json").exists()


def test_the_next_start_finds_the_data_and_a_polite_end_leaves_no_process(
    workshop: Any, first_start: Any
) -> None:
    site = workshop.up(workshop.copy_of(first_start.var)).wait_ready()
    assert site.written() == ["from the first start"]
    site.wait_all_parts().process.send_signal(signal.SIGTERM)
    assert site.wait_ended() == 0
    site.nothing_left()
    assert not (site.var / "running.json").exists()


def test_no_kill_loses_anything(workshop: Any, first_start: Any) -> None:
    var = workshop.copy_of(first_start.var)
    site = workshop.up(var).wait_ready().wait_all_parts()
    site.write_down("before the supervisor was killed")
    site.kill_supervisor()

    site = workshop.up(var).wait_ready().wait_all_parts()  # while parts of the first still end
    site.write_down("before all was killed")
    site.kill_everything()

    site = workshop.up(var).wait_ready()
    site.write_down("before the database was killed")
    site.kill("postgres")
    assert site.wait_ended() == 1
    assert "postgres ended (killed by SIGKILL), so everything was stopped." in site.said()
    assert "start again with python3 manage.py up" in site.said()
    site.nothing_left()

    site = workshop.up(var).wait_ready()
    assert site.written() == [
        "from the first start",
        "before the supervisor was killed",
        "before all was killed",
        "before the database was killed",
    ]
    site.kill("web")
    assert site.wait_ended() == 1
    assert "web ended (killed by SIGKILL), so everything was stopped." in site.said()
    site.nothing_left()


def test_a_supervisor_that_is_killed_and_never_started_again_leaves_no_process(
    workshop: Any, first_start: Any
) -> None:
    site = workshop.up(workshop.copy_of(first_start.var)).wait_ready().wait_all_parts()
    site.kill_supervisor()
    site.nothing_left()
