"""The sender of webhooks by hand."""

from __future__ import annotations

from typing import Any

from courseplatform.sandbox.control.acts import act
from courseplatform.sandbox.webhooks import sending
from courseplatform.sandbox.workings import Workings


@act
def webhooks_run(workings: Workings, *, running: bool) -> None:
    """Starts or pauses the sender; what happens meanwhile waits."""
    with workings.account() as account:
        account.transaction.run("update world set webhooks_running = %s", running)


@act
def webhooks_deliver(workings: Workings, *, force: bool = False) -> list[dict[str, object]]:
    """Sends what is due, in order, before it answers."""
    workings.catch_up()
    return workings.deliver(force=force)


@act
def webhooks_take(workings: Workings, *, force: bool = False) -> list[dict[str, Any]]:
    """Hands out what would be sent, for a caller that carries it to the site itself."""
    workings.catch_up()
    shots: list[sending.Shot] = []
    while shot := sending.take_next(
        workings.store,
        workings.config,
        workings.watcher,
        force=force,
        besides=[earlier.delivery for earlier in shots],
    ):
        shots.append(shot)
    return [
        {
            "delivery": shot.delivery,
            "event": shot.event,
            "type": shot.type,
            "body": shot.body.decode("latin-1"),
            "headers": shot.headers,
            "copies": shot.copies,
            "at_once": shot.at_once,
        }
        for shot in shots
    ]


@act
def webhooks_note(workings: Workings, *, delivery: int, statuses: list[int | None]) -> None:
    """Tells how a delivery went that was handed out."""
    with workings.store.begin() as transaction:
        row = transaction.row("select event from deliveries where id = %s", delivery)
    shot = sending.Shot(delivery, row["event"] if row else "", "", "", b"", {})
    results: list[tuple[int | None, str]] = [(status, "") for status in statuses]
    sending.note(workings.store, workings.config, shot, results)


@act
def webhooks_discard(workings: Workings) -> int:
    """Drops everything that waits to be delivered; returns how many deliveries that were."""
    with workings.store.begin() as transaction:
        return transaction.run("update deliveries set state = 'dropped' where state = 'waiting'")


@act
def webhooks_again(workings: Workings, *, event: str) -> int:
    """Delivers an event once more, also one that was taken or dropped."""
    with workings.account() as account:
        return sending.again(account.transaction, event, account.clock)


@act
def deliveries(workings: Workings) -> list[dict[str, Any]]:
    """The log: every delivery with its tries, oldest first."""
    with workings.store.begin() as transaction:
        rows = transaction.rows(
            "select d.id, d.event, o.body->>'type' as type, d.endpoint, d.state, d.attempts, "
            "d.due_at, coalesce(jsonb_agg(jsonb_build_object('at', t.at, 'status', t.status, "
            "'answer', t.answer) order by t.id) filter (where t.id is not null), '[]') as tries "
            "from deliveries d join objects o on o.id = d.event "
            "left join tries t on t.delivery = d.id group by d.id, o.body->>'type' order by d.id"
        )
    return [dict(row) for row in rows]
