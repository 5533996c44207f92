"""Starting, refusing to start, being killed, living through the past."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
import stripe

from courseplatform.sandbox import config as configuration
from courseplatform.sandbox.config import Config, StartRefusedError
from courseplatform.sandbox.control.client import Control
from courseplatform.sandbox.running import Sandbox
from tests.sandbox_fixture import database_of_tests

ROOT = Path(__file__).parents[2]
Params = Callable[..., dict[str, Any]]


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"COURSEPLATFORM_MODE": "production"},
        {"DJANGO_SETTINGS_MODULE": "courseplatform.settings.production"},
        {"COURSEPLATFORM_MODE": "demo", "SANDBOX_STRIPE_KEY": "sk_live_1"},
        {"COURSEPLATFORM_MODE": "demo", "SANDBOX_STRIPE_KEY": "sk_test_1"},
        {"COURSEPLATFORM_MODE": "demo", "SANDBOX_HTTP_PORT": "http"},
        {"COURSEPLATFORM_MODE": "demo", "SANDBOX_SMTP_PORT": "70000"},
        {"COURSEPLATFORM_MODE": "demo", "DATABASE_URL": ""},
    ],
)
def test_it_refuses_to_start_where_it_must_not_run(environ: dict[str, str]) -> None:
    with pytest.raises(StartRefusedError) as refusal:
        configuration.from_environ({"DATABASE_URL": "postgresql:///x", **environ})
    assert str(refusal.value).endswith(".")


def test_the_mode_comes_from_the_sites_settings_when_it_is_not_said() -> None:
    environ = {"DJANGO_SETTINGS_MODULE": "courseplatform.settings.demo", "DATABASE_URL": "x"}
    assert configuration.from_environ(environ).mode == "demo"


def test_a_taken_port_is_told(sandbox: Sandbox) -> None:
    taken = int(sandbox.url.rpartition(":")[2])
    with pytest.raises(OSError, match="in use"):
        Sandbox.start(Config("test", database_of_tests(), http_port=taken))
    with pytest.raises(OSError, match="in use"):
        Sandbox.start(Config("test", database_of_tests(), smtp_port=sandbox.smtp_port))


def test_it_keeps_to_a_schema_of_its_own(sandbox: Sandbox) -> None:
    with psycopg.connect(database_of_tests()) as connection:
        rows = connection.execute(
            "select table_schema from information_schema.tables where table_name = 'objects'"
        ).fetchall()
    assert rows == [("sandbox",)]


def test_links_can_be_written_for_a_later_address(
    sandbox: Sandbox, checkout_params: Params
) -> None:
    with Sandbox.start(
        Config("test", database_of_tests(), public_url="http://127.0.0.1:8025/")
    ) as other:
        client = stripe.StripeClient(other.config.stripe_key, base_addresses={"api": other.url})
        session = client.v1.checkout.sessions.create(checkout_params())
    assert str(session.url).startswith("http://127.0.0.1:8025/c/pay/")


def test_forty_payments_of_the_past_are_lived_through_quickly(
    client: stripe.StripeClient, control: Control, checkout_params: Params
) -> None:
    day = datetime(2024, 12, 1, 9, 0, tzinfo=UTC)
    began = time.perf_counter()
    for number in range(40):
        at = day + timedelta(hours=5 * number)
        control.clock_set(at)
        expires_at = int(at.timestamp()) + 35 * 60
        session = client.v1.checkout.sessions.create(checkout_params(expires_at=expires_at))
        control.pay(session.id)
    took = time.perf_counter() - began
    assert control.discard() == 40
    control.clock_free()
    paid = control.objects("checkout.session")
    assert [session["status"] for session in paid] == ["complete"] * 40
    charges = control.objects("charge")
    assert datetime.fromtimestamp(charges[0]["created"], UTC) == day
    assert datetime.fromtimestamp(charges[-1]["created"], UTC) == day + timedelta(hours=195)
    assert client.v1.balance_transactions.list().data[0].status == "available"
    assert took < 30  # three seconds on an idle machine; a shared one may be slow


@pytest.fixture
def own_database(django_db_setup: None) -> Iterator[str]:
    """A database for a sandbox in another process."""
    address = database_of_tests()
    name = psycopg.conninfo.conninfo_to_dict(address)["dbname"]
    own = f"{name}_sandbox"
    with psycopg.connect(address, dbname="postgres", autocommit=True) as connection:
        connection.execute(f'drop database if exists "{own}" with (force)')
        connection.execute(f'create database "{own}"')
        yield psycopg.conninfo.make_conninfo(address, dbname=own)
        connection.execute(f'drop database if exists "{own}" with (force)')


class Process:
    """The sandbox as it runs in the demo."""

    def __init__(self, database: str, http: int = 0, smtp: int = 0) -> None:
        parts = psycopg.conninfo.conninfo_to_dict(database)
        url = (
            f"postgresql://{parts.get('user', '')}@/{parts['dbname']}?host={parts.get('host', '')}"
        )
        if "port" in parts:
            url += f"&port={parts['port']}"
        environ = {
            **os.environ,
            "COURSEPLATFORM_MODE": "demo",
            "DATABASE_URL": url,
            "SANDBOX_HTTP_PORT": str(http),
            "SANDBOX_SMTP_PORT": str(smtp),
            "SITE_URL": "http://127.0.0.1:9",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "courseplatform.sandbox"],
            cwd=ROOT,
            env=environ,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        ready = self.process.stdout.readline().split()
        self.url = ready[3].rstrip(",")
        self.control = Control(self.url, environ.get("SANDBOX_CONTROL_TOKEN", "sandbox-control"))
        key = environ.get("SANDBOX_STRIPE_KEY", "sk_test_sandbox_practice")
        self.client = stripe.StripeClient(key, base_addresses={"api": self.url})

    def end(self, number: int) -> int:
        self.process.send_signal(number)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return self.process.wait(timeout=20)


@pytest.mark.runtime
def test_killed_and_started_again_it_has_lost_nothing_it_answered(
    own_database: str, checkout_params: Params
) -> None:
    first = Process(own_database)
    options: Any = {"idempotency_key": "kept"}
    session = first.client.v1.checkout.sessions.create(checkout_params(), options)
    first.control.pay(session.id)
    first.control.fault("timeout_after", "POST /v1/refunds", seconds=60)
    first.client = stripe.StripeClient(
        first.client._requestor.api_key,  # type: ignore[arg-type]
        base_addresses={"api": first.url},
        http_client=stripe.RequestsClient(timeout=1),
    )
    paid = first.client.v1.checkout.sessions.retrieve(session.id)
    ask: Any = {"payment_intent": str(paid.payment_intent), "amount": 100}
    with pytest.raises(stripe.APIConnectionError):
        first.client.v1.refunds.create(ask, {"idempotency_key": "refund"})
    assert first.end(signal.SIGKILL) == -signal.SIGKILL

    second = Process(own_database)
    again = second.client.v1.checkout.sessions.create(checkout_params(), options)
    assert again.id == session.id
    assert second.client.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"
    refund = second.client.v1.refunds.create(ask, {"idempotency_key": "refund"})
    assert [found["id"] for found in second.control.objects("refund")] == [refund.id]
    types = {log["type"] for log in second.control.deliveries()}
    assert {"checkout.session.completed", "refund.created"} <= types
    assert len(second.client.v1.webhook_endpoints.list().data) == 1
    assert second.end(signal.SIGTERM) == 0


@pytest.mark.runtime
def test_started_in_production_it_says_why_not() -> None:
    environ = {**os.environ, "COURSEPLATFORM_MODE": "production"}
    run = subprocess.run(
        [sys.executable, "-m", "courseplatform.sandbox"],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 1
    assert "does not start in mode 'production'" in run.stderr
    assert "Traceback" not in run.stderr


def test_at_the_next_start_links_and_webhooks_follow_to_the_new_addresses(
    sandbox: Sandbox, client: stripe.StripeClient, checkout_params: Params
) -> None:
    session = client.v1.checkout.sessions.create(checkout_params())
    moved = Config("test", database_of_tests(), site_url="http://127.0.0.1:7777")
    try:
        with Sandbox.start(moved) as other:
            there = stripe.StripeClient(other.config.stripe_key, base_addresses={"api": other.url})
            url = str(there.v1.checkout.sessions.retrieve(session.id).url)
            assert url.startswith(other.url)
            endpoints = there.v1.webhook_endpoints.list().data
            assert [found.url for found in endpoints] == ["http://127.0.0.1:7777/hooks/stripe/"]
    finally:
        sandbox.control.reset(webhooks_running=False)


def test_a_failure_of_its_own_is_answered_in_stripes_envelope(
    sandbox: Sandbox, client: stripe.StripeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from courseplatform.sandbox.stripe.api import Api

    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("planted")

    monkeypatch.setattr(Api, "answer", fail)
    with pytest.raises(stripe.APIError) as failure:
        client.v1.charges.list()
    assert failure.value.http_status == 500
    assert "planted" not in str(failure.value)


def test_an_act_that_fails_does_not_stand_in_the_way_of_others(
    sandbox: Sandbox, client: stripe.StripeClient, checkout_params: Params
) -> None:
    session = client.v1.checkout.sessions.create(checkout_params())
    with psycopg.connect(database_of_tests()) as connection:
        connection.execute(
            "insert into sandbox.schedule (at, act, subject) values (0, 'no such act', 'x')"
        )
    sandbox.control.clock_advance(25 * 3_600)
    assert client.v1.checkout.sessions.retrieve(session.id).status == "expired"


def test_a_database_that_is_not_there_is_told(own_database: str) -> None:
    gone = psycopg.conninfo.make_conninfo(own_database, dbname="no_such_database_at_all")
    run = subprocess.run(
        [sys.executable, "-m", "courseplatform.sandbox"],
        cwd=ROOT,
        env={**os.environ, "COURSEPLATFORM_MODE": "demo", "DATABASE_URL": gone,
             "SANDBOX_HTTP_PORT": "0", "SANDBOX_SMTP_PORT": "0"},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )  # fmt: skip
    assert run.returncode == 1
    assert "cannot reach its database" in run.stderr
