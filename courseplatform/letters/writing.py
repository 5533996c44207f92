"""Writing a letter: one row, once, whoever asks twice."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from courseplatform.kit import clock
from courseplatform.kit.wake import wake
from courseplatform.letters.models import Letter
from courseplatform.letters.stopping import is_stopped
from courseplatform.people.models import User

TOPIC = "letters"


def write(
    key: str,
    template: str,
    *,
    to: User | str,
    language: str = "",
    zone: str = "",
    context: dict[str, Any] | None = None,
    stoppable: bool = False,
    thread: str = "",
    calendar: str = "",
    calendar_method: str = "",
) -> Letter | None:
    """Put a letter into the outbox; it leaves after the surrounding transaction has committed.

    Args:
        key: what the letter is about, such as ``receipt:<order ref>``; a second call with the same
            key writes nothing.
        template: names ``letters/<template>.subject.txt``, ``.txt`` and ``.html``.
        to: a person, or a bare address for people without an account.
        language, zone: of a reader without an account, or another than the person's own.
        context: small JSON-able facts; instants as ISO text, money as minor units with a currency.
        stoppable: whether the reader may stop letters of this kind by one click.
        thread: a reference that joins letters about one thing in mail programs.
        calendar: the text of a calendar file that goes along.
        calendar_method: its METHOD, such as ``REQUEST`` or ``PUBLISH``.

    Returns:
        The letter, or None when the person has no address any more, or stopped letters of this kind.
    """
    person = to if isinstance(to, User) else None
    address = (person.email or "") if person else str(to)
    if not address or (stoppable and is_stopped(template, person=person, address=address)):
        return None
    letter, created = Letter.objects.get_or_create(
        key=key,
        defaults={
            "template": template,
            "context": context or {},
            "person": person,
            "address": address,
            "language": language or (person.language if person else "") or settings.LANGUAGE_CODE,
            "zone": zone or (person.zone if person else ""),
            "stoppable": stoppable,
            "thread": thread,
            "calendar": calendar,
            "calendar_method": calendar_method,
            "created_at": clock.now(),
            "send_after": clock.now(),
        },
    )
    if created:
        wake(TOPIC)
    return letter
