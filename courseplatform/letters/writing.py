"""Writing a letter: one row, once, whoever asks twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from courseplatform.kit import clock
from courseplatform.kit.wake import wake
from courseplatform.letters.models import Letter
from courseplatform.letters.stopping import stopped_among
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
            ``enclosure`` names a PDF in the private storage that goes along as ``enclosure_name``.
        stoppable: whether the reader may stop letters of this kind by one click.
        thread: a reference that joins letters about one thing in mail programs.
        calendar: the text of a calendar file that goes along.
        calendar_method: its METHOD, such as ``REQUEST`` or ``PUBLISH``.

    Returns:
        The letter, or None when the person has no address any more, or stopped letters of this kind.
    """
    draft = Draft(
        key=key,
        template=template,
        to=to,
        language=language,
        zone=zone,
        context=context or {},
        stoppable=stoppable,
        thread=thread,
        calendar=calendar,
        calendar_method=calendar_method,
    )
    if not draft.address or (stoppable and stopped_among([draft.reader])):
        return None
    letter, created = Letter.objects.get_or_create(key=key, defaults=draft.columns())
    if created:
        wake(TOPIC)
    return letter


def write_all(drafts: Sequence[Draft]) -> None:
    """Put many letters into the outbox, in a few queries whatever their number.

    The same rules hold as for one: a key that is known writes nothing, nor does a draft without an
    address or of a kind its reader stopped.
    """
    stopped = stopped_among(draft.reader for draft in drafts if draft.stoppable)
    wanted = [
        draft
        for draft in drafts
        if draft.address and not (draft.stoppable and draft.reader in stopped)
    ]
    Letter.objects.bulk_create(
        [Letter(key=draft.key, **draft.columns()) for draft in wanted],
        batch_size=1000,
        ignore_conflicts=True,
    )
    if wanted:
        wake(TOPIC)


@dataclass(frozen=True)
class Draft:
    """What ``write`` is given, for writing many at once; the same meanings, the same defaults."""

    key: str
    template: str
    to: User | str
    language: str = ""
    zone: str = ""
    context: dict[str, Any] = field(default_factory=dict)
    stoppable: bool = False
    thread: str = ""
    calendar: str = ""
    calendar_method: str = ""

    @property
    def person(self) -> User | None:
        """The reader, if there is an account."""
        return self.to if isinstance(self.to, User) else None

    @property
    def address(self) -> str:
        """Where it goes; empty for a person without an address."""
        return (self.to.email or "") if isinstance(self.to, User) else self.to

    @property
    def reader(self) -> tuple[str, int | None, str]:
        """Who reads letters of this kind, as ``stopping`` asks."""
        return self.template, self.person.pk if self.person else None, self.address

    def columns(self) -> dict[str, Any]:
        """Return the row's columns but its key."""
        person, now = self.person, clock.now()
        return {
            "template": self.template,
            "context": self.context,
            "person": person,
            "address": self.address,
            "language": self.language
            or (person.language if person else "")
            or settings.LANGUAGE_CODE,
            "zone": self.zone or (person.zone if person else ""),
            "stoppable": self.stoppable,
            "thread": self.thread,
            "calendar": self.calendar,
            "calendar_method": self.calendar_method,
            "created_at": now,
            "send_after": now,
        }
