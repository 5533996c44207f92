"""Folders as zip files: written the same way every time, read with suspicion.

What comes in is text under a few known names. Everything is counted while it is read, since a zip's
own figures may lie: members, bytes of each, bytes of all.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from django.utils.translation import gettext as _

from courseplatform.kit.refusals import Refusal
from exercises.cases.files import MOST_TEXT, MOST_TOML

MOST_BYTES = 20_000_000
MOST_MEMBERS = 200
MOST_UNPACKED = 5_000_000  # all texts together
_MOST_DIRECTORY = 100_000  # bytes of the zip's own list; 200 names need a fifth of it

_NAME = r"[A-Za-z0-9][A-Za-z0-9._ -]{0,79}"
_SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_EXERCISE = rf"(?:{_NAME}\.toml)"
_CASE = re.compile(rf"(?:case\.toml|dossier/{_NAME}\.md|exercises/{_SLUG}/{_EXERCISE})")
_ALONE = re.compile(rf"{_EXERCISE}")
_LITTER = re.compile(r"(?:^|/)(?:__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$)")
_END = b"PK\x05\x06"  # begins the record at a zip's end
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Folder:
    """A folder that came in.

    Attributes:
        name: its name, which becomes the address of what it holds.
        is_case: a case, or one exercise alone.
        files: texts by path.
        left_out: what the zip held besides, and nobody needs.
    """

    name: str
    is_case: bool
    files: Mapping[str, str]
    left_out: tuple[str, ...] = field(default=())


def pack(name: str, files: Mapping[str, str]) -> bytes:
    """Return a zip of a folder called ``name``; the same files make the same bytes."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files):
            info = zipfile.ZipInfo(f"{name}/{path}", _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(info, files[path].encode())
    return held.getvalue()


def unpack(file: IO[bytes], file_name: str) -> Folder:
    """Return the folder in a zip.

    Args:
        file: the zip, opened for reading.
        file_name: what it is called; names the folder where the zip has none.

    Raises:
        Refusal: it is no zip, too large, or holds what does not belong; the sentence names it.
    """
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise _refused(_("A zip may have %(most)s MB.") % {"most": MOST_BYTES // 1_000_000})
    _check_directory(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members, left_out = _members(archive)
            texts = dict(_texts(archive, members))
    except (
        zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError,
        struct.error, ValueError,
    ) as error:  # fmt: skip
        if isinstance(error, UnicodeError):
            raise _refused(_("A name in this zip cannot be read.")) from None
        raise _refused(_("This is no zip file that can be read.")) from None
    return _folder(texts, file_name, left_out)


@contextmanager
def on_disk(name: str, files: Mapping[str, str]) -> Iterator[Path]:
    """Hold a folder as files for as long as it is read; its paths were checked by ``unpack``."""
    with tempfile.TemporaryDirectory() as held:
        folder = Path(held) / name
        for path, text in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="")
        yield folder


def _check_directory(data: bytes) -> None:
    """Refuse a zip whose list of members alone would keep the reader busy."""
    end = data.rfind(_END, max(0, len(data) - 65_557))
    if end < 0 or len(data) < end + 22:
        raise _refused(_("This is no zip file that can be read."))
    count, size = struct.unpack_from("<HI", data, end + 10)
    if count > MOST_MEMBERS or size > _MOST_DIRECTORY:
        raise _too_many()


def _members(archive: zipfile.ZipFile) -> tuple[list[zipfile.ZipInfo], list[str]]:
    infos = archive.infolist()
    if len(infos) > MOST_MEMBERS:
        raise _too_many()
    members, left_out = [], []
    seen: set[str] = set()
    for info in infos:
        if info.is_dir():
            continue
        if _LITTER.search(info.filename):
            left_out.append(info.filename[:200])
            continue
        _check_name(info)
        if info.filename.casefold() in seen:
            raise _refused(_("“%(name)s” stands in the zip twice.") % {"name": info.filename})
        seen.add(info.filename.casefold())
        members.append(info)
    return members, left_out


def _check_name(info: zipfile.ZipInfo) -> None:
    """Refuse what is no plain file with a plain path."""
    name = info.orig_filename
    parts = PurePosixPath(name).parts
    plain = "\x00" not in name and "\\" not in name and not name.startswith("/")
    if not plain or ".." in parts or ":" in name:
        shown = name.replace("\x00", "␀")[:100]
        raise _refused(_("“%(name)s” leads out of the folder.") % {"name": shown})
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) not in {0, stat.S_IFREG}:
        raise _refused(_("“%(name)s” is a link, not a file.") % {"name": name[:100]})
    if info.flag_bits & 0x1:
        raise _refused(_("“%(name)s” is encrypted.") % {"name": name[:100]})


def _texts(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> Iterator[tuple[str, str]]:
    left = MOST_UNPACKED
    for info in members:
        most = MOST_TEXT if info.filename.endswith(".md") else MOST_TOML
        with archive.open(info) as opened:
            data = opened.read(most + 1)
        left -= len(data)
        if len(data) > most or left < 0:
            raise _refused(
                _(
                    "“%(name)s” is too large: a TOML file has at most %(toml)s kB, a text %(text)s kB."
                )
                % {"name": info.filename, "toml": MOST_TOML // 1000, "text": MOST_TEXT // 1000}
            )
        yield info.filename, _decoded(info.filename, data)


def _decoded(name: str, data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refused(_("Save “%(name)s” as UTF-8.") % {"name": name}) from None
    if "\x00" in text:
        raise _refused(
            _("“%(name)s” holds a character that cannot be stored (NUL).") % {"name": name}
        )
    return text


def _folder(texts: Mapping[str, str], file_name: str, left_out: list[str]) -> Folder:
    name, files = _within_one(texts, file_name)
    is_case = "case.toml" in files
    if not is_case and "exercise.toml" not in files:
        raise _refused(_("The zip holds no folder with a case.toml or an exercise.toml."))
    known = _CASE if is_case else _ALONE
    for path in files:
        if not known.fullmatch(path):
            raise _refused(
                _("“%(name)s” does not belong into such a folder. Take it out.") % {"name": path}
            )
    if not re.fullmatch(_SLUG, name) or len(name) > 60:
        raise _refused(
            _("Name the folder with small letters, figures and hyphens; this one is “%(name)s”.")
            % {"name": name[:100]}
        )
    return Folder(name, is_case, files, tuple(left_out))


def _within_one(texts: Mapping[str, str], file_name: str) -> tuple[str, dict[str, str]]:
    """The one folder of the zip with the paths in it; the zip itself where all lies loose."""
    if "case.toml" in texts or "exercise.toml" in texts:
        return PurePosixPath(file_name).stem.lower(), dict(texts)
    tops = {path.split("/", 1)[0] for path in texts}
    if len(tops) != 1:
        raise _refused(_("Put one folder into the zip; this one holds %(n)s.") % {"n": len(tops)})
    (top,) = tops
    return top, {path.partition("/")[2]: text for path, text in texts.items()}


def _too_many() -> Refusal:
    return _refused(_("A zip may hold %(most)s files.") % {"most": MOST_MEMBERS})


def _refused(sentence: str) -> Refusal:
    return Refusal(sentence, code="zip-refused")
