"""The practice account as one piece of work sees it: its objects, its time, its events."""

import json
import secrets
import string
import time
from typing import Any

from psycopg.types.json import Jsonb

from courseplatform.sandbox.config import Config
from courseplatform.sandbox.store import Body, Record, Transaction
from courseplatform.sandbox.stripe import schemas
from courseplatform.sandbox.stripe.errors import absent

_LETTERS = string.ascii_letters + string.digits

DAY = 86_400


def new_id(prefix: str, length: int = 24) -> str:
    """An identifier of the form Stripe uses: a prefix that tells the kind, then chance."""
    return prefix + "".join(secrets.choice(_LETTERS) for _ in range(length))


class Account:
    """Work on the practice account inside one transaction.

    ``now`` is the account's clock in whole seconds, which a test may have moved; it stands
    still while the work lasts. ``origin`` tells which request the events came from.
    """

    def __init__(
        self,
        transaction: Transaction,
        config: Config,
        *,
        now: int | None = None,
        request_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        world = transaction.row("select * from world")
        assert world is not None  # noqa: S101 - made together with the tables
        self.transaction = transaction
        self.config = config
        self.address = config.address
        self.site_url = (world["site_url"] or config.site_url).rstrip("/")
        self.clock = (
            time.time() + world["offset_s"] if world["frozen_at"] is None else world["frozen_at"]
        )
        self.now = int(self.clock) if now is None else now
        self.origin = {"id": request_id, "idempotency_key": idempotency_key}

    # Objects

    def add(self, kind: str, body: Body, private: Body | None = None) -> Record:
        """Stores a new object; ``created`` is the body's own or now."""
        return self.transaction.add(kind, body, body.get("created", self.now), private)

    def need(self, kind: str, identifier: str, *, lock: bool = False, param: str = "id") -> Record:
        """The object, or Stripe's "No such ..." when there is none.

        ``param`` is the parameter that named it; ``id`` means it stood in the address.
        """
        record = self.transaction.get(kind, identifier, lock=lock)
        if record is None:
            raise absent(kind, identifier, param)
        return record

    def find(self, kind: str, **fields: str) -> list[Record]:
        return self.transaction.find(kind, **fields)

    def save(self, record: Record, **changes: Any) -> Record:
        """Writes the object back with these changes to its body."""
        record.body.update(changes)
        self.transaction.save(record)
        return record

    # What happens later, and what is told

    def schedule(self, at: int, act: str, subject: str, **detail: Any) -> None:
        """Has ``act`` done to ``subject`` once the account's clock has reached ``at``."""
        self.transaction.run(
            "insert into schedule (at, act, subject, detail) values (%s, %s, %s, %s)",
            at,
            act,
            subject,
            Jsonb(detail),
        )

    def unschedule(self, act: str, subject: str) -> None:
        self.transaction.run("delete from schedule where act = %s and subject = %s", act, subject)

    def emit(self, type: str, subject: Body, previous: Body | None = None) -> str:  # noqa: A002
        """Writes an event about ``subject`` as it is now, and queues it for every endpoint
        that listens to its type. Returns the id of the event.
        """
        if type not in schemas.event_types():
            raise ValueError(f"Stripe sends no event named {type!r}.")
        data: Body = {"object": subject}
        if previous is not None:
            data["previous_attributes"] = previous
        event = {
            "id": new_id("evt_"),
            "object": "event",
            "api_version": schemas.version(),
            "created": self.now,
            # A copy: what happens to the object later does not change what was told.
            "data": json.loads(json.dumps(data)),
            "livemode": False,
            "pending_webhooks": 0,
            "request": dict(self.origin),
            "type": type,
        }
        self.add("event", event)
        self._queue(event["id"], type)
        return str(event["id"])

    def _queue(self, event: str, type: str) -> None:  # noqa: A002
        self.transaction.run(
            "insert into deliveries (event, endpoint, due_at) "
            "select %s, id, %s from objects where kind = 'webhook_endpoint' "
            "and body->>'status' = 'enabled' "
            "and (body->'enabled_events' ? '*' or body->'enabled_events' ? %s) order by seq",
            event,
            self.clock,
            type,
        )
