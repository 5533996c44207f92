"""`manage.py up` as a whole: started, ended, killed in parts and altogether."""

from __future__ import annotations

import signal
import socket
from pathlib import Path
from typing import Any

import pytest

from courseplatform.runtime.processes import wait_until

pytestmark = [pytest.mark.runtime, pytest.mark.xdist_group("runtime")]


def test_the_first_start_tells_its_address_and_its_end(first_start: tuple[Path, str]) -> None:
    _, said = first_start
    assert "The platform runs at http://localhost:" in said
    assert "Ctrl-C stops it." in said
    assert "Stopped. All data is kept in" in said


def test_it_answers_keeps_data_and_leaves_no_process(workshop: Any, data: Path) -> None:
    first = workshop.up(data).wait_ready()
    assert first.get("/health/ready/") == 200
    first.write_down("kept")
    assert first.interrupt() == 0
    first.nothing_left()
    assert not (data / "running.json").exists()

    second = workshop.up(data).wait_ready()
    assert second.written() == ["kept"]
    second.process.send_signal(signal.SIGTERM)
    assert second.wait_ended() == 0
    second.nothing_left()


def test_commands_use_the_running_servers_and_bring_them_up_when_nothing_runs(
    workshop: Any, data: Path
) -> None:
    site = workshop.up(data).wait_ready()
    site.write_down("with")
    beside = workshop.command(site, "shell", "-v", "0", "-c", READ)
    assert (beside.stdout, beside.returncode) == ("with\n", 0), beside.stderr
    site.interrupt()
    alone = workshop.command(site, "shell", "-v", "0", "-c", READ)
    assert (alone.stdout, alone.returncode) == ("with\n", 0), alone.stderr
    site.nothing_left()
    assert not (data / "running.json").exists()


READ = """
from django.db import connection
cursor = connection.cursor()
cursor.execute("select word from left_by_test")
print(*(row[0] for row in cursor.fetchall()))
"""


def test_a_second_start_on_the_same_data_is_refused_in_a_sentence(
    workshop: Any, data: Path
) -> None:
    first = workshop.up(data).wait_ready()
    second = workshop.up(data)
    assert second.wait_ended() == 1
    assert f"already runs on this data at http://localhost:{first.port}" in second.said()
    assert f"(process {first.process.pid})" in second.said()
    assert second.said().count("\n") == 1
    assert first.get("/health/ready/") == 200


def test_a_taken_port_is_told_before_anything_is_started(workshop: Any, tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        instance = workshop.up(tmp_path / "var", port=other.getsockname()[1])
        assert instance.wait_ended() == 1
    assert "choose another one: PORT=" in instance.said()
    assert instance.said().count("\n") == 1
    assert not (tmp_path / "var" / "postgres").exists()


def test_a_killed_supervisor_leaves_nothing_and_loses_nothing(workshop: Any, data: Path) -> None:
    first = workshop.up(data).wait_ready().wait_all_parts()
    first.write_down("before")
    first.kill_supervisor()
    second = workshop.up(data).wait_ready()  # at once, while the parts of the first still end
    assert second.written() == ["before"]
    second.wait_all_parts().kill_supervisor()
    second.nothing_left()


def test_everything_killed_at_once_is_survived(workshop: Any, data: Path) -> None:
    first = workshop.up(data).wait_ready().wait_all_parts()
    first.write_down("before")
    first.kill_everything()
    second = workshop.up(data).wait_ready()
    assert second.written() == ["before"]
    assert second.interrupt() == 0
    second.nothing_left()


@pytest.mark.parametrize("part", ["postgres", "web"])
def test_the_death_of_what_nothing_works_without_ends_everything_with_a_sentence(
    workshop: Any, data: Path, part: str
) -> None:
    first = workshop.up(data).wait_ready()
    first.write_down("before")
    first.kill(part)
    assert first.wait_ended() == 1
    assert f"{part} ended (killed by SIGKILL), so everything was stopped." in first.said()
    assert "start again with python3 manage.py up" in first.said()
    first.nothing_left()
    second = workshop.up(data).wait_ready()
    assert second.written() == ["before"]


@pytest.mark.parametrize("part", ["worker", "valkey"])
def test_a_part_that_can_be_missed_for_a_moment_comes_back(
    workshop: Any, data: Path, part: str
) -> None:
    site = workshop.up(data).wait_ready().wait_all_parts()
    killed = site.kill(part)
    assert wait_until(lambda: site.pid(part) != killed, 60)
    assert site.get("/health/ready/") == 200
    assert wait_until(site.worker_answers, 90)
    assert f"{part} ended (killed by SIGKILL); starting it again." in site.said()
    assert site.interrupt() == 0
    site.nothing_left()
