"""Secret letters: account links and codes, sent at once by the web process, kept by nobody.

The words are made at once, lie sealed in the outbox until the server has them, and are emptied in
the same statement that notes the sending. The sweep finds what a dying web process left behind.
"""

from __future__ import annotations

import json
import logging
import threading

from django.conf import settings
from django.db import connection, transaction

from courseplatform.kit import clock, seal
from courseplatform.kit.references import new_ref
from courseplatform.letters import dispatch, outage
from courseplatform.letters.line import Line
from courseplatform.letters.models import Letter
from courseplatform.letters.rendering import PURPOSE, Rendered
from courseplatform.people.models import User

log = logging.getLogger(__name__)
TEMPLATE = "account"
SERVER_MAY_TAKE = 5.0  # seconds; the sweep has more patience
_senders = threading.BoundedSemaphore(4)


def write_secret(words: Rendered, *, address: str, person: User | None) -> Letter:
    """Put a secret letter into the outbox and send it right after commit, off the page's path."""
    facts = {"subject": words.subject, "text": words.text, "html": words.html}
    letter = Letter.objects.create(
        key=f"account:{new_ref()}",
        template=TEMPLATE,
        person=person,
        address=address,
        language=(person.language if person else "") or settings.LANGUAGE_CODE,
        secret=True,
        sealed=seal.seal(PURPOSE, json.dumps(facts)),
        created_at=clock.now(),
        send_after=clock.now(),
    )
    if settings.WAKE_SWEEPS:
        transaction.on_commit(lambda: _send_aside(letter.pk), robust=True)
    return letter


def _send_aside(letter_id: int) -> None:
    """Send in a thread, so that neither a slow server nor its absence shows in the page's time."""
    if not _senders.acquire(blocking=False):
        return  # many at once: the sweep takes this one
    threading.Thread(target=_send_and_close, args=(letter_id,), daemon=True).start()


def _send_and_close(letter_id: int) -> None:
    try:
        send_now(letter_id)
    except Exception:
        log.exception("A secret letter was not sent by the web process; the sweep will.")
    finally:
        connection.close()
        _senders.release()


def send_now(letter_id: int) -> bool:
    """Send one letter at once if nobody else holds it; tell whether it is settled."""
    if outage.resting():
        return False
    batch = dispatch.claim(dispatch.waiting().filter(pk=letter_id), most=1)
    line = Line(timeout=SERVER_MAY_TAKE)
    try:
        return bool(batch) and dispatch.deliver(batch, line)[0] == 1
    finally:
        line.close()
