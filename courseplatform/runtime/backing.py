"""The two servers behind the site: those that the environment names, else embedded ones."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from courseplatform.runtime import cluster, places, ports
from courseplatform.runtime.broker import Valkey
from courseplatform.runtime.cluster import Cluster
from courseplatform.runtime.record import Record
from courseplatform.runtime.trouble import Trouble

DATABASE = "courseplatform"
DEFAULT_PORTS = {"redis": 6379, "rediss": 6379, "amqp": 5672, "amqps": 5671}
LOG_MAY_GROW_TO = 2_000_000  # bytes, before a start sets the old log aside


@dataclass
class Backing:
    """Database and broker of one data folder; `database` and `broker` are None when named."""

    database: Cluster | None
    broker: Valkey | None
    environment: dict[str, str] = field(default_factory=dict)


def named_database() -> str:
    """DATABASE_URL, or nothing."""
    return os.environ.get("DATABASE_URL", "")


def named_broker() -> str:
    """CELERY_BROKER_URL, or nothing."""
    return os.environ.get("CELERY_BROKER_URL", "")


def set_log_aside(log: Path) -> Path:
    """Keep one older log when this one has grown long; returns the log to write to."""
    if log.exists() and log.stat().st_size > LOG_MAY_GROW_TO:
        log.replace(log.with_name(f"{log.name}.1"))
    return log


@contextlib.contextmanager
def servers(
    var: places.Var, record: Record, *, throwaway: bool = False, database: str = DATABASE
) -> Iterator[Backing]:
    """Have database and broker run while the block lasts. The caller holds the lock on `var`.

    Raises Trouble when one does not come up, or a named one does not answer.
    """
    sockets = places.socket_folder(var)
    record.sockets = str(sockets)
    postgres = (
        None
        if named_database()
        else Cluster(
            home=var.postgres,
            sockets=sockets,
            log=set_log_aside(var.logs / "postgres.log"),
            database=database,
            settings=cluster.THROWAWAY if throwaway else cluster.DURABLE,
        )
    )
    valkey = (
        None
        if named_broker()
        else Valkey(
            home=var.valkey,
            sockets=sockets,
            log=set_log_aside(var.logs / "valkey.log"),
            durable=not throwaway,
        )
    )
    backing = Backing(postgres, valkey)
    try:
        _bring_up(backing, record, var)
        yield backing
    finally:
        if valkey is not None:
            valkey.stop()
        if postgres is not None:
            postgres.stop()
        places.remove_socket_folder(sockets, var)


def _bring_up(backing: Backing, record: Record, var: places.Var) -> None:
    if backing.database is None:
        require_answer("DATABASE_URL", named_database(), 5432)
    else:
        backing.database.start()
        if backing.database.process is not None:
            record.note(var.record, "postgres", backing.database.process.pid)
    if backing.broker is None:
        require_answer("CELERY_BROKER_URL", named_broker(), None)
    else:
        backing.broker.start()
        if backing.broker.process is not None:
            record.note(var.record, "valkey", backing.broker.process.pid)
    backing.environment = {
        "DATABASE_URL": backing.database.url if backing.database else named_database(),
        "CELERY_BROKER_URL": backing.broker.url if backing.broker else named_broker(),
    }


def require_answer(variable: str, url: str, default_port: int | None) -> None:
    """Raise Trouble when nothing answers at a network address; sockets are the client's matter."""
    address = network_address(variable, url, default_port)
    if address is not None and not ports.answers(*address):
        raise Trouble(
            f"{variable} names {address[0]} port {address[1]}, where nothing answers: start that "
            "server or correct the address; without the variable an embedded one comes up."
        )


def network_address(variable: str, url: str, default_port: int | None) -> tuple[str, int] | None:
    """Host and port of an address; None when it leads through a socket. Raises Trouble."""
    try:
        parts: SplitResult = urlsplit(url)
        port = parts.port or default_port or DEFAULT_PORTS.get(parts.scheme)
    except ValueError:
        raise Trouble(
            f"{variable} is no address; write it like postgresql://user:password@host:5432/name "
            "or redis://host:6379/0."
        ) from None
    if not parts.hostname or port is None:
        return None
    return parts.hostname, port
