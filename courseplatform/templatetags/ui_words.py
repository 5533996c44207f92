"""Words with a tone: badges, notices, aliases, grades, classes, fingerprints."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from courseplatform.kit import wording
from courseplatform.templatetags.ui_icons import ICONS, TONE_ICONS

register = template.Library()

_TONE_OF_LEVEL = {"success": "ok", "warning": "warn", "error": "bad"}


@register.simple_tag
def badge(tone: str, text: str, sign: str = "") -> SafeString:
    """A state in a word or two, with its icon.

    Args:
        tone: ``ok``, ``warn``, ``bad``, ``info``, ``now`` (loud), ``quiet`` or ``unknown``.
        text: sentence case.
        sign: an icon's name, where the tone's own does not fit.
    """
    name = sign or TONE_ICONS.get(tone, "")
    return format_html(
        '<span class="badge" data-tone="{}">{}{}</span>', tone, ICONS.get(name, ""), text
    )


@register.simple_tag
def country(code: str) -> str:
    """A country by its two letters, in the reader's words: "Italy"."""
    return wording.country(code)


@register.simple_block_tag
def notice(
    content: str, tone: str = "info", title: str = "", *, result: bool = False
) -> SafeString:
    """Something to know, in the flow: icon, bold first words, sentence, at most one action.

    Args:
        content: the sentence; the block's body.
        tone: ``ok``, ``warn``, ``bad`` or ``info``.
        title: the bold first words.
        result: it tells the outcome of the reader's own act, so it takes focus on load.
    """
    return format_html(
        '<div class="notice" data-tone="{}"{}>{}<div class="notice__body">{}{}</div></div>',
        tone,
        mark_safe(' tabindex="-1" data-result') if result else "",
        ICONS[TONE_ICONS.get(tone, "info")],
        format_html('<strong class="notice__title">{}</strong> ', title) if title else "",
        mark_safe(content.strip()),
    )


@register.simple_block_tag
def empty_state(content: str, title: str) -> SafeString:
    """What will stand here, when, and at most one act; the act and the words are the body."""
    return format_html(
        '<div class="empty"><strong>{}</strong>{}</div>', title, mark_safe(content.strip())
    )


@register.simple_block_tag
def keys(content: str) -> SafeString:
    """The keys a widget listens to, opened by "?" in it; shown where scripts run.

    Args:
        content: the rows of a description list, keys as ``kbd``. A row with ``data-single`` is about a
            letter, a digit or a sign that acts by itself, which a profile can switch off.
    """
    return format_html(
        '<details class="keys" data-keys hidden><summary>{} <kbd data-single>?</kbd></summary><dl>{}</dl>'
        '<p class="keys__off">{}</p></details>',
        _("Keys"),
        mark_safe(content.strip()),
        _("Letters, digits and signs are switched off in your profile."),
    )


@register.filter
def tone_of(message: Any) -> str:
    """The tone of one of Django's messages."""
    return _TONE_OF_LEVEL.get(message.level_tag, "info")


# The first name that a browser's long text holds; each of them also claims to be those below it.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


@register.filter
def device(user_agent: str) -> str:
    """A browser as its owner would name it: "Firefox on Windows"."""
    browser = next((name for sign, name in _BROWSERS if sign in user_agent), "")
    system = next((name for sign, name in _SYSTEMS if sign in user_agent), "")
    if not browser and not system:
        return _("Unknown browser")
    if not browser or not system:
        return browser or system
    return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}


@register.simple_tag
def alias(code: str, *, you: bool = False, name: str = "") -> SafeString:
    """A person as peers and markers see them; ``name`` only for staff who may see it."""
    words = code.split()
    letters = "".join(word[0] for word in words[:2]).upper() if words else "–"
    return format_html(
        '<span class="alias"{}><span class="alias__letters" aria-hidden="true">{}</span>'
        "<span>{}{}{}</span></span>",
        mark_safe(" data-you") if you else "",
        letters,
        code,
        format_html(' <span class="alias__you">{}</span>', _("(you)")) if you else "",
        format_html(' <span class="alias__name">{}</span>', name) if name else "",
    )


@register.simple_tag
def grade_chip(source: str, info: str | int) -> SafeString:
    """An Admiralty pair: the source in a square, the information in a circle."""
    letter, figure = str(source or "?").upper(), str(info or "?")
    source_step = str("ABCDE".find(letter) + 1) if letter in "ABCDE" else "unknown"
    info_step = figure if figure in "12345" else "unknown"
    return format_html(
        '<span class="grade-chip"><span class="visually-hidden">{}</span>'
        '<span class="grade-chip__source" data-step="{}" aria-hidden="true">{}</span>'
        '<span class="grade-chip__info" data-step="{}" aria-hidden="true">{}</span></span>',
        _("source %(letter)s, information %(figure)s") % {"letter": letter, "figure": figure},
        source_step,
        letter,
        info_step,
        figure,
    )


@register.simple_tag
def claim_chip(code: str, words: str = "") -> SafeString:
    """The class of a claim by its two letters; ``words`` say it to those who hear it."""
    if not words:
        return format_html('<span class="claim-chip" data-class="{}">{}</span>', code, code)
    return format_html(
        '<span class="claim-chip" data-class="{}" title="{}">{}'
        '<span class="visually-hidden">, {}</span></span>',
        code,
        words,
        code,
        words,
    )


@register.simple_tag
def hash_groups(value: str, length: int = 0) -> SafeString:
    """A fingerprint in groups of four, selected whole by one click."""
    shown = value[:length] if length else value
    groups = " ".join(shown[i : i + 4] for i in range(0, len(shown), 4))
    return format_html('<span class="hash" translate="no">{}</span>', groups)
