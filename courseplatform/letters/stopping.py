"""Stopping letters of one kind: the signed address in each stoppable letter, and what was stopped.

The token names the letter it came in. Whoever has the letter may stop its kind, with one click and
without a login; nobody else can guess one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from courseplatform.kit import clock, registry
from courseplatform.kit.references import digest
from courseplatform.letters.models import Letter, Stop
from courseplatform.people.models import User

_SALT = "letters.stop"


@dataclass(frozen=True)
class StoppableKind:
    """A kind of letter a reader may stop; rooms declare theirs in ``letters.py``.

    Attributes:
        template: the name that ``letters.writing.write`` is given.
        title: what the letters are, in words for a list of boxes ("Reminder an hour before …").
        right: the name of the right without which nobody gets such letters.
    """

    template: str
    title: str | Promise
    position: int = 50
    right: str = ""


def kinds() -> list[StoppableKind]:
    """Return every kind that a room declares, in order."""
    found = registry.instances("letters", StoppableKind)
    return sorted(found, key=lambda kind: (kind.position, kind.template))


def title_of(template: str) -> str:
    """Return the words for a kind of letter; a kind nobody declares is told by its name."""
    for kind in kinds():
        if kind.template == template:
            return str(kind.title)
    return _("Letters of the kind “%(name)s”") % {"name": template.replace("-", " ")}


def address_of(letter: Letter) -> str:
    """Return the full address that stops letters of this kind."""
    return f"{settings.SITE_URL}/letters/stop/{token_of(letter)}/"


def token_of(letter: Letter) -> str:
    """Return the token of one letter: its reference and our signature on it."""
    return signing.Signer(sep=".", salt=_SALT).sign(letter.ref)


def letter_of(token: str) -> Letter | None:
    """Return the letter a token came in, or None for a token that is not ours."""
    try:
        ref = signing.Signer(sep=".", salt=_SALT).unsign(token)
    except signing.BadSignature:
        return None
    return Letter.objects.select_related("person").filter(ref=ref, stoppable=True).first()


def stop(template: str, *, person: User | None, address: str = "") -> bool:
    """Note that no more letters of this kind are wanted; tell whether that is news."""
    owner = {"person": person} if person else {"address_digest": digest(address.lower())}
    _stop, created = Stop.objects.get_or_create(
        template=template, **owner, defaults={"stopped_at": clock.now()}
    )
    return created


def stop_from(letter: Letter) -> bool:
    """Stop the kind of the letter for its reader."""
    return stop(letter.template, person=letter.person, address=letter.address)


def resume(template: str, *, person: User | None, address: str = "") -> bool:
    """Take a stop back; tell whether there was one."""
    owner = {"person": person} if person else {"address_digest": digest(address.lower())}
    return bool(Stop.objects.filter(template=template, **owner).delete()[0])


def resume_from(letter: Letter) -> bool:
    """Take back the stop of the letter's kind for its reader."""
    return resume(letter.template, person=letter.person, address=letter.address)


def is_stopped(template: str, *, person: User | None, address: str) -> bool:
    """Tell whether the reader stopped this kind of letter."""
    return bool(stopped_among([(template, person.pk if person else None, address)]))


def stopped_among(
    readers: Iterable[tuple[str, int | None, str]],
) -> set[tuple[str, int | None, str]]:
    """Return those (template, person's id, address) whose reader stopped that kind; two queries."""
    wanted = set(readers)
    people = {person for _template, person, _address in wanted if person}
    digests = {digest(a.lower()): a for _t, person, a in wanted if not person and a}
    stopped: set[tuple[str, int | None, str]] = set()
    if people:
        rows = Stop.objects.filter(person_id__in=people).values_list("template", "person_id")
        by_person = set(rows)
        stopped |= {one for one in wanted if one[1] and (one[0], one[1]) in by_person}
    if digests:
        found = Stop.objects.filter(address_digest__in=digests, person=None)
        by_address = {(t, digests[d]) for t, d in found.values_list("template", "address_digest")}
        stopped |= {one for one in wanted if not one[1] and (one[0], one[2]) in by_address}
    return stopped
