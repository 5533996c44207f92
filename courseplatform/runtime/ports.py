"""Ports: is the wanted one free, which one is, does somebody answer there."""

from __future__ import annotations

import contextlib
import errno
import os
import socket
from collections.abc import Iterable

from courseplatform.runtime.trouble import Trouble

DEFAULT_PORT = 8000
ANYWHERE = {"0.0.0.0", "::", ""}  # noqa: S104 (compared with, never listened on by itself)


def chosen_port() -> int:
    """The site's port from PORT, 8000 without it. Raises Trouble when it is no port."""
    text = os.environ.get("PORT") or str(DEFAULT_PORT)
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise Trouble(
            f"PORT is {text!r}; give a number between 1 and 65535, for example PORT=8001."
        )
    return int(text)


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _bind_error(host: str, port: int) -> OSError | None:
    with socket.socket(_family(host)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error
    return None


def require_free(host: str, port: int) -> None:
    """Raise Trouble when the site could not listen there."""
    error = _bind_error(host, port)
    if error is None and not answers("127.0.0.1" if host in ANYWHERE else host, port, seconds=0.5):
        return
    if isinstance(error, PermissionError):
        raise Trouble(
            f"Port {port} is reserved for the administrator; choose one above 1023: "
            f"PORT={DEFAULT_PORT} python3 manage.py up"
        )
    if error is not None and error.errno != errno.EADDRINUSE:
        raise Trouble(f"The site cannot listen on {host} port {port} ({error.strerror}).")
    other = next((n for n in range(port + 1, min(port + 50, 65536)) if is_free(host, n)), 8001)
    raise Trouble(
        f"Port {port} is in use by another program; choose another one: "
        f"PORT={other} python3 manage.py up"
    )


def is_free(host: str, port: int) -> bool:
    """True when nothing listens on the port and we may."""
    return _bind_error(host, port) is None


def free_port(wishes: Iterable[int], taken: Iterable[int] = (), host: str = "127.0.0.1") -> int:
    """The first wish that is free, else any free port."""
    busy = set(taken)
    for port in wishes:
        if 0 < port < 65536 and port not in busy and is_free(host, port):
            return port
    with socket.socket(_family(host)) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def answers(host: str, port: int, *, seconds: float = 5.0) -> bool:
    """True when something accepts a connection there."""
    with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=seconds):
        return True
    return False
