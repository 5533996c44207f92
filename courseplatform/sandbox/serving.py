"""The HTTP server under the pages and the API: threads, kept connections, no log of its own."""

from __future__ import annotations

import logging
import socket
from typing import Any

from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

log = logging.getLogger(__name__)


class Handler(WSGIRequestHandler):
    """Hands the connection itself to the application, which a fault may have to break."""

    disable_nagle_algorithm = True
    timeout = 65

    def get_environ(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environ()
        environ["sandbox.connection"] = self.connection
        return environ

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the parent's name
        log.debug(format, *args)


class Server(ThreadedWSGIServer):
    """Listens on the loopback interface only."""

    request_queue_size = 256
    block_on_close = False
    daemon_threads = True

    def __init__(self, host: str, port: int) -> None:
        super().__init__((host, port), Handler)

    @property
    def port(self) -> int:
        """The port it really listens on, also when the system chose it."""
        return int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that broke is the caller's affair, and often a fault that was ordered."""
        log.debug("connection of %s ended", client_address, exc_info=True)


def break_connection(environ: dict[str, Any]) -> None:
    """Ends the connection of a request without an answer."""
    connection = environ.get("sandbox.connection")
    if isinstance(connection, socket.socket):
        connection.shutdown(socket.SHUT_RDWR)
