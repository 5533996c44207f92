"""Sending what waits in the outbox: claim a batch, commit, send outside, note each letter at once.

Two workers never hold the same letter. A worker that dies between the server's "yes" and the note
repeats that one letter under the same Message-ID; every other letter is sent once.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum

from django.db import connection, transaction
from django.db.models import Case, F, QuerySet, When

from courseplatform.kit import clock
from courseplatform.kit.wake import wake
from courseplatform.letters import envelope, outage, rendering, stopping, suppression
from courseplatform.letters.line import Ending, Line, LineDownError, Outcome
from courseplatform.letters.models import Letter
from courseplatform.letters.writing import TOPIC

log = logging.getLogger(__name__)

BATCH = 100
CLAIM = timedelta(minutes=2)
CLAIM_IS_SAFE = 90.0  # seconds of a claim in which a letter may still be handed over
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(days=2)
SECRETS_ARE_USELESS_AFTER = timedelta(hours=1)
MOST_LOSSES = 5  # a letter that takes the line or the worker down with it is put aside
MOST_UNANSWERED = 2
PAUSE_AFTER_421 = timedelta(seconds=30)


class Go(StrEnum):
    """Whether the batch goes on after a letter."""

    ON = "on"
    AWAY = "away"  # the line is down: give the rest back


def dispatch(*, seconds: float = 50.0, line: Line | None = None) -> int:
    """Send what is due for at most ``seconds``; return how many letters were settled.

    Returns at once when nothing waits or while the mail server is left alone.
    """
    if not (waiting().exists() or lost().exists()) or outage.resting():
        return 0
    had_outage = outage.current() is not None
    line = line or Line()
    settled = 0
    ends = time.monotonic() + seconds
    try:
        while time.monotonic() < ends:
            line.open()
            if had_outage:
                outage.over()
                had_outage = False
            batch = claim(lost(), most=1) or claim(waiting())
            if not batch:
                break
            done, go = deliver(batch, line)
            settled += done
            if go is Go.AWAY:
                break
        else:
            wake(TOPIC)
    except LineDownError as down:
        outage.note(str(down))
    finally:
        line.close()
    return settled


def waiting() -> QuerySet[Letter]:
    """Return the letters that wait and are due."""
    return Letter.objects.filter(state="waiting", send_after__lte=clock.now())


def lost() -> QuerySet[Letter]:
    """Return the letters whose claim ran out: the worker died, or the server never answered.

    They are claimed one at a time, so that a letter that kills its worker takes no other along.
    """
    return Letter.objects.filter(state="taken", taken_until__lte=clock.now())


def claim(among: QuerySet[Letter], *, most: int = BATCH) -> list[Letter]:
    """Take up to ``most`` of the letters so that no other worker can, and commit."""
    until = clock.now() + CLAIM
    with transaction.atomic():
        taken = list(
            among.order_by("send_after", "id").select_for_update(
                skip_locked=True, no_key=True, of=("self",)
            )[:most]
        )
        Letter.objects.filter(pk__in=[letter.pk for letter in taken]).update(
            state="taken",
            taken_until=until,
            attempts=F("attempts") + 1,
            losses=F("losses") + Case(When(state="taken", then=1), default=0),
        )
    for letter in taken:
        letter.losses += letter.state == "taken"
        letter.state, letter.taken_until, letter.attempts = "taken", until, letter.attempts + 1
    return taken


def deliver(batch: Sequence[Letter], line: Line) -> tuple[int, Go]:
    """Send a claimed batch; return how many were settled and whether the line still stands."""
    claimed_at = time.monotonic()
    sender = rendering.Sender.current()
    stopped = stopping.stopped_among(_reader(letter) for letter in batch if letter.stoppable)
    dead = suppression.among({letter.address for letter in batch})
    settled = unanswered = 0
    for place, letter in enumerate(batch):
        if time.monotonic() - claimed_at > CLAIM_IS_SAFE:
            give_back(batch[place:])
            return settled, Go.ON
        if _needs_no_line(letter, stopped, dead):
            settled += 1
            continue
        outcome = _hand_over(letter, sender, line)
        if outcome.ending is Ending.DOWN:
            give_back(batch[place + 1 :])
            _come_again(letter, outcome, PAUSE_AFTER_421)
            outage.note(outcome.words)
            return settled, Go.AWAY
        settled += note(letter, outcome)
        unanswered = unanswered + 1 if outcome.ending is Ending.UNKNOWN else 0
        if unanswered == MOST_UNANSWERED:  # do not repeat the whole batch to a server that drops
            give_back(batch[place + 1 :])
            outage.note(outcome.words)
            return settled, Go.AWAY
    return settled, Go.ON


def _reader(letter: Letter) -> tuple[str, int | None, str]:
    return letter.template, letter.person_id, letter.address


def _needs_no_line(
    letter: Letter, stopped: set[tuple[str, int | None, str]], dead: set[str]
) -> bool:
    """Settle what must not be sent; tell whether that was so."""
    if letter.stoppable and _reader(letter) in stopped:
        return _settle(letter, "stopped", error="The reader stopped letters of this kind.")
    if not letter.address:
        return _settle(letter, "failed", fault="address", error="The address was erased.")
    if letter.address in dead and not letter.secret:
        return _settle(letter, "failed", fault="suppressed", error="Letters there come back.")
    if letter.secret and clock.now() - letter.created_at > SECRETS_ARE_USELESS_AFTER:
        return _settle(letter, "failed", fault="late", error="Its link would not work any more.")
    if letter.losses > MOST_LOSSES:
        words = f"Tried {letter.losses} times without an answer. {letter.error}"
        return _settle(letter, "failed", fault="lost", error=words)
    return False


def _hand_over(letter: Letter, sender: rendering.Sender, line: Line) -> Outcome:
    try:
        words = rendering.render(letter, sender)
        mail = envelope.message(letter, words, sender)
    except Exception as error:
        log.exception("Letter %s (%s) cannot be written.", letter.ref, letter.template)
        words_of = f"{type(error).__name__}: {error}" if not letter.secret else type(error).__name__
        return Outcome(Ending.POISON, "template", words_of)
    letter.subject = "" if letter.secret else words.subject[:200]
    return line.send(mail)


def note(letter: Letter, outcome: Outcome) -> bool:
    """Write down how the try ended; tell whether the letter is settled by it."""
    match outcome.ending:
        case Ending.SENT:
            return _mark_sent(letter)
        case Ending.LATER if clock.now() - letter.created_at < GIVE_UP_AFTER:
            _come_again(letter, outcome, pause(letter.attempts))
            return False
        case Ending.UNKNOWN:
            # It stays taken: the server may have it. Only the claim's end brings it back.
            _still_ours(letter).update(fault="unknown", error=outcome.words)
            return False
    done = _settle(
        letter, "failed", subject=letter.subject, fault=outcome.fault, error=outcome.words
    )
    suppression.note(letter, outcome)
    # The words may name the address; they stand on the row, which is emptied in time.
    log.warning("Letter %s is put aside: %s %s", letter.ref, outcome.fault, outcome.code)
    return done


def pause(attempts: int) -> timedelta:
    """Return how long a letter waits before its next try: 30 s, 1 min, 2 min … an hour."""
    doublings: int = min(max(attempts - 1, 0), 10)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)


def give_back(letters: Sequence[Letter]) -> None:
    """Return untouched letters to the outbox as they were before the claim."""
    for letter in letters:
        _still_ours(letter).update(state="waiting", taken_until=None, attempts=F("attempts") - 1)


def _come_again(letter: Letter, outcome: Outcome, after: timedelta) -> None:
    _still_ours(letter).update(
        state="waiting",
        taken_until=None,
        send_after=clock.now() + after,
        fault=outcome.fault,
        error=outcome.words,
    )


def _settle(letter: Letter, state: str, **fields: object) -> bool:
    """Move a letter we hold to its end; a secret's text goes with it."""
    changed = _still_ours(letter).update(state=state, taken_until=None, sealed="", **fields)
    if not changed:
        log.warning("Letter %s was taken over before its try ended.", letter.ref)
    return bool(changed)


# Written out, since it runs once a letter: through the ORM it would take a quarter of the whole.
_SENT = """
update letters_letter
set state = 'sent', sent_at = %s, subject = %s, taken_until = null, sealed = '', fault = '', error = ''
where id = %s and state = 'taken' and attempts = %s
"""


def _mark_sent(letter: Letter) -> bool:
    """Note at once, in a commit of its own, that the server has the letter."""
    with connection.cursor() as cursor:
        cursor.execute(_SENT, [clock.now(), letter.subject, letter.pk, letter.attempts])
        changed = bool(cursor.rowcount == 1)
    if not changed:
        log.warning("Letter %s was taken over before its try ended.", letter.ref)
    return changed


def _still_ours(letter: Letter) -> QuerySet[Letter]:
    """The letter's row, if no other worker took it over after our claim ran out."""
    return Letter.objects.filter(pk=letter.pk, state="taken", attempts=letter.attempts)
