"""Where a benchmark plays: servers of its own, the production web server, nothing else.

A benchmark is a script: ``python3 tests/bench/buyers.py``. It enters the project's own environment,
brings up a PostgreSQL and a Valkey of its own with the settings that the running site has (every
commit reaches the disk), prepares an empty database, and starts gunicorn with the words that
``manage.py up`` uses. All of it ends with the script.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from courseplatform.runtime import backing, environment, places, ports, processes  # noqa: E402
from courseplatform.runtime.binaries import choose_postgres  # noqa: E402
from courseplatform.runtime.cluster import majors_with_data  # noqa: E402
from courseplatform.runtime.parts import sandbox_command, web_command  # noqa: E402
from courseplatform.runtime.record import Record  # noqa: E402

DEMO = "courseplatform.settings.demo"
READY_SECONDS = 60.0


def processor_seconds(*leaders: int) -> float:
    """Return what the sessions and children of some processes have used of the processors so far.

    A database server's backends have sessions of their own and are found as its children. Where
    others work on the same machine this tells more than the clock on the wall. Linux only;
    elsewhere, and for processes that are gone, 0.
    """
    used = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[1]) in leaders or int(fields[3]) in leaders:
                used += int(fields[11]) + int(fields[12])
    return used / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Stage:
    """The servers behind one benchmark, and what its processes are told."""

    folder: Path
    environment: Mapping[str, str]
    database: backing.Backing

    @property
    def site_port(self) -> int:
        """Where the site listens when it is served."""
        return int(self.environment["SITE_URL"].rpartition(":")[2])

    @contextlib.contextmanager
    def serve(self, application: str, port: int, settings: str = DEMO) -> Iterator[int]:
        """Serve a WSGI application by gunicorn, as the site is served; yields the server's process.

        What the server said is shown when the block fails.
        """
        command = [application if word == "courseplatform.wsgi" else word
                   for word in web_command("127.0.0.1", port)]  # fmt: skip
        told = {"DJANGO_SETTINGS_MODULE": settings, "DATABASE_POOL": "True"}
        with self._running(command, application, told) as process:
            self._wait_for(port, application)
            yield process

    @contextlib.contextmanager
    def site(self) -> Iterator[int]:
        """Serve the site itself; yields the server's process."""
        with self.serve("courseplatform.wsgi", self.site_port) as process:
            yield process

    def used(self, server: int) -> float:
        """Return the processor seconds that a server and the database have used so far."""
        cluster = self.database.database
        database = [cluster.process.pid] if cluster and cluster.process else []
        return processor_seconds(server, *database)

    @contextlib.contextmanager
    def stand_in(self) -> Iterator[None]:
        """Run the stand-in for the payment provider in a process of its own."""
        with self._running(sandbox_command(), "sandbox", {}):
            self._wait_for(int(self.environment["SANDBOX_HTTP_PORT"]), "sandbox")
            yield

    def manage(self, *words: str) -> None:
        """Run one of Django's commands to its end; a failure ends the benchmark."""
        command = [sys.executable, str(ROOT / "manage.py"), *words]
        done = subprocess.run(
            command,
            env=dict(self.environment),
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(done.stderr)

    def program(self, name: str) -> Path | None:
        """Return a program that came with the embedded database server, such as ``pgbench``."""
        cluster = self.database.database
        if cluster is None:
            return None
        found = choose_postgres(majors_with_data(cluster.home)).folder / name
        return found if found.exists() else None

    @contextlib.contextmanager
    def _running(self, command: list[str], name: str, told: Mapping[str, str]) -> Iterator[int]:
        with (self.folder / f"{name}.log").open("ab") as log:
            process = processes.spawn(
                command, environment={**self.environment, **told}, folder=ROOT, log=log
            )
        try:
            yield process.pid
        except Exception:
            print(self._log(name), file=sys.stderr)
            raise
        finally:
            process.terminate()
            process.wait()

    def _log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")[-4000:]

    def _wait_for(self, port: int, name: str) -> None:
        if not processes.wait_until(
            lambda: ports.answers("127.0.0.1", port, seconds=0.5), READY_SECONDS
        ):
            raise SystemExit(f"{name} did not come up.\n{self._log(name)}")
        time.sleep(1.0)  # both workers have loaded their code by then


def enter() -> None:
    """Go on inside the project's own environment, as ``manage.py up`` does."""
    environment.enter(("site", "embedded"))


@contextlib.contextmanager
def stage() -> Iterator[Stage]:
    """Bring the servers up with an empty, migrated database; Django of this process uses it too."""
    with tempfile.TemporaryDirectory(prefix="courseplatform-bench-") as name:
        var = places.Var(Path(name) / "var")
        places.claim_var(var)
        with backing.servers(var, Record("bench", os.getpid())) as behind:
            made = Stage(var.logs, _told(var, behind), behind)
            os.environ.update(made.environment)
            made.manage("prepare", "--no-demo")
            import django

            django.setup()
            yield made
            from django.db import connections

            connections.close_all()


def _told(var: places.Var, behind: backing.Backing) -> dict[str, str]:
    taken: list[int] = []
    for _ in range(3):
        taken.append(ports.free_port([], taken=taken))
    site, http, smtp = taken
    return {
        **environment.for_programs(),
        **behind.environment,
        "COURSEPLATFORM_ENV": "own",
        "COURSEPLATFORM_MODE": "demo",
        "COURSEPLATFORM_VAR": str(var.path),
        "DJANGO_SETTINGS_MODULE": DEMO,
        "PYTHONUNBUFFERED": "1",
        "SITE_URL": f"http://127.0.0.1:{site}",
        "SANDBOX_HTTP_PORT": str(http),
        "SANDBOX_SMTP_PORT": str(smtp),
    }
