"""`manage.py up`: everything, from an empty folder to a site that answers."""

from __future__ import annotations

import argparse
import contextlib
import http.client
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from courseplatform.runtime import backing, environment, holding, places, ports, processes
from courseplatform.runtime import record as records
from courseplatform.runtime.backing import Backing
from courseplatform.runtime.interruptions import Interrupted, Interruptions
from courseplatform.runtime.parts import (
    Part,
    beat_command,
    launcher,
    sandbox_command,
    web_command,
    worker_command,
)
from courseplatform.runtime.record import Record
from courseplatform.runtime.say import say
from courseplatform.runtime.supervisor import Supervisor
from courseplatform.runtime.tails import Tail, Tails, last_lines
from courseplatform.runtime.trouble import Trouble

READY_SECONDS = 120.0
PARTS = ("web", "worker", "beat", "sandbox")
# What other commands on the same data need to know of a running site.
TOLD = {
    "DATABASE_URL",
    "CELERY_BROKER_URL",
    "SITE_URL",
    "SANDBOX_HTTP_PORT",
    "SANDBOX_SMTP_PORT",
}


def options_of(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command's own options."""
    parser = argparse.ArgumentParser(
        prog="manage.py up",
        description="Start the whole platform: database, broker, web, worker, beat, stand-ins.",
        epilog="PORT chooses the port, HOST the address to listen on, SITE_URL what letters link "
        "to, COURSEPLATFORM_VAR the folder of all data.",
    )
    parser.add_argument("--no-demo", action="store_true", help="start with an empty database")
    parser.add_argument("--verbose", action="store_true", help="show every log from the start")
    return parser.parse_args(arguments)


@dataclass
class Site:
    """One start: where it listens and what its processes are told."""

    host: str
    port: int
    var: places.Var
    options: argparse.Namespace
    record: Record
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where people find it."""
        return os.environ.get("SITE_URL") or f"http://localhost:{self.port}"

    def log(self, name: str) -> Path:
        """Where a part of this site writes its log."""
        return self.var.logs / f"{name}.log"


def up(arguments: Sequence[str]) -> int:
    """Run until somebody ends it; 0 then. Raises Trouble."""
    options = options_of(arguments)
    host, port = os.environ.get("HOST") or "127.0.0.1", ports.chosen_port()
    var = places.chosen_var()
    places.claim_var(var)
    with Interruptions() as interruptions, holding.sole_use(var):
        records.clear_leftovers(var)
        ports.require_free(host, port)
        site = Site(host, port, var, options, Record("up", os.getpid()))
        site.record.site = site.url
        with contextlib.suppress(Interrupted), backing.servers(var, site.record) as behind:
            try:
                run(site, behind, interruptions)
            finally:
                interruptions.only_count()
        var.record.unlink(missing_ok=True)
    say(f"Stopped. All data is kept in {var.path}.")
    return 0


def run(site: Site, behind: Backing, interruptions: Interruptions) -> None:
    """Prepare the database, start the parts, wait for the site, tell, and watch."""
    site.environment = site_environment(site, behind)
    site.record.environment = {
        name: site.environment[name] for name in sorted(site.environment) if name in TOLD
    }
    site.record.write(site.var.record)
    logins = prepare(site)
    interruptions.only_count()
    for name in PARTS:
        backing.set_log_aside(site.log(name))
    shown = Tails([Tail(name, site.log(name)) for name in PARTS])
    supervisor = Supervisor(
        interruptions,
        note=lambda name, pid: site.record.note(site.var.record, name, pid),
        meanwhile=shown.show,
    )
    try:
        say("Starting the site")
        shown.silent = not site.options.verbose
        watch_servers(behind, supervisor)
        supervisor.start(front_parts(site))
        if supervisor.watch(lambda: is_ready(site), READY_SECONDS):
            supervisor.start(back_parts(site))
            say(announcement(site, logins))
            shown.silent = False
            supervisor.watch(lambda: False)
        elif not interruptions.count:
            raise Trouble(
                f"The site did not answer within {READY_SECONDS:.0f} seconds; the logs in "
                f"{site.var.logs} say why.\n{last_lines(site.log('web'), 15)}"
            )
        say("\nStopping")
    finally:
        supervisor.stop()


def watch_servers(behind: Backing, supervisor: Supervisor) -> None:
    """Put the servers that we started under watch."""
    database, broker = behind.database, behind.broker
    if database is not None and database.process is not None:
        part = Part("postgres", start=database.cannot_restart, log=database.log, essential=True)
        supervisor.adopt(part, database.process)
    if broker is not None and broker.process is not None:
        supervisor.adopt(Part("valkey", start=broker.launch, log=broker.log), broker.process)


def site_environment(site: Site, behind: Backing) -> dict[str, str]:
    """What every process of the site is told."""
    http = ports.free_port([site.port + 1], taken=[site.port])
    smtp = ports.free_port([site.port + 2], taken=[site.port, http])
    return {
        **environment.for_programs(),
        **behind.environment,
        "COURSEPLATFORM_ENV": "own",
        "COURSEPLATFORM_MODE": "demo",  # the stand-ins start in no other but this and "test"
        "COURSEPLATFORM_VAR": str(site.var.path),
        "DJANGO_SETTINGS_MODULE": "courseplatform.settings.demo",
        "PYTHONUNBUFFERED": "1",
        "SITE_URL": site.url,
        "SANDBOX_HTTP_PORT": str(http),
        "SANDBOX_SMTP_PORT": str(smtp),
    }


def part(
    site: Site,
    name: str,
    command: Sequence[str],
    also: Mapping[str, str] | None = None,
    **choices: Any,
) -> Part:
    """A process of the site, with its own log; `also` is told to this part alone."""
    log = site.log(name)
    return Part(name, launcher(command, site.environment | dict(also or {}), log), log, **choices)


def front_parts(site: Site) -> list[Part]:
    """What answers people. The stand-ins stop last, since the others call them to the end."""
    web = web_command(site.host, site.port, access_log=site.options.verbose)
    return [
        part(site, "sandbox", sandbox_command(), stage=1),
        part(site, "web", web, {"DATABASE_POOL": "True"}, essential=True),
    ]


def back_parts(site: Site) -> list[Part]:
    """What works behind, started when the first page can be had already."""
    level = "info" if site.options.verbose else "warning"
    return [
        part(site, "worker", worker_command(level)),
        part(site, "beat", beat_command(site.var.path / "beat.db", level)),
    ]


def prepare(site: Site) -> str:
    """Migrate, collect static files, load the demo into an empty database; returns the logins.

    Raises Trouble with the last lines of what the preparation said.
    """
    say("Preparing the database")
    command = [sys.executable, str(places.PROJECT / "manage.py"), "prepare"]
    if site.options.no_demo:
        command.append("--no-demo")
    log = backing.set_log_aside(site.log("prepare"))
    with log.open("ab") as err:
        process = processes.spawn(
            command,
            environment=site.environment,
            folder=places.PROJECT,
            log=err,
            output=subprocess.PIPE,
        )
        site.record.note(site.var.record, "prepare", process.pid)
        try:
            logins, _ = process.communicate()
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()
    if process.returncode:
        raise Trouble(
            f"The database could not be prepared; the whole story is in {log}, its end:\n"
            f"{last_lines(log, 15)}"
        )
    return logins.decode().strip()


def is_ready(site: Site) -> bool:
    """True when the site and the stand-ins answer."""
    host = "127.0.0.1" if site.host in ports.ANYWHERE else site.host
    connection = http.client.HTTPConnection(host, site.port, timeout=3)
    try:
        connection.request("GET", "/health/ready/", headers={"Host": f"localhost:{site.port}"})
        ready = connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return ready and ports.answers("127.0.0.1", int(site.environment["SANDBOX_HTTP_PORT"]))


def announcement(site: Site, logins: str) -> str:
    """What the person at the keyboard wants to know now."""
    stand_ins = f"http://127.0.0.1:{site.environment['SANDBOX_HTTP_PORT']}/"
    lines = ["", f"The platform runs at {site.url}/", f"Its practice mailbox: {stand_ins}mailbox/"]
    if logins:
        lines += ["", logins]
    lines += ["", f"Ctrl-C stops it. Data lies in {site.var.path}, logs in {site.var.logs}.", ""]
    return "\n".join(lines)
