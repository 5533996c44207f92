"""A letter's envelope: its headers, and where its calendar part goes."""

from __future__ import annotations

import re
from email.utils import formataddr, parseaddr
from functools import lru_cache

from django.conf import settings
from django.core.files.storage import storages
from django.core.mail import EmailMultiAlternatives

from courseplatform.letters import stopping
from courseplatform.letters.models import Letter
from courseplatform.letters.rendering import Rendered, Sender

_UNFIT = re.compile(r"[^A-Za-z0-9._-]")  # what the left side of a message's name cannot hold
IN_PLACE = frozenset({"REQUEST", "CANCEL"})  # methods that a calendar program answers in the letter


def message(letter: Letter, words: Rendered, sender: Sender) -> EmailMultiAlternatives:
    """Return the mail for one letter; the same letter always gives the same Message-ID."""
    from_line, answers = _from_and_answers(settings.DEFAULT_FROM_EMAIL, sender)
    mail = EmailMultiAlternatives(
        subject=words.subject,
        body=words.text,
        from_email=from_line,
        to=[letter.address],
        headers=headers(letter),
        reply_to=answers,
    )
    if words.html.strip():
        mail.attach_alternative(words.html, "text/html")
    if letter.calendar:
        _put_calendar(mail, letter)
    if letter.context.get("enclosure"):
        _enclose(mail, letter)
    return mail


def headers(letter: Letter) -> dict[str, str]:
    """Return the headers that make a letter recognisable, threaded and stoppable."""
    named = {
        "Message-ID": f"<{letter.ref}@{settings.LETTERS_DOMAIN}>",
        "X-Letter-Ref": letter.ref,
        "Auto-Submitted": "auto-generated",
    }
    if letter.thread:
        name = _UNFIT.sub("-", letter.thread)
        root = f"<{name}@{settings.LETTERS_DOMAIN}>"
        named |= {"In-Reply-To": root, "References": root}
    if letter.stoppable:
        named |= {
            "List-Unsubscribe": f"<{stopping.address_of(letter)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    return named


@lru_cache(maxsize=8)
def _from_and_answers(own: str, sender: Sender) -> tuple[str, list[str] | None]:
    """Return the visible sender, the organiser's name before the address that may send, and where
    answers go if that is another address."""
    name, address = parseaddr(own)
    elsewhere = bool(sender.reply_to) and sender.reply_to.lower() != address.lower()
    return formataddr((sender.name or name, address)), [sender.reply_to] if elsewhere else None


def _put_calendar(mail: EmailMultiAlternatives, letter: Letter) -> None:
    """A request or cancellation is one more form of the letter; a file to keep is attached.

    Any attachment would turn the whole into ``multipart/mixed``, and calendar programs would not see
    the request.
    """
    method = letter.calendar_method or "PUBLISH"
    if method in IN_PLACE:
        mail.attach_alternative(letter.calendar, f"text/calendar; method={method}")
        return
    name = str(letter.context.get("calendar_name") or "calendar.ics")
    mail.attach(name, letter.calendar, f"text/calendar; method={method}")


def _enclose(mail: EmailMultiAlternatives, letter: Letter) -> None:
    """Attach the private file that the context names; a letter whose file is gone is not sent."""
    with storages["private"].open(letter.context["enclosure"]) as file:
        mail.attach(str(letter.context["enclosure_name"]), file.read(), "application/pdf")
