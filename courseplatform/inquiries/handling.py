"""What the desk does with a question: take, answer, note, close, open again."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from courseplatform.inquiries.models import CLOSINGS, Entry, Inquiry, State
from courseplatform.inquiries.receiving import TOPIC, due_from
from courseplatform.kit import clock, moves
from courseplatform.kit.refusals import Refusal
from courseplatform.kit.wake import wake
from courseplatform.letters.writing import write
from courseplatform.people import audit
from courseplatform.people.models import User
from courseplatform.people.roles import Right

KEPT_MONTHS = 24
MOST_TEXT = 20_000
ALIVE = (State.NEW, State.OPEN, State.WAITING)


def assign(inquiry: Inquiry, to: User, *, by: User) -> None:
    """Give the question to somebody who answers; a new one is open from then on.

    Raises:
        Refusal: that person does not answer inquiries, the question is held or closed, or somebody
            took it since the page was shown.
    """
    if not to.may(Right.ANSWER_INQUIRIES):
        raise Refusal(
            _("%(name)s does not answer inquiries. Choose somebody who does.")
            % {"name": to.called},
            code="no-consultant",
        )
    seen = {"state": inquiry.state, "assigned_to": inquiry.assigned_to_id}
    if inquiry.state not in ALIVE:
        raise Refusal(_("This inquiry is not open. Reopen it first."), code="not-open")
    state = State.OPEN if inquiry.state == State.NEW else State(inquiry.state)
    with transaction.atomic():
        if not moves.swap(inquiry, seen, state=state, assigned_to=to):
            raise _moved_meanwhile()
        audit.record(by, "inquiry.assigned", f"inquiry:{inquiry.ref}", to=to.ref)
        wake(TOPIC)


def reply(inquiry: Inquiry, text: str, *, by: User, seen: int | None = None) -> Entry:
    """Answer by letter; it is their turn then. Whoever answers an unassigned one takes it.

    Args:
        seen: how many entries its writer had before their eyes; two colleagues who answer at once
            must not both send a letter. None does not ask.

    Raises:
        Refusal: nothing was written, the question is held, closed or erased, or something was
            added to it that the writer has not seen.
    """
    with transaction.atomic():
        moves.move(
            inquiry,
            ALIVE,
            State.WAITING,
            otherwise=_(
                "This inquiry is not open. Reopen it first; your text is kept in the page."
            ),
            assigned_to=inquiry.assigned_to or by,
            answered_at=inquiry.answered_at or clock.now(),
        )
        entry = _add(inquiry, "reply", text, by, seen)
        write(
            f"inquiry-reply:{entry.ref}",
            "inquiry-reply",
            to=inquiry.email,
            language=inquiry.language,
            zone=inquiry.zone,
            context={"short": inquiry.short, "text": entry.text, "author": by.name},
            thread=f"inquiry-{inquiry.ref}",
        )
        audit.record(by, "inquiry.answered", f"inquiry:{inquiry.ref}")
        wake(TOPIC)
    return entry


def record_answer(inquiry: Inquiry, text: str, *, by: User, seen: int | None = None) -> Entry:
    """Keep what they answered, by mail or on the phone; it is our turn again, with a new time.

    Args:
        seen: as in ``reply``.

    Raises:
        Refusal: nothing was written, the question is held or closed, or something was added to it
            that the writer has not seen.
    """
    with transaction.atomic():
        moves.move(
            inquiry,
            ALIVE,
            State.OPEN,
            otherwise=_(
                "This inquiry is not open. Reopen it first; your text is kept in the page."
            ),
            assigned_to=inquiry.assigned_to or by,
            due_at=due_from(clock.now()),
        )
        entry = _add(inquiry, "answer", text, by, seen)
        audit.record(by, "inquiry.answer-kept", f"inquiry:{inquiry.ref}")
        wake(TOPIC)
    return entry


def note(inquiry: Inquiry, text: str, *, by: User, seen: int | None = None) -> Entry:
    """Keep a note for ourselves, whatever the state.

    Args:
        seen: as in ``reply``.

    Raises:
        Refusal: nothing was written, the inquiry was erased, or something was added to it that the
            writer has not seen.
    """
    if inquiry.erased_at:
        raise Refusal(_("This inquiry was erased; nothing can be added."), code="erased")
    with transaction.atomic():
        Inquiry.objects.select_for_update(no_key=True).get(pk=inquiry.pk)
        entry = _add(inquiry, "note", text, by, seen)
        audit.record(by, "inquiry.noted", f"inquiry:{inquiry.ref}")
    return entry


def close(inquiry: Inquiry, because: str, *, by: User) -> None:
    """Close it, with the reason; two years later its names and texts go.

    Raises:
        Refusal: there is no such reason, or it is closed already.
    """
    if because not in CLOSINGS:
        raise Refusal(_("Choose why this inquiry is closed."), code="no-reason")
    now = clock.now()
    with transaction.atomic():
        moves.move(
            inquiry,
            (State.HELD, *ALIVE),
            State.CLOSED,
            otherwise=_("This inquiry is closed already."),
            closed_at=now,
            closed_because=because,
            erase_at=months_after(now, KEPT_MONTHS),
        )
        audit.record(by, "inquiry.closed", f"inquiry:{inquiry.ref}", because=because)
        wake(TOPIC)


def reopen(inquiry: Inquiry, *, by: User) -> None:
    """Open a closed one again; it is ours to answer, and kept.

    Raises:
        Refusal: it is not closed, or was erased.
    """
    if inquiry.erased_at:
        raise Refusal(_("This inquiry was erased; it cannot be opened again."), code="erased")
    with transaction.atomic():
        moves.move(
            inquiry,
            State.CLOSED,
            State.OPEN,
            otherwise=_("This inquiry is open already."),
            closed_at=None,
            closed_because="",
            erase_at=None,
            assigned_to=inquiry.assigned_to or by,
            due_at=due_from(clock.now()),
        )
        audit.record(by, "inquiry.reopened", f"inquiry:{inquiry.ref}")
        wake(TOPIC)


def months_after(instant: datetime, months: int) -> datetime:
    """Return the same instant of the calendar some months later; the 31st becomes the 28th."""
    utc = instant.astimezone(ZoneInfo("UTC"))
    count = utc.year * 12 + utc.month - 1 + months
    return utc.replace(year=count // 12, month=count % 12 + 1, day=min(utc.day, 28))


def _add(inquiry: Inquiry, kind: str, text: str, by: User, seen: int | None) -> Entry:
    """Add an entry; the caller holds the inquiry's row, so that nothing comes in between."""
    words = text.replace("\x00", "").strip()
    if not words:
        raise Refusal(_("Write something first."), code="empty")
    if len(words) > MOST_TEXT:
        raise Refusal(_("This is too long for one letter. Divide it."), code="too-long")
    if seen is not None and inquiry.entries.count() != seen:
        raise Refusal(
            _(
                "Something was added to this inquiry while you wrote: read it first. Your text is "
                "kept; send it if it is still needed."
            ),
            code="not-seen",
        )
    return Entry.objects.create(inquiry=inquiry, kind=kind, author=by, text=words, at=clock.now())


def _moved_meanwhile() -> Refusal:
    return Refusal(
        _("Somebody else worked on this inquiry meanwhile. Look at it again, then decide."),
        code="moved-meanwhile",
    )
