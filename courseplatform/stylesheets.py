"""Joins the stylesheets and scripts of the house into the few files that pages ask for.

The sources stay one file per thing under ``static/css`` and ``static/js``. Static files are found
through finders everywhere: by the development server, by tests, and by ``collectstatic``; so a
finder is the one place where joining them serves all three, without a build step to forget.
"""

import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

SOURCES = Path(__file__).parent / "static"

BASE = (
    "css/layers.css",
    "css/tokens.css",
    "css/base/*.css",
    "css/components/*.css",
    "css/utilities/*.css",
    "css/print.css",
)
# Components of work that no public page shows.
NOT_PUBLIC = frozenset({"chart", "countdown", "dialog", "keys", "remark", "segment", "split"})
ROOMS = {
    "public": ("front", "catalogue", "checkout", "inquiries"),
    "work": (
        "front", "catalogue", "checkout", "learner", "webinar", "exercise",
        "marking", "debrief",
    ),
    "desk": (
        "catalogue", "checkout", "office", "exercise", "marking", "gradebook", "debrief",
        "inquiries",
    ),
}  # fmt: skip

BUNDLES: dict[str, tuple[str, ...]] = {
    **{
        f"css/{name}.css": (*BASE, *(f"css/rooms/{room}.css" for room in rooms))
        for name, rooms in ROOMS.items()
    },
    "js/page.js": ("js/page/*.js",),
}


def sources(bundle: str) -> list[Path]:
    """The files that make up one bundle, in their order."""
    found = [path for pattern in BUNDLES[bundle] for path in sorted(SOURCES.glob(pattern))]
    left_out = NOT_PUBLIC if bundle == "css/public.css" else frozenset()
    return [path for path in found if path.stem not in left_out]


_QUOTED = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")


def slim(text: str) -> str:
    """Drops block comments, indentation and empty lines: all that needs no parser."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return "\n".join(line for raw in text.splitlines() if (line := raw.strip()))


def slim_css(text: str) -> str:
    """Drops, besides, the blanks around the marks of CSS, outside quoted text."""
    parts = _QUOTED.split(slim(text))
    parts[::2] = [
        re.sub(r":\s+", ":", re.sub(r"\s*([{};,>])\s*", r"\1", part)) for part in parts[::2]
    ]
    return "".join(parts).replace(";}", "}")


def joined(bundle: str) -> str:
    """The text of one bundle as it is delivered.

    Each script stands in a block of its own, so that its names stay its own.
    """
    texts = [path.read_text(encoding="utf-8") for path in sources(bundle)]
    if bundle.endswith(".js"):
        texts = [f"{{\n{slim(text)}\n}}" for text in texts]
    else:
        texts = [slim_css(text) for text in texts]
    return "\n".join(texts) + "\n"


class BundleFinder(BaseFinder):
    """Offers the bundles to everything that looks for static files."""

    def __init__(self, app_names: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.location = Path(settings.BUNDLES_ROOT)
        self.storage = FileSystemStorage(location=self.location)

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The joined file on disk, written anew when a source has changed."""
        if path not in BUNDLES:
            return []
        found = str(self._written(path))
        return [found] if find_all or kwargs.get("all") else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        for bundle in BUNDLES:
            self._written(bundle)
            yield bundle, self.storage

    def _written(self, bundle: str) -> Path:
        target = self.location / bundle
        text = joined(bundle)
        if target.exists() and target.read_text(encoding="utf-8") == text:
            return target
        target.parent.mkdir(parents=True, exist_ok=True)
        # Several processes may write at once: each its own file, then one rename.
        handle, name = tempfile.mkstemp(dir=target.parent, suffix=target.suffix)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).chmod(0o644)
        Path(name).replace(target)
        return target
