"""``python -m courseplatform.sandbox``: the stand-ins in a process of their own."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading

import django
import psycopg
from psycopg_pool import PoolTimeout

from courseplatform.sandbox.config import StartRefusedError, from_environ


def main() -> int:
    """Runs until it is told to stop. Returns 0, or 1 with a sentence when it cannot start."""
    try:
        config = from_environ(os.environ)
    except StartRefusedError as refusal:
        print(refusal, file=sys.stderr)
        return 1
    os.environ["DJANGO_SETTINGS_MODULE"] = "courseplatform.sandbox.settings"
    django.setup()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    from courseplatform.sandbox.running import Sandbox

    try:
        sandbox = Sandbox.start(config)
    except OSError as error:
        print(f"The sandbox cannot listen on its ports: {error}", file=sys.stderr)
        return 1
    except (psycopg.Error, PoolTimeout) as error:
        print(f"The sandbox cannot reach its database: {error}", file=sys.stderr)
        return 1
    # A loader that died in the past must not leave the account there.
    sandbox.control.clock_free()
    sandbox.control.webhooks_resume()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    print(f"Sandbox ready on {sandbox.url}, mail on port {sandbox.smtp_port}", flush=True)
    stop.wait()
    sandbox.stop()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
