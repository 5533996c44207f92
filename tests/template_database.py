"""A migrated database made once, from which every test process copies its own.

Migrating takes tens of seconds, copying a fraction of one. The copy is made again whenever a
migration or a pinned package changes.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import sql

from courseplatform.runtime import locks
from courseplatform.runtime.places import PROJECT


def fingerprint() -> str:
    """What a migrated database depends on: our migrations and the packages that bring others."""
    seen = hashlib.sha256((PROJECT / "requirements.txt").read_bytes())
    for app in ("courseplatform", "courses", "exercises"):
        for path in sorted((PROJECT / app).rglob("migrations/*.py")):
            seen.update(str(path.relative_to(PROJECT)).encode() + path.read_bytes())
    return seen.hexdigest()[:12]


def provide(settings: dict[str, Any], url: str) -> str:
    """Return the name of the template beside the database of `settings`; make it when missing."""
    mine = f"{settings['NAME']}_template_"
    name = mine + fingerprint()
    login = {
        "host": settings["HOST"] or None,
        "port": settings["PORT"] or None,
        "user": settings["USER"] or None,
        "password": settings["PASSWORD"] or None,
        "dbname": "postgres",
    }
    lock = Path(tempfile.gettempdir()) / f"{mine}{os.getuid()}.lock"
    lock.touch(mode=0o600)
    with locks.held(lock, wait=True), psycopg.connect(**login, autocommit=True) as connection:
        there = [
            row[0]
            for row in connection.execute(
                "select datname from pg_database where starts_with(datname, %s)", [mine]
            )
        ]
        if name in there:
            return name
        for old in there:
            connection.execute(sql.SQL("drop database {} with (force)").format(ident(old)))
        draft = f"{mine}draft"
        connection.execute(sql.SQL("create database {}").format(ident(draft)))
        migrate(url, draft)
        connection.execute(
            sql.SQL("alter database {} rename to {}").format(ident(draft), ident(name))
        )
    return name


def ident(name: str) -> sql.Identifier:
    return sql.Identifier(name)


def migrate(url: str, database: str) -> None:
    """Migrate a database from nothing, in a process of its own."""
    environment = {**os.environ, "DATABASE_URL": urlunsplit(urlsplit(url)._replace(path=database))}
    environment["COURSEPLATFORM_ENV"] = "own"
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
) -> None:
    """Have pytest-django copy the template instead of migrating in each process."""
    from django.db import connection

    url = os.environ.get("DATABASE_URL", "")
    if url:
        template = provide(connection.settings_dict, url)
        connection.settings_dict["TEST"]["TEMPLATE"] = template
