"""How a line of the log looks: one line, an instant with its offset, nothing that passes for another."""

from __future__ import annotations

import logging
import re

_SIGNS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class LineFormatter(logging.Formatter):
    """Escapes control signs in messages, so that what somebody typed cannot begin a line of its own.

    A traceback still has its own lines below.
    """

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the library's name
        """Return the line."""
        return _SIGNS.sub(_spelled, super().formatMessage(record))


def _spelled(sign: re.Match[str]) -> str:
    return sign[0].encode("unicode_escape").decode()
