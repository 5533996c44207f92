"""The embedded PostgreSQL: made, found again after kills, never mistaken for somebody else's."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from courseplatform.runtime import binaries, places, processes
from courseplatform.runtime.cluster import Cluster
from courseplatform.runtime.trouble import Trouble

pytestmark = pytest.mark.runtime

On = Callable[[Path], Cluster]


def words(server: Cluster) -> list[str]:
    with psycopg.connect(server.url) as connection:
        return [row[0] for row in connection.execute("select word from kept")]


def test_a_start_finds_what_the_last_one_kept(server: Cluster) -> None:
    server.start()
    assert words(server) == ["Élan ж"]


def test_text_is_handled_as_text_whatever_the_persons_locale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cluster_on: On
) -> None:
    for name in ("LANG", "LC_ALL", "LC_CTYPE"):
        monkeypatch.setenv(name, "xx_YY.UTF-8")
    server = cluster_on(tmp_path / "var")
    server.start()
    try:
        with psycopg.connect(server.url) as connection:
            row = connection.execute(
                "select upper('é'), 'École' ilike 'éc%', 'é' ~ '\\w', getdatabaseencoding()"
            ).fetchone()
            connection.execute("create extension pg_trgm")
            grams = connection.execute("select show_trgm('ж')::text").fetchone()
    finally:
        server.stop()
    assert row == ("É", True, True, "UTF8")
    assert grams is not None
    assert grams[0] != "{}", "lc_ctype is what pg_trgm reads"


def test_it_listens_on_no_network_port(server: Cluster) -> None:
    server.start()
    with psycopg.connect(server.url) as connection:
        assert connection.execute("show listen_addresses").fetchone() == ("",)


def test_a_server_killed_without_warning_comes_back_with_its_data(server: Cluster) -> None:
    server.start()
    assert server.process is not None
    server.process.kill()  # and not waited for: it stays a zombie with its number
    assert processes.wait_until(lambda: processes.identify(server.process.pid) is None, 30)
    again = Cluster(server.home, server.sockets, server.log, server.database, server.settings)
    again.start()
    try:
        assert words(again) == ["Élan ж"]
    finally:
        again.stop()
        server.process.wait()


def test_a_mark_of_a_number_that_is_somebody_elses_now_does_not_stop_the_start(
    server: Cluster,
) -> None:
    (data,) = server.home.glob("pg*")
    (data / "postmaster.pid").write_text(f"{os.getppid()}\n{data}\n1\n5432\n")
    (server.sockets / ".s.PGSQL.5432.lock").write_text(f"{os.getppid()}\n{data}\n1\n5432\n")
    server.start()
    assert words(server) == ["Élan ж"]


def test_a_server_that_outlived_its_supervisor_is_stopped_first(server: Cluster) -> None:
    server.start()
    orphan = server.process
    assert orphan is not None
    again = Cluster(server.home, server.sockets, server.log, server.database, server.settings)
    again.start()
    try:
        assert orphan.wait(30) == 0, "stopped in good order"
        assert words(again) == ["Élan ж"]
    finally:
        again.stop()


def test_it_stops_by_itself_when_its_supervisor_is_killed(server: Cluster) -> None:
    code = (
        "import sys, time; from pathlib import Path; "
        "from courseplatform.runtime.cluster import Cluster, THROWAWAY; "
        "home, sockets, log = map(Path, sys.argv[1:]); "
        "server = Cluster(home, sockets, log, 'trial', THROWAWAY); server.start(); "
        "print(server.process.pid, flush=True); time.sleep(600)"
    )
    command = [sys.executable, "-c", code, server.home, server.sockets, server.log]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=places.PROJECT) as supervisor:
        assert supervisor.stdout is not None
        identity = processes.identify(int(supervisor.stdout.readline()))
        assert identity is not None
        supervisor.kill()
    assert processes.wait_until(lambda: not processes.is_alive(identity), 30)
    server.start()
    assert words(server) == ["Élan ж"]


def test_a_data_folder_whose_making_was_killed_is_made_anew(tmp_path: Path, cluster_on: On) -> None:
    server = cluster_on(tmp_path / "var")
    major = binaries.choose_postgres([]).major
    half = server.home / f"pg{major}.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text(f"{major}\n")
    server.start()
    try:
        with psycopg.connect(server.url) as connection:
            assert connection.execute("select 1").fetchone() == (1,)
        assert not half.exists()
    finally:
        server.stop()


def test_data_of_another_version_is_never_replaced_by_an_empty_database(
    tmp_path: Path, cluster_on: On
) -> None:
    server = cluster_on(tmp_path / "var")
    (server.home / "pg9").mkdir(parents=True)
    with pytest.raises(Trouble, match="made by PostgreSQL 9, but only"):
        server.start()
    assert [path.name for path in server.home.iterdir()] == ["pg9"]


def test_a_broken_data_folder_is_told_with_its_log(server: Cluster) -> None:
    (data,) = server.home.glob("pg*")
    (data / "global" / "pg_control").unlink()
    with pytest.raises(Trouble, match=r"does not come up .*postgres\.log"):
        server.start()


def test_a_long_folder_for_temporary_files_is_no_trouble_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = tmp_path / ("y" * 100)
    deep.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(deep))
    sockets = places.socket_folder(places.Var(tmp_path / ("x" * 120)))
    assert sockets.parent == Path("/tmp")
    assert sockets.stat().st_mode & 0o777 == 0o700
    sockets.rmdir()


@pytest.mark.parametrize("name", ["x" * 120, "sp ace?&%é"])
def test_a_long_or_odd_path_still_gets_a_socket(tmp_path: Path, name: str, cluster_on: On) -> None:
    server = cluster_on(tmp_path / name)
    try:
        server.start()
        with psycopg.connect(server.url) as connection:
            assert connection.execute("select 1").fetchone() == (1,)
    finally:
        server.stop()
        places.remove_socket_folder(server.sockets, places.Var(tmp_path / name))
    assert not server.sockets.exists()
