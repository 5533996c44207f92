"""What `manage.py` does with its words, before Django is known."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence

from courseplatform.runtime import environment
from courseplatform.runtime.binaries import NoServer
from courseplatform.runtime.checks import checks
from courseplatform.runtime.commands import surroundings
from courseplatform.runtime.fingerprints import Layer
from courseplatform.runtime.floors import floors
from courseplatform.runtime.say import say, warn
from courseplatform.runtime.trial import trial
from courseplatform.runtime.trouble import Trouble
from courseplatform.runtime.up import up

ABOUT = """Commands of this project:

    up        start everything: database, broker, web, worker, beat, stand-ins
    test      run all tests on servers of their own; further words go to pytest
    checks    lint, format, types, import order, migrations, deployment
    floors    compare the coverage of the last "test --cov" with what is asked for

and those of Django:
"""

SITE: tuple[Layer, ...] = ("site", "embedded")
TESTS: tuple[Layer, ...] = ("site", "embedded", "tests")

Django = Callable[[list[str]], int]

OURS: Mapping[str, tuple[Sequence[Layer], Callable[[Sequence[str]], int]]] = {
    "up": (SITE, up),
    "test": (TESTS, trial),
    "checks": (TESTS, checks),
    "floors": (TESTS, floors),
}


def main(words: Sequence[str], django: Django) -> int:
    """Run a command and return its exit code; Trouble becomes its sentence and code 1."""
    try:
        return dispatch(words, django)
    except Trouble as trouble:
        if isinstance(trouble, NoServer) and not environment.own_interpreter():
            environment.forget("embedded")  # a passing failure of the network may be the cause
        warn(str(trouble))
        return 1
    except KeyboardInterrupt:
        warn("Stopped.")
        return 130


def dispatch(words: Sequence[str], django: Django) -> int:
    """Enter the environment that the command needs, and run it there."""
    command, arguments = (words[0] if words else ""), list(words[1:])
    if command in OURS:
        layers, run = OURS[command]
        if not (command == "up" and {"-h", "--help"} & set(arguments)):
            environment.enter(layers)
        try:
            return run(arguments)
        except OSError as error:
            raise Trouble(
                f"The system refused ({error}): see that the disk has room and that its files "
                "belong to you, then run the same command again."
            ) from error
    environment.enter(SITE)
    if command in {"", "help", "--help", "-h"} and not arguments:
        say(ABOUT)
    with surroundings(command, arguments):
        return django([sys.argv[0], *words])
