"""A letter's words: subject, text and page from its three templates, in its language and zone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import TextWrapper
from typing import Any
from zoneinfo import ZoneInfo

import css_inline
from django.conf import settings
from django.template import Context, Template
from django.template.loader import get_template
from django.utils import timezone, translation

from courseplatform.kit import seal, walltime
from courseplatform.letters import stopping
from courseplatform.letters.models import Letter
from courseplatform.people.models import Organiser

COLUMNS = 72
_WRAPPER = TextWrapper(COLUMNS, break_long_words=False, break_on_hyphens=False)
PURPOSE = "letters"  # of the seal on secret letters


@dataclass(frozen=True)
class Sender:
    """The house as a letter's head and foot show it; read once for a batch.

    Attributes:
        name: the organiser's name, which also stands before the sender's address.
        address: the postal line of the foot, on one line.
        reply_to: where an answer by hand goes.
        site_url: the site's address without a trailing slash.
    """

    name: str
    address: str
    reply_to: str
    site_url: str

    @classmethod
    def current(cls) -> Sender:
        """Return the sender of this installation."""
        organiser = Organiser.current()
        parts = [organiser.legal_name or organiser.name, *organiser.address.splitlines()]
        return cls(
            name=organiser.name,
            address=", ".join(part.strip() for part in parts if part.strip()),
            reply_to=organiser.email,
            site_url=settings.SITE_URL,
        )


@dataclass(frozen=True)
class Rendered:
    """The words of one letter."""

    subject: str
    text: str
    html: str


def render(letter: Letter, sender: Sender) -> Rendered:
    """Return the words of ``letter``.

    Raises:
        django.template.TemplateDoesNotExist: the letter's kind is not known (any more).
        courseplatform.kit.seal.BrokenSeal: a secret letter whose key is gone.
    """
    if letter.secret:
        return Rendered(**json.loads(seal.unseal(PURPOSE, letter.sealed)))
    return fill(
        f"letters/{letter.template}",
        letter.context,
        language=letter.language,
        zone=letter.zone,
        sender=sender,
        stop_url=stopping.address_of(letter) if letter.stoppable else "",
    )


def fill(
    stem: str,
    context: Mapping[str, Any],
    *,
    language: str,
    zone: str,
    sender: Sender,
    stop_url: str = "",
) -> Rendered:
    """Return the words of the templates ``<stem>.subject.txt``, ``<stem>.txt``, ``<stem>.html``.

    The templates know the context, ``sender``, ``site_url``, ``zone`` (empty when the reader's is
    not known) and ``stop_url``; the current time zone and language are the reader's.
    """
    zone = zone if walltime.is_zone(zone) else ""
    known = {
        **context,
        "sender": sender,
        "site_url": sender.site_url,
        "zone": zone,
        "stop_url": stop_url,
    }
    with translation.override(language), timezone.override(ZoneInfo(zone or "UTC")):
        return Rendered(
            subject=" ".join(_text(f"{stem}.subject.txt", known).split()),
            text=_tidy(_text(f"{stem}.txt", known)),
            html=_inlined(_template(f"{stem}.html").render(Context(known)).strip() + "\n"),
        )


_INLINER = css_inline.CSSInliner(
    keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False
)


def _inlined(html: str) -> str:
    """Return the page with its styles on the elements, where mail programs leave them alone.

    The rules for dark screens stay in the head; about 0.05 ms a letter.
    """
    return _INLINER.inline(html) if "<style" in html else html


def _template(name: str) -> Template:
    return get_template(name).template  # type: ignore[attr-defined, no-any-return]


def _text(name: str, known: dict[str, Any]) -> str:
    return _template(name).render(Context(known, autoescape=False))


def _tidy(text: str) -> str:
    """Return the text in 72 columns, with at most one blank line in a row; addresses stay whole."""
    lines: list[str] = []
    for line in text.strip().splitlines():
        if line.strip():
            lines += _WRAPPER.wrap(line) if len(line) > COLUMNS else [line.rstrip()]
        elif lines and lines[-1]:
            lines.append("")
    return "\n".join(lines) + "\n"
