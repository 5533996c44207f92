"""Putting an episode beside its report: the file, its length, its chapters and its words."""

from __future__ import annotations

import re
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Any, cast

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from courseplatform.kit import richtext
from courseplatform.kit.references import new_ref
from courseplatform.kit.refusals import Refusal
from courseplatform.people import audit
from courseplatform.people.models import User
from courseplatform.publications.models import Episode, Report, clock_of, public_storage

MOST_BYTES = 300 * 1024 * 1024
MOST_CHAPTERS = 60
_CLOCK = re.compile(r"^(?:(\d{1,2}):)?(\d{1,3}):(\d{2})$")


@dataclass(frozen=True)
class Sound:
    """A kind of audio file: its media type, its extension, how its first bytes look."""

    media_type: str
    extension: str
    first: re.Pattern[bytes]


SOUNDS = (
    Sound("audio/mpeg", "mp3", re.compile(rb"^(?:ID3|\xff[\xe2-\xff])")),
    Sound("audio/mp4", "m4a", re.compile(rb"^....ftyp", re.DOTALL)),
    Sound("audio/ogg", "ogg", re.compile(rb"^OggS")),
    Sound("audio/wav", "wav", re.compile(rb"^RIFF....WAVE", re.DOTALL)),
)


def attach(
    report: Report,
    file: File,
    *,
    seconds: int | None = None,
    chapters: Sequence[dict[str, Any]] = (),
    transcript_md: str = "",
    by: User | None = None,
) -> Episode:
    """Give a report its episode, or another file for the one it has.

    Args:
        report: what is read aloud.
        file: opened for reading; its kind is told by its first bytes, whatever its name says.
        seconds: its length; may be left out for WAV, whose head says it.
        chapters: ``{"seconds": 130, "title": "The claim"}``, in order.
        transcript_md: every word, as Markdown.
        by: who did it.

    Raises:
        Refusal: no audio we know, too large, no length, or chapters out of order.
    """
    sound = kind_of(file)
    length = seconds or _length_of(file, sound)
    check_chapters(chapters, length)
    storage = public_storage()
    name = storage.save(f"audio/{new_ref()}.{sound.extension}", file)
    facts = {
        "audio": name,
        "media_type": sound.media_type,
        "size": storage.size(name),
        "seconds": length,
        "chapters": list(chapters),
        "transcript_md": transcript_md,
        "transcript_html": richtext.render(transcript_md).html if transcript_md.strip() else "",
    }
    before = Episode.objects.filter(report=report).first()
    try:
        with transaction.atomic():
            episode, _created = Episode.objects.update_or_create(report=report, defaults=facts)
            audit.record(by, "episode.attached", f"report:{report.ref}", seconds=length)
    except BaseException:
        storage.delete(name)
        raise
    if before is not None:
        old = str(before.audio.name)
        transaction.on_commit(lambda: storage.delete(old))
    return episode


def describe(
    episode: Episode,
    *,
    seconds: int,
    chapters: Sequence[dict[str, Any]],
    transcript_md: str,
    by: User | None = None,
) -> None:
    """Change length, chapters and words of an episode; the file stays.

    Raises:
        Refusal: chapters out of order, or a text too large.
    """
    check_chapters(chapters, seconds)
    episode.seconds, episode.chapters = seconds, list(chapters)
    episode.transcript_md = transcript_md
    episode.transcript_html = richtext.render(transcript_md).html if transcript_md.strip() else ""
    with transaction.atomic():
        episode.save()
        audit.record(by, "episode.changed", f"report:{episode.report.ref}", seconds=seconds)


def kind_of(file: File) -> Sound:
    """Return what the file is, by its first bytes.

    Raises:
        Refusal: it is empty, too large, or nothing that browsers and podcast programs play.
    """
    if not file.size or file.size > MOST_BYTES:
        raise Refusal(
            _("An audio file has at most 300 MB and is not empty. Choose another file."),
            code="audio-size",
        )
    file.seek(0)
    head = file.read(16)
    file.seek(0)
    for sound in SOUNDS:
        if sound.first.match(head):
            return sound
    raise Refusal(
        _("This is no MP3, M4A, OGG or WAV file, whatever its name says. Choose another file."),
        code="audio-kind",
    )


def _length_of(file: File, sound: Sound) -> int:
    if sound.extension != "wav":
        raise Refusal(_("Say how long the episode is, such as 18:04."), code="audio-length")
    try:
        with wave.open(cast("IO[bytes]", file.file), "rb") as read:
            seconds = round(read.getnframes() / read.getframerate())
    except (wave.Error, EOFError, ZeroDivisionError) as error:
        raise Refusal(
            _("This WAV file cannot be read to its end. Choose another file."), code="audio-broken"
        ) from error
    finally:
        file.seek(0)
    return max(1, seconds)


def read_clock(text: str) -> int:
    """Return the seconds of "18:04" or "1:02:03".

    Raises:
        Refusal: it is not written like that.
    """
    found = _CLOCK.match(text.strip())
    if not found or int(found[3]) > 59 or (found[1] and int(found[2]) > 59):
        raise Refusal(
            _("“%(text)s” is no time. Write minutes and seconds, such as 18:04.") % {"text": text},
            code="no-clock",
        )
    return int(found[1] or 0) * 3600 + int(found[2]) * 60 + int(found[3])


def read_chapters(text: str) -> list[dict[str, Any]]:
    """Return the chapters of a text with one a line: "02:10 The claim".

    Raises:
        Refusal: a line does not begin with a time, or says nothing after it.
    """
    chapters: list[dict[str, Any]] = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        when, _gap, title = line.partition(" ")
        if not title.strip():
            raise Refusal(
                _("“%(line)s” has no title. Write a time and a title, such as 02:10 The claim.")
                % {"line": line},
                code="chapter-title",
            )
        chapters.append({"seconds": read_clock(when), "title": title.strip()[:120]})
    return chapters


def write_chapters(chapters: Sequence[dict[str, Any]]) -> str:
    """Return chapters as the text that ``read_chapters`` reads."""
    return "\n".join(f"{clock_of(one['seconds'])} {one['title']}" for one in chapters)


def check_chapters(chapters: Sequence[dict[str, Any]], seconds: int) -> None:
    """Refuse chapters that go back, lie beyond the end, or are too many."""
    times = [one["seconds"] for one in chapters]
    if len(times) > MOST_CHAPTERS:
        raise Refusal(
            _("An episode may have %(most)s chapters.") % {"most": MOST_CHAPTERS},
            code="chapters-many",
        )
    if times != sorted(set(times)) or (times and times[-1] >= seconds):
        raise Refusal(
            _("Chapters stand in order, each before the end of the episode."), code="chapters-order"
        )
