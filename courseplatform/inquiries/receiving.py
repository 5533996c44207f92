"""Taking a question in: once, held if in doubt, acknowledged if not."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from courseplatform.inquiries.due import due_after
from courseplatform.inquiries.models import Inquiry, State
from courseplatform.kit import clock, moves
from courseplatform.kit.references import digest
from courseplatform.kit.wake import wake
from courseplatform.letters.writing import write
from courseplatform.people import audit
from courseplatform.people.models import Organiser, User

SAME_FOR = timedelta(hours=24)
TOPIC = "inquiries"


def receive(
    *,
    name: str,
    email: str,
    organisation: str,
    topic: str,
    message: str,
    doubts: list[str],
    person: User | None = None,
    language: str = "en",
    zone: str = "",
    source: str = "",
    network: str = "",
) -> Inquiry:
    """Keep a question and acknowledge it by letter, or hold it when there are ``doubts``.

    The same words from the same address within a day are the same question: the first row is
    returned and nothing more happens.
    """
    now = clock.now()
    mark = digest(f"{email.lower()}\n{' '.join(message.split())}")
    with transaction.atomic():
        known = Inquiry.objects.filter(digest=mark, received_at__gt=now - SAME_FOR).first()
        if known is not None:
            return known
        inquiry = Inquiry.objects.create(
            person=person,
            name=name,
            email=email,
            organisation=organisation,
            topic=topic,
            message=message,
            language=language,
            zone=zone,
            source=source,
            network=network,
            digest=mark,
            consent_at=now,
            received_at=now,
            state=State.HELD if doubts else State.NEW,
            held_because=doubts,
            due_at=due_from(now),
        )
        if not doubts:
            acknowledge(inquiry)
        wake(TOPIC)
    return inquiry


def let_through(inquiry: Inquiry, *, by: User) -> None:
    """Treat a held post as the question it is: acknowledged, due from now on.

    Raises:
        Refusal: somebody let it through or closed it meanwhile.
    """
    with transaction.atomic():
        moves.move(
            inquiry,
            State.HELD,
            State.NEW,
            otherwise=_("This post is not held any more. Look at the list again."),
            due_at=due_from(clock.now()),
        )
        acknowledge(inquiry)
        audit.record(by, "inquiry.let-through", f"inquiry:{inquiry.ref}")
        wake(TOPIC)


def acknowledge(inquiry: Inquiry) -> None:
    """Tell the person that the question has arrived, and by when we answer.

    The letter does not carry the message: nobody can make us send their words to a third party.
    """
    write(
        f"inquiry-received:{inquiry.ref}",
        "inquiry-received",
        to=inquiry.email,
        language=inquiry.language,
        zone=inquiry.zone,
        context={
            "short": inquiry.short,
            "topic": inquiry.topic,
            "due_at": inquiry.due_at.isoformat(),
            "office_zone": _office_zone(),
        },
        thread=f"inquiry-{inquiry.ref}",
    )


def due_from(now: datetime) -> datetime:
    """Return by when a question that is ours from ``now`` on is to be answered."""
    return due_after(now, _office_zone())


def _office_zone() -> str:
    return Organiser.current().zone
