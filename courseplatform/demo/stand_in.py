"""The payment stand-in while the demo is loaded: the demo's own schema, at any free port."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection
from django.test.utils import override_settings
from psycopg.conninfo import make_conninfo

from courseplatform.sandbox.config import Config
from courseplatform.sandbox.control.client import Control
from courseplatform.sandbox.running import Sandbox

HOST = "127.0.0.1"


@contextmanager
def running() -> Iterator[Control]:
    """Run a stand-in for Stripe and the mailbox inside this process; what it stores stays.

    Letters of the past are really sent and received, then forgotten: the mailbox begins with what
    the visitor causes.
    """
    port = _free_port()
    config = Config(
        mode="demo",
        database_url=_database(),
        http_port=port,
        site_url=settings.SITE_URL,
        public_url=settings.SANDBOX_URL,
    )
    with (
        Sandbox.start(config) as sandbox,
        override_settings(
            STRIPE_API_BASE=f"http://{HOST}:{port}",
            STRIPE_SECRET_KEY=config.stripe_key,
            EMAIL_HOST=HOST,
            EMAIL_PORT=sandbox.smtp_port,
            WAKE_SWEEPS=False,
        ),
    ):
        sandbox.control.reset(webhooks_running=False)
        yield sandbox.control
        sandbox.control.discard()
        sandbox.control.forget_mails()
        sandbox.control.clock_free()
        sandbox.control.webhooks_resume()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _database() -> str:
    """Return the address of Django's database, as libpq takes it."""
    given = connection.settings_dict
    parts = {
        "dbname": given["NAME"],
        "user": given["USER"],
        "password": given["PASSWORD"],
        "host": given["HOST"],
        "port": given["PORT"],
    }
    return make_conninfo(**{key: str(value) for key, value in parts.items() if value})
