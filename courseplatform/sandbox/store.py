"""The sandbox's memory: a PostgreSQL schema of its own, in plain SQL.

It stands beside the site's tables in the same server and shares nothing with them. What was
answered has been committed before, so a killed process loses nothing.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import DictRow, dict_row
from psycopg.types.json import Jsonb
from psycopg_pool import ConnectionPool

Body = dict[str, Any]
Connection = psycopg.Connection[DictRow]

SCHEMA = "sandbox"
_CREATING = 0x5A4D_B0C5  # the advisory lock that lets one process at a time make the tables

TABLES = """
create schema if not exists sandbox;
create table if not exists sandbox.world (
    the_only boolean primary key default true check (the_only),
    offset_s double precision not null default 0,
    frozen_at double precision,
    webhooks_running boolean not null default true,
    site_url text not null default '',
    address text not null default ''
);
insert into sandbox.world default values on conflict do nothing;
create table if not exists sandbox.objects (
    id text primary key,
    kind text not null,
    seq bigint generated always as identity,
    created bigint not null,
    body jsonb not null,
    private jsonb not null default '{}'
);
create index if not exists objects_newest on sandbox.objects (kind, created desc, seq desc);
create index if not exists objects_by_intent
    on sandbox.objects ((body->>'payment_intent'), kind) where body->>'payment_intent' is not null;
create index if not exists objects_by_charge
    on sandbox.objects ((body->>'charge'), kind) where body->>'charge' is not null;
create table if not exists sandbox.idempotency_keys (
    key text primary key,
    fingerprint text not null,
    status integer not null,
    body text not null,
    request_id text not null
);
create table if not exists sandbox.deliveries (
    id bigint generated always as identity primary key,
    event text not null,
    endpoint text not null,
    state text not null default 'waiting' check (state in ('waiting', 'done', 'given_up', 'dropped')),
    attempts integer not null default 0,
    due_at double precision not null,
    lane double precision not null default 0,
    taken_until timestamptz,
    fault jsonb
);
create index if not exists deliveries_waiting on sandbox.deliveries (due_at) where state = 'waiting';
create index if not exists deliveries_by_event on sandbox.deliveries (event);
create table if not exists sandbox.tries (
    id bigint generated always as identity primary key,
    delivery bigint not null,
    at double precision not null,
    status integer,
    answer text not null,
    signature text not null
);
create index if not exists tries_by_delivery on sandbox.tries (delivery);
create table if not exists sandbox.schedule (
    id bigint generated always as identity primary key,
    at bigint not null,
    act text not null,
    subject text not null,
    detail jsonb not null default '{}'
);
create index if not exists schedule_due on sandbox.schedule (at);
create table if not exists sandbox.faults (
    id bigint generated always as identity primary key,
    place text not null,
    kind text not null,
    match text not null default '*',
    remaining integer not null default 1,
    detail jsonb not null default '{}'
);
create table if not exists sandbox.counters (name text primary key, value bigint not null);
create table if not exists sandbox.mails (
    id bigint generated always as identity primary key,
    received_at timestamptz not null,
    sender text not null,
    recipients text[] not null,
    subject text not null,
    message_id text not null,
    raw bytea not null
);
"""

_EMPTIED = (
    "objects", "idempotency_keys", "deliveries", "tries", "schedule", "faults", "counters", "mails",
)  # fmt: skip


@dataclass(slots=True)
class Record:
    """One stored object: the body as Stripe shows it, and what only the stand-in knows."""

    id: str
    kind: str
    seq: int
    created: int
    body: Body
    private: Body = field(default_factory=dict)


class Transaction:
    """Reading and writing of objects inside one database transaction."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def rows(self, query: str, *values: Any) -> list[DictRow]:
        """The rows of a query written in this package; values only as parameters."""
        return self.connection.execute(query.encode(), values).fetchall()

    def row(self, query: str, *values: Any) -> DictRow | None:
        return self.connection.execute(query.encode(), values).fetchone()

    def run(self, query: str, *values: Any) -> int:
        """Executes a statement; returns how many rows it touched."""
        return self.connection.execute(query.encode(), values).rowcount

    def add(self, kind: str, body: Body, created: int, private: Body | None = None) -> Record:
        """Stores a new object under the id in its body."""
        row = self.row(
            "insert into objects (id, kind, created, body, private) values (%s, %s, %s, %s, %s) "
            "returning seq",
            body["id"],
            kind,
            created,
            Jsonb(body),
            Jsonb(private or {}),
        )
        assert row is not None  # noqa: S101 - an insert with "returning" gives a row
        return Record(body["id"], kind, row["seq"], created, body, private or {})

    def get(self, kind: str, identifier: str, *, lock: bool = False) -> Record | None:
        """The object of this kind, locked until the transaction ends when asked for."""
        row = self.row(
            f"select * from objects where id = %s and kind = %s {'for update' if lock else ''}",  # noqa: S608
            identifier,
            kind,
        )
        return Record(**row) if row else None

    def save(self, record: Record) -> None:
        """Writes back the body and the private part of an object."""
        self.run(
            "update objects set body = %s, private = %s where id = %s",
            Jsonb(record.body),
            Jsonb(record.private),
            record.id,
        )

    def remove(self, record: Record) -> None:
        self.run("delete from objects where id = %s", record.id)

    def find(self, kind: str, **fields: str) -> list[Record]:
        """All objects of a kind whose body has these texts, oldest first."""
        parts: list[sql.Composable] = [sql.SQL("select * from objects where kind = %s")]
        parts += [sql.SQL("and body->>{} = %s").format(sql.Literal(name)) for name in fields]
        query = sql.SQL(" ").join([*parts, sql.SQL("order by seq")])
        rows = self.connection.execute(query, [kind, *fields.values()]).fetchall()
        return [Record(**row) for row in rows]

    def next_number(self, name: str) -> int:
        """The next number of a counter, from 1 up, without gaps for committed work."""
        row = self.row(
            "insert into counters as c (name, value) values (%s, 1) "
            "on conflict (name) do update set value = c.value + 1 returning value",
            name,
        )
        assert row is not None  # noqa: S101 - an insert with "returning" gives a row
        return int(row["value"])


class Store:
    """The pool of connections to one sandbox's schema."""

    def __init__(self, database_url: str) -> None:
        self._pool: ConnectionPool[Connection] = ConnectionPool(
            database_url,
            min_size=1,
            max_size=10,
            open=False,
            timeout=10,
            kwargs={"row_factory": dict_row, "options": f"-c search_path={SCHEMA}"},
        )

    def open(self) -> None:
        """Connects and makes the tables that are missing; safe beside another process."""
        self._pool.open(wait=True, timeout=20)
        with self._pool.connection() as connection:
            connection.execute("select pg_advisory_xact_lock(%s)", [_CREATING])
            connection.execute(TABLES.encode())

    def close(self) -> None:
        self._pool.close()

    @contextmanager
    def begin(self) -> Iterator[Transaction]:
        """One transaction: committed at the end of the block, undone by an exception."""
        with self._pool.connection() as connection:
            yield Transaction(connection)

    def empty(self, world: Mapping[str, Any] | None = None) -> None:
        """Forgets everything, as if the sandbox had just been made."""
        with self.begin() as transaction:
            for table in _EMPTIED:
                transaction.run(f"delete from {table}")  # noqa: S608 - names from the list above
            transaction.run(
                "update world set offset_s = 0, frozen_at = null, site_url = '', webhooks_running = %s",
                bool((world or {}).get("webhooks_running", True)),
            )
