"""The sandbox as a fixture: one server per test process, emptied before each test that uses it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from psycopg.conninfo import make_conninfo

from courseplatform.sandbox.config import Config
from courseplatform.sandbox.running import Sandbox
from tests.conformance import Conformance

# Nobody listens there: webhooks must not reach a platform that runs on this machine.
NOBODY = "http://127.0.0.1:9/hooks/stripe/"


@pytest.fixture(scope="session")
def _conformance() -> Conformance:
    return Conformance()


@pytest.fixture(scope="session")
def _running_sandbox(django_db_setup: None, _conformance: Conformance) -> Iterator[Sandbox]:
    """A sandbox on threads of this process, in a schema of this worker's own test database."""
    with Sandbox.start(
        Config(mode="test", database_url=database_of_tests(), webhook_url=NOBODY),
        observer=_conformance.exchange,
        watcher=_conformance.event,
    ) as running:
        yield running


@pytest.fixture
def sandbox(
    db: None, _running_sandbox: Sandbox, _conformance: Conformance, settings: Any
) -> Iterator[Sandbox]:
    """The Stripe stand-in, the mailbox and the meeting room, empty, with webhooks paused.

    Settings of the site point at it. Webhooks wait until ``sandbox.control.carry(post)`` hands
    them to a function, ``deliver()`` sends them, or ``webhooks_resume()`` lets them go by
    themselves. Fails the test when a message did not fit Stripe's schemas.
    """
    _running_sandbox.control.reset(webhooks_running=False)
    _conformance.problems.clear()
    settings.SANDBOX_URL = settings.STRIPE_API_BASE = _running_sandbox.url
    settings.STRIPE_SECRET_KEY = _running_sandbox.config.stripe_key
    settings.STRIPE_WEBHOOK_SECRETS = [_running_sandbox.config.webhook_secret]
    settings.FORM_ACTION_ORIGINS = [_running_sandbox.url]
    policy = settings.CONTENT_SECURITY_POLICY
    directives = {**policy["DIRECTIVES"], "form-action": ["'self'", _running_sandbox.url]}
    settings.CONTENT_SECURITY_POLICY = {**policy, "DIRECTIVES": directives}
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", _running_sandbox.smtp_port
    yield _running_sandbox
    _running_sandbox.control.faults_clear()
    for event in _running_sandbox.control.objects("event"):
        _conformance.event(event)
    assert not _conformance.problems, "\n".join(_conformance.problems[:10])


@pytest.fixture
def conformance(_conformance: Conformance, sandbox: Sandbox) -> Conformance:
    """What watches the wire of the sandbox."""
    return _conformance


@pytest.fixture
def sandbox_mail(sandbox: Sandbox, settings: Any) -> Sandbox:
    """The sandbox, with the site's mail really going out by SMTP to its mailbox."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    return sandbox


def database_of_tests() -> str:
    """The address of the database that Django's tests of this process use."""
    from django.db import connection

    given = connection.settings_dict
    if "test" not in given["NAME"]:
        pytest.fail("The sandbox empties its tables: it wants a test database, so ask for `db`.")
    parts = {
        "dbname": given["NAME"],
        "user": given["USER"],
        "password": given["PASSWORD"],
        "host": given["HOST"],
        "port": given["PORT"],
    }
    return make_conninfo(**{key: str(value) for key, value in parts.items() if value})
