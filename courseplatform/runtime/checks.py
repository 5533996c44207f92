"""`manage.py checks`: what CI asks of the code besides its tests."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from courseplatform.runtime import backing, environment, places
from courseplatform.runtime.interruptions import Interruptions
from courseplatform.runtime.record import Record
from courseplatform.runtime.say import say
from courseplatform.runtime.trial import cores
from courseplatform.runtime.trouble import Trouble

LIMIT_SECONDS = 600.0
TEST_SETTINGS = {"DJANGO_SETTINGS_MODULE": "courseplatform.settings.test"}


@dataclass(frozen=True)
class Check:
    """One question to the code: a command that answers with its exit code."""

    name: str
    command: Sequence[str]
    settings: Mapping[str, str]


def production_settings() -> dict[str, str]:
    """An environment such as an installation would have, with made-up values."""
    return {
        "DJANGO_SETTINGS_MODULE": "courseplatform.settings.production",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "SITE_URL": "https://courses.example.org",
        "STRIPE_SECRET_KEY": "sk_made_up_for_the_check",
        "STRIPE_WEBHOOK_SECRETS": "whsec_made_up_for_the_check",
        "EMAIL_HOST": "mail.example.org",
        "DEFAULT_FROM_EMAIL": "Courses <desk@example.org>",
    }


def all_checks() -> list[Check]:
    """The checks, the slowest first."""
    python = sys.executable
    manage = [python, "manage.py"]
    imports = "import sys; from importlinter.cli import lint_imports_command; "
    return [
        Check("types", [python, "-m", "mypy"], TEST_SETTINGS),
        Check(
            "import order",
            [python, "-c", imports + "sys.exit(lint_imports_command())"],
            TEST_SETTINGS,
        ),
        Check("lint", [python, "-m", "ruff", "check", "."], {}),
        Check("format", [python, "-m", "ruff", "format", "--check", "."], {}),
        Check(
            "migrations",
            [*manage, "makemigrations", "--check", "--dry-run"],
            TEST_SETTINGS,
        ),
        Check(
            "deployment",
            [*manage, "check", "--deploy", "--fail-level", "WARNING"],
            production_settings(),
        ),
    ]


def checks(arguments: Sequence[str]) -> int:
    """Run the checks, or those that are named; 1 when one of them fails. Raises Trouble."""
    chosen = [check for check in all_checks() if not arguments or check.name in arguments]
    if not chosen or len(chosen) < len(set(arguments)):
        names = ", ".join(repr(check.name) for check in all_checks())
        raise Trouble(f"There are these checks: {names}; name some of them, or none to run all.")
    failed = 0
    with Interruptions(), tempfile.TemporaryDirectory(prefix="courseplatform-checks-") as scratch:
        var = places.Var(Path(scratch) / "var")
        places.claim_var(var)
        record = Record("checks", os.getpid())
        with backing.servers(var, record, throwaway=True) as behind:
            around = {**environment.for_programs(), **behind.environment}
            around |= {"COURSEPLATFORM_ENV": "own", "COURSEPLATFORM_VAR": str(var.path)}
            for check, seconds, output, code in _run_all(chosen, around):
                say(f"{'ok    ' if code == 0 else 'FAILED'} {check.name} ({seconds:.1f} s)")
                if code:
                    failed += 1
                    say(output)
    say(f"{len(chosen) - failed} of {len(chosen)} checks passed.")
    return 1 if failed else 0


def _run_all(
    chosen: Sequence[Check], around: Mapping[str, str]
) -> Iterator[tuple[Check, float, str, int]]:
    """Run checks side by side; yields each with its seconds, output and code as it ends."""
    with ThreadPoolExecutor(max_workers=cores()) as pool:
        futures = {pool.submit(_run, check, around): check for check in chosen}
        for future in as_completed(futures):
            yield futures[future], *future.result()


def _run(check: Check, around: Mapping[str, str]) -> tuple[float, str, int]:
    began = time.monotonic()
    try:
        done = subprocess.run(
            check.command,
            env={**around, **check.settings},
            cwd=places.PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=LIMIT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return LIMIT_SECONDS, "It did not end within its time.", 1
    return time.monotonic() - began, done.stdout, done.returncode
