"""How a line of the log looks: one line, an instant with its offset, nothing that passes for another."""

from __future__ import annotations

import logging
import re

_SIGNS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")

# Addresses that are a key by themselves; whoever reads the log must not be able to use them.
_KEYS = re.compile(
    r"(/(?:letters/stop|waiting/declining|claims|calendar"
    r"|accounts/confirm-email|accounts/password/reset/key)/)[^\s/?\"']+"
)


class LineFormatter(logging.Formatter):
    """Escapes control signs in messages and leaves keys out of addresses.

    What somebody typed cannot begin a line of its own; a traceback still has its lines below.
    """

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the library's name
        """Return the line."""
        line = _SIGNS.sub(_spelled, super().formatMessage(record))
        return _KEYS.sub(r"\1…", line)


def _spelled(sign: re.Match[str]) -> str:
    return sign[0].encode("unicode_escape").decode()
