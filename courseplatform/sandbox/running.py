"""A sandbox that runs: HTTP, SMTP, the sender of webhooks and the clock's hand.

In a process of its own (``python -m courseplatform.sandbox``) or on threads of this one::

    sandbox = Sandbox.start(Config(mode="test", database_url=...))
    sandbox.url, sandbox.smtp_port, sandbox.control
    sandbox.stop()
"""

from __future__ import annotations

import dataclasses
import logging
import threading
from types import TracebackType

from courseplatform.sandbox import defaults
from courseplatform.sandbox.application import Application
from courseplatform.sandbox.config import Config
from courseplatform.sandbox.control import world
from courseplatform.sandbox.control.client import Control
from courseplatform.sandbox.mailbox.smtp import MailServer
from courseplatform.sandbox.serving import Server
from courseplatform.sandbox.store import Store
from courseplatform.sandbox.stripe.api import Api, Observer
from courseplatform.sandbox.webhooks.sending import Watcher
from courseplatform.sandbox.workings import Workings

PULSE_S = 1.0

log = logging.getLogger(__name__)


class Sandbox:
    """One running sandbox. Make it with ``Sandbox.start``; it can be used in a ``with``."""

    def __init__(self, workings: Workings, server: Server, mail: MailServer) -> None:
        self._workings = workings
        self._server = server
        self._mail = mail
        self._threads = [
            threading.Thread(target=work, name=f"sandbox-{name}", daemon=True)
            for name, work in (
                ("http", lambda: server.serve_forever(poll_interval=0.1)),
                ("webhooks", self._send_webhooks),
                ("clock", self._keep_time),
            )
        ]
        self.config = workings.config
        self.url = f"http://{defaults.HOST}:{server.port}"
        self.smtp_port = mail.port
        self.control = Control(self.url, self.config.control_token)

    @classmethod
    def start(
        cls, config: Config, *, observer: Observer | None = None, watcher: Watcher | None = None
    ) -> Sandbox:
        """Opens the ports and starts the threads.

        ``observer`` sees every exchange of the API and ``watcher`` every event that is sent;
        both run on the sandbox's threads. Raises OSError when a port is taken.
        """
        store = Store(config.database_url)
        store.open()
        try:
            server = Server(defaults.HOST, config.http_port)
            config = dataclasses.replace(config, http_port=server.port)
            mail = MailServer(store, config.smtp_port)
            mail.start()
        except OSError:
            store.close()
            raise
        workings = Workings(config, store, Api(config, store, observer), watcher)
        server.set_app(Application(workings))
        world.move_in(workings)
        sandbox = cls(workings, server, mail)
        for thread in sandbox._threads:
            thread.start()
        return sandbox

    def stop(self) -> None:
        """Ends all threads and closes the ports. What was answered is in the database."""
        self._workings.stopping.set()
        self._workings.news.set()
        self._server.shutdown()
        self._server.server_close()
        self._mail.stop()
        for thread in self._threads:
            thread.join(timeout=15)
        self._workings.store.close()

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _where: TracebackType | None,
    ) -> None:
        self.stop()

    def _send_webhooks(self) -> None:
        while not self._workings.stopping.is_set():
            self._workings.news.wait(PULSE_S)
            self._workings.news.clear()
            if not self._workings.stopping.is_set():
                self._quietly(self._deliver_if_running)

    def _keep_time(self) -> None:
        while not self._workings.stopping.wait(PULSE_S):
            self._quietly(self._workings.catch_up)

    def _deliver_if_running(self) -> None:
        with self._workings.store.begin() as transaction:
            row = transaction.row("select webhooks_running from world")
        if row and row["webhooks_running"]:
            self._workings.deliver()

    def _quietly(self, work: object) -> None:
        """A thread outlives a database that is away for a while."""
        try:
            work()  # type: ignore[operator]
        except Exception:
            if not self._workings.stopping.is_set():
                log.exception("The sandbox could not do its work; it tries again.")
