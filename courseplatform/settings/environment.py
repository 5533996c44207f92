"""Typed readers of the environment: a wrong value stops the start with a sentence.

Every setting that an installation may choose passes through here, so that the table in
docs/production.md and the code cannot drift apart unnoticed.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import get_language_info

# The demo, the tests and the stand-ins mark every secret of theirs with one of these.
PRACTICE_MARKS = ("demo-only", "test-only", "sandbox")


class WrongSetting(ImproperlyConfigured):
    """A variable is missing or cannot be right; the sentence names it and says what to do."""


def text(name: str, default: str | None = None) -> str:
    """Return the text of ``name``, or of the file that ``name_FILE`` points to."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        return Path(path).read_text(encoding="utf-8").strip()
    value = os.environ.get(name, default)
    if value is None or (value == "" and default is None):
        raise WrongSetting(f"{name} must be set.")
    return value


def secret(name: str, value: str, *, least: int = 1) -> str:
    """Return a secret as it is; one of the demo's, or too short a one, stops the start."""
    if any(mark in value for mark in PRACTICE_MARKS):
        raise WrongSetting(f"{name} is the demo's, which everybody knows; make one of your own.")
    if len(value) < least:
        raise WrongSetting(f"{name} must have {least} characters or more.")
    return value


def https_address(name: str) -> str:
    """Return an address that starts with ``https://``, without a slash at its end."""
    value = text(name).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme != "https" or not parts.hostname or parts.path or parts.query:
        raise WrongSetting(f"{name} must be https:// and a host, such as https://courses.example.")
    return value


def https_prefix(name: str) -> str:
    """Return an ``https://`` address that something is put behind, or nothing where none is set."""
    value = text(name, "")
    parts = urlsplit(value)
    if value and (parts.scheme != "https" or not parts.hostname or not parts.path.endswith("/")):
        raise WrongSetting(f"{name} must be https://, a host and a path that ends with a slash.")
    return value


def like(name: str, pattern: str, default: str = "") -> str:
    """Return a text that fits a pattern as a whole."""
    value = text(name, default)
    if not re.fullmatch(pattern, value):
        raise ImproperlyConfigured(f"{name} must look like {pattern}, not {value!r}.")
    return value


def flag(name: str, *, default: bool) -> bool:
    """Return a yes/no setting; only the words True and False are accepted."""
    value = os.environ.get(name)
    if value is None or value == "":
        return default
    if value in {"True", "False"}:
        return value == "True"
    raise WrongSetting(f"{name} must be True or False, not {value!r}.")


def whole(name: str, default: int, *, least: int = 0, most: int = 2**31) -> int:
    """Return a whole number within bounds."""
    value = os.environ.get(name) or str(default)
    try:
        number = int(value)
    except ValueError:
        raise WrongSetting(f"{name} must be a whole number, not {value!r}.") from None
    if not least <= number <= most:
        raise WrongSetting(f"{name} must lie between {least} and {most}.")
    return number


def words(name: str, default: str = "") -> list[str]:
    """Return a comma-separated list without empty parts."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def languages(name: str, default: str) -> list[tuple[str, str]]:
    """Return languages as Django wants them: code and own name, the site's first language first."""
    found = []
    for code in words(name, default) or [default]:
        try:
            found.append((code, str(get_language_info(code)["name_local"])))
        except KeyError:
            raise WrongSetting(
                f"{name} must list codes of languages, such as en,de; {code!r} is none."
            ) from None
    return found


def database(name: str = "DATABASE_URL") -> dict[str, object]:
    """Return Django's database settings for a ``postgresql://`` address.

    A socket folder may stand in the query (``?host=/run/postgresql``), as libpq itself allows.
    """
    address = text(name, "postgresql:///courseplatform")
    parts = urlsplit(address)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise WrongSetting(f"{name} must start with postgresql://.")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    host = query.pop("host", None) or parts.hostname or ""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "courseplatform",
        "USER": unquote(parts.username or query.pop("user", "")),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or query.pop("port", "")),
        "OPTIONS": dict(query),
        "ATOMIC_REQUESTS": False,
    }


def keep_connections(settings: dict[str, Any]) -> None:
    """Keep database connections open: in a pool for a web process, else one for each process.

    A Celery worker forks, which no pool survives. Each connection is asked whether it still lives
    before it is used, so that a database that was started anew costs no error page.
    """
    settings["CONN_HEALTH_CHECKS"] = True
    if flag("DATABASE_POOL", default=False):
        settings["CONN_MAX_AGE"] = 0
        settings["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 5, "timeout": 10}
    else:
        settings["CONN_MAX_AGE"] = 60
