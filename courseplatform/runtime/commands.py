"""Django's own commands: with the servers that run, or with the embedded ones for their time."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator, Sequence

from courseplatform.runtime import backing, locks, places
from courseplatform.runtime import record as records
from courseplatform.runtime.record import Record
from courseplatform.runtime.trouble import Trouble

DEMO = "courseplatform.settings.demo"
EMBEDDED_FOR = (DEMO, "courseplatform.settings.test")
WITHOUT_SERVERS = {
    "",
    "help",
    "--help",
    "-h",
    "version",
    "--version",
    "makemessages",
    "compilemessages",
    "collectstatic",
    "findstatic",
    "startapp",
    "diffsettings",
    "parts",
}
WAIT_SECONDS = 60.0


@contextlib.contextmanager
def surroundings(command: str, arguments: Sequence[str] = ()) -> Iterator[None]:
    """Set what settings read from the environment, with servers behind it. Raises Trouble.

    Production names its own servers: then nothing is started and nothing is set.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", DEMO)
    is_production = os.environ["DJANGO_SETTINGS_MODULE"] not in EMBEDDED_FOR
    var = places.chosen_var()
    if not is_production:
        os.environ.setdefault("COURSEPLATFORM_VAR", str(var.path))
    has_all = backing.named_database() and backing.named_broker()
    if is_production or has_all or command in WITHOUT_SERVERS:
        yield
        return
    places.claim_var(var)
    with _borrowed_or_own(command, arguments, var) as environment:
        for name, value in environment.items():
            os.environ.setdefault(name, value)
        yield


@contextlib.contextmanager
def _borrowed_or_own(
    command: str, arguments: Sequence[str], var: places.Var
) -> Iterator[dict[str, str]]:
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        with locks.held(var.lock) as mine:
            if mine:
                records.clear_leftovers(var)
                record = Record(command, os.getpid())
                record.write(var.record)
                try:
                    with backing.servers(var, record) as behind:
                        yield behind.environment
                finally:
                    var.record.unlink(missing_ok=True)
                return
        other = records.read(var.record)
        if other is not None and other.command == "up" and other.environment:
            _refuse_beside_a_site(command, arguments)
            yield other.environment
            return
        if time.monotonic() > deadline:
            raise Trouble(
                f"Another command holds the data in {var.path} for more than "
                f"{WAIT_SECONDS:.0f} seconds; let it end, then try again."
            )
        time.sleep(0.1)


def _refuse_beside_a_site(command: str, arguments: Sequence[str]) -> None:
    """Refuse what empties the database under a worker that would act on the half-made world."""
    if command == "demo" and "--again" in arguments:
        raise Trouble(
            "The site runs on this data. Stop it with Ctrl-C where it was started, then run "
            "demo --again once more."
        )
