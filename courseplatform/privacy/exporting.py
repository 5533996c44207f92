"""A copy of everything that is held about a person, for that person."""

from __future__ import annotations

import json
import logging
import tempfile
import zipfile
from datetime import datetime, timedelta
from typing import IO, Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import Storage, storages
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from courseplatform.kit import clock, moves
from courseplatform.kit.refusals import Refusal
from courseplatform.kit.wake import wake
from courseplatform.letters.writing import write
from courseplatform.people import audit
from courseplatform.people.models import DataExport, Organiser, User
from courseplatform.privacy.collecting import parts

log = logging.getLogger(__name__)
TOPIC = "privacy"
GOOD_FOR = timedelta(hours=24)
MOST_A_DAY = 3
MOST_ATTEMPTS = 5


def private_storage() -> Storage:
    """Return the storage whose files only views hand out."""
    return storages["private"]


def request_export(person: User) -> DataExport:
    """Ask for a copy; it is made within minutes, and a letter says when it is there.

    Raises:
        Refusal: one is being made already, or three were made today.
    """
    day_ago = clock.now() - timedelta(days=1)
    if DataExport.objects.filter(person=person, requested_at__gt=day_ago).count() >= MOST_A_DAY:
        raise Refusal(
            _("You asked for three copies within a day. Ask again tomorrow."), code="many-exports"
        )
    try:
        with transaction.atomic():
            made = DataExport.objects.create(person=person, requested_at=clock.now())
            audit.record(person, "data.export-requested", f"person:{person.ref}")
            wake(TOPIC)
    except IntegrityError as error:
        raise Refusal(
            _("Your copy is being made. A letter tells you when it is there."), code="in-the-making"
        ) from error
    return made


def make_due() -> int:
    """Make the copies that were asked for; return how many came to an end."""
    asked = DataExport.objects.filter(state="requested").select_related("person")
    return sum(_make_or_fail(one) for one in asked.order_by("requested_at")[:20])


def _make_or_fail(asked: DataExport) -> bool:
    try:
        make(asked)
    except Exception:
        log.exception("The data of export %s could not be put together.", asked.ref)
        asked.attempts += 1
        DataExport.objects.filter(pk=asked.pk).update(attempts=asked.attempts)
        return asked.attempts >= MOST_ATTEMPTS and moves.try_move(asked, "requested", "failed")
    return True


def make(asked: DataExport) -> None:
    """Put one copy together: JSON for machines, a page for people, in one archive."""
    now = clock.now()
    storage = private_storage()
    with tempfile.TemporaryFile() as file:
        pack(asked.person, file, now)
        file.seek(0)
        name = storage.save(f"exports/{asked.ref}.zip", File(file))
    with transaction.atomic():
        mine = moves.try_move(
            asked,
            "requested",
            "made",
            file=name,
            size=storage.size(name),
            made_at=now,
            expires_at=now + GOOD_FOR,
        )
        if mine:
            _tell(asked)
    if not mine:  # another worker was quicker; its file is the one that counts
        storage.delete(name)


def _tell(made: DataExport) -> None:
    expires = made.expires_at.isoformat() if made.expires_at else ""
    write(
        f"data-export:{made.ref}",
        "data-export",
        to=made.person,
        context={"ref": made.ref, "expires_at": expires},
    )


def pack(person: User, file: IO[bytes], now: datetime) -> None:
    """Write the archive of one person's data; its page speaks the person's language."""
    sections: list[dict[str, Any]] = []
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in parts():
            rows = list(part.export(person))
            archive.writestr(f"{part.slug}.json", json.dumps(rows, ensure_ascii=False, indent=1))
            sections.append({"title": part.title, "kept": part.kept, "rows": rows})
        facts = {"person": person, "sections": sections, "now": now, "house": Organiser.current()}
        with translation.override(person.language or settings.LANGUAGE_CODE):
            archive.writestr("index.html", render_to_string("privacy/export.html", facts))


def expire() -> int:
    """Delete the files whose day is over; return how many."""
    over = DataExport.objects.filter(state="made", expires_at__lte=clock.now())
    done = 0
    for one in over[:200]:
        private_storage().delete(one.file)
        done += moves.try_move(one, "made", "expired", file="")
    return done
