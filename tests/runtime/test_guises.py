"""As whom PostgreSQL runs when root starts it, and when an ordinary person does."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from courseplatform.runtime import binaries, guises
from courseplatform.runtime.cluster import Cluster
from courseplatform.runtime.places import PROJECT
from courseplatform.runtime.trouble import Trouble

pytestmark = pytest.mark.runtime

On = Callable[[Path], Cluster]


def refuse() -> None:
    raise OSError(1, "unshare")


@pytest.fixture
def without_namespaces(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setattr(guises, "IN_NAMESPACE", guises.Guise(owner=0, disguise=refuse))
    return monkeypatch


@pytest.fixture(scope="module")
def open_folder() -> Iterator[Path]:
    """A folder that everybody reaches, with a copy of the server's programs and libraries."""
    folder = Path("/tmp") / f"courseplatform-guises-{os.getpid()}"
    folder.mkdir(mode=0o755)
    package = binaries.choose_postgres([]).folder.parents[1]
    for part in package.parent.glob(f"{package.name}*"):
        if part.suffix != ".dist-info":
            shutil.copytree(part, folder / part.name, symlinks=True)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def reachable(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """That folder, its programs being the ones to use."""
    programs = binaries.choose_postgres([]).folder
    monkeypatch.setenv("PG_BINDIR", str(open_folder.joinpath(*programs.parts[-3:])))
    return open_folder


def answers(server: Cluster) -> bool:
    with psycopg.connect(server.url) as connection:
        return connection.execute("select 1").fetchone() == (1,)


def test_root_becomes_nobody_where_namespaces_are_refused_and_goes_back_again(
    reachable: Path, without_namespaces: pytest.MonkeyPatch, cluster_on: On
) -> None:
    server = cluster_on(reachable / "var")
    server.start()
    assert server.process is not None
    assert Path(f"/proc/{server.process.pid}").stat().st_uid == guises.NOBODY
    assert answers(server)
    server.stop()

    without_namespaces.undo()
    again = cluster_on(reachable / "var")
    again.start()
    assert answers(again)
    again.stop()
    assert again.home.stat().st_uid == 0


def test_root_is_told_when_nobody_could_reach_its_data(
    tmp_path: Path, without_namespaces: pytest.MonkeyPatch, cluster_on: On
) -> None:
    tmp_path.chmod(0o700)
    with pytest.raises(Trouble, match="start as an ordinary user, or set DATABASE_URL"):
        cluster_on(tmp_path / "var").start()


def test_root_leaves_closed_folders_closed(server: Cluster, tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    server.start()
    assert answers(server)
    assert tmp_path.stat().st_mode & 0o777 == 0o700


def test_data_of_another_person_is_left_to_that_person(server: Cluster) -> None:
    os.chown(server.home, 12345, 12345)
    with pytest.raises(Trouble, match="belongs to user 12345: start as user 12345"):
        server.start()


ORDINARY = """
import sys
from pathlib import Path
from courseplatform.runtime import cluster, places
var = places.Var(Path(sys.argv[1]))
places.claim_var(var)
for turn in range(2):
    server = cluster.Cluster(var.postgres, places.socket_folder(var), var.logs / "pg.log", "trial")
    server.start()
    print(Path(f"/proc/{server.process.pid}").stat().st_uid)
    server.stop()
try:
    places.claim_var(places.Var(Path("/root-only/var")))
except places.Trouble as trouble:
    print(trouble)
"""


def test_an_ordinary_person_starts_it_as_themselves(reachable: Path) -> None:
    home = reachable / "home"
    home.mkdir()
    os.chown(home, guises.NOBODY, guises.NOBODY)
    runtime = reachable / "code" / "courseplatform" / "runtime"  # needs the standard library only
    shutil.copytree(PROJECT / "courseplatform" / "runtime", runtime)
    done = subprocess.run(
        [python_for_all(), "-c", ORDINARY, home / "var"],
        user=guises.NOBODY,
        group=guises.NOBODY,
        extra_groups=[],
        cwd=reachable / "code",
        env={"PATH": os.defpath, "LANG": "xx_YY", "PG_BINDIR": os.environ["PG_BINDIR"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    first, second, refusal = done.stdout.splitlines()
    assert first == second == str(guises.NOBODY)
    assert "cannot write to /root-only/var" in refusal


def python_for_all() -> str:
    """An interpreter that everybody may run: root's own may lie in root's home."""
    for program in (Path(sys.executable).resolve(), Path("/usr/bin/python3")):
        if all(folder.stat().st_mode & 0o001 for folder in program.parents) and program.exists():
            return str(program)
    pytest.fail("no interpreter on this machine is for everybody")
