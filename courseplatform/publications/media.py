"""Public files, with the parts that players ask for (Range), for audio and pictures alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import http_date, parse_http_date_safe, quote_etag
from django.views.decorators.http import require_safe

from courseplatform.publications.models import public_storage

TYPES = {
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "ogg": "audio/ogg",
    "wav": "audio/wav",
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
}
CHUNK = 64 * 1024
YEAR = 365 * 24 * 3600  # names are made once and never used for other content
_RANGE = re.compile(r"^bytes=(\d{0,18})-(\d{0,18})$")


@dataclass(frozen=True)
class Part:
    """The bytes from ``first`` to ``last``, both included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        """How many bytes."""
        return self.last - self.first + 1


@login_not_required
@require_safe
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """Send a public file, whole (200) or the part that was asked for (206)."""
    kind = TYPES.get(name.rsplit(".", 1)[-1])
    storage = public_storage()
    try:
        if kind is None or not storage.exists(name):
            raise Http404
        size, changed = storage.size(name), storage.get_modified_time(name)
    except (SuspiciousFileOperation, OSError, ValueError) as error:
        raise Http404 from error
    etag = quote_etag(f"{size:x}-{int(changed.timestamp()):x}")
    if request.headers.get("If-None-Match") == etag:
        return _dressed(HttpResponse(status=304), etag, changed)
    wanted = request.headers.get("Range", "")
    if not _still_same(request.headers.get("If-Range", ""), etag, changed):
        wanted = ""
    try:
        part = part_asked(wanted, size)
    except PartBeyondError:
        answer = HttpResponse(status=416)
        answer["Content-Range"] = f"bytes */{size}"
        return _dressed(answer, etag, changed)
    return _dressed(_send(request, name, kind, size, part), etag, changed)


class PartBeyondError(ValueError):
    """The part asked for lies beyond the file's end."""


def part_asked(header: str, size: int) -> Part | None:
    """Return the part a Range header asks for.

    None for no header, several parts, or one that is not understood: the whole file is right then.

    Raises:
        PartBeyondError: the file is not that long.
    """
    found = _RANGE.match(header.strip())
    if not found or not (found[1] or found[2]):
        return None
    if found[1] and found[2] and int(found[2]) < int(found[1]):
        return None
    first = int(found[1]) if found[1] else max(0, size - int(found[2]))
    last = min(int(found[2]), size - 1) if found[1] and found[2] else size - 1
    if first >= size:
        raise PartBeyondError
    return Part(first, last)


def _still_same(if_range: str, etag: str, changed: datetime) -> bool:
    if not if_range:
        return True
    if if_range.startswith(('"', "W/")):
        return if_range == etag
    return parse_http_date_safe(if_range) == int(changed.timestamp())


def _send(
    request: HttpRequest, name: str, kind: str, size: int, part: Part | None
) -> HttpResponseBase:
    answer: HttpResponseBase
    if request.method == "HEAD":
        answer = HttpResponse(content_type=kind)
    elif part is None:
        answer = FileResponse(public_storage().open(name), content_type=kind)
    else:
        answer = StreamingHttpResponse(_read(public_storage().open(name), part), content_type=kind)
    answer["Content-Length"] = str(part.length if part else size)
    if part:
        answer.status_code = 206
        answer["Content-Range"] = f"bytes {part.first}-{part.last}/{size}"
    return answer


def _read(file: IO[bytes], part: Part) -> Iterator[bytes]:
    with file:
        file.seek(part.first)
        left = part.length
        while left > 0:
            piece = file.read(min(CHUNK, left))
            if not piece:
                return
            left -= len(piece)
            yield piece


def _dressed(answer: HttpResponseBase, etag: str, changed: datetime) -> HttpResponseBase:
    answer["Accept-Ranges"] = "bytes"
    answer["ETag"] = etag
    answer["Last-Modified"] = http_date(changed.astimezone(UTC).timestamp())
    answer["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Disposition"] = "inline"
    return answer
