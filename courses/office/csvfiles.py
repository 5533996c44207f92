"""Files of comma-separated values, written line by line; no text in them runs in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from io import StringIO

from django.http import StreamingHttpResponse

from courseplatform.kit.csvtext import safe
from courseplatform.kit.money import EXPONENTS

Row = Sequence[object]


def send(name: str, head: Sequence[str], rows: Iterable[Row]) -> StreamingHttpResponse:
    """Answer with a file called ``name``, streamed as its rows come.

    Texts are defused, moments become ISO text in UTC, None an empty cell.
    """
    answer = StreamingHttpResponse(lines(head, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def lines(head: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """Yield the lines of a file with its head."""
    buffer = StringIO()
    writer = csv.writer(buffer)
    writer.writerow(head)
    for row in rows:
        yield _taken(buffer)
        writer.writerow([_cell(value) for value in row])
    yield _taken(buffer)


def major(minor: int, currency: str) -> Decimal:
    """Return minor units as the figure that people calculate with: 24000 EUR cents are 240.00."""
    exponent = EXPONENTS.get(currency, 2)
    return Decimal(minor).scaleb(-exponent)


def _cell(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return safe(value) if isinstance(value, str) else value


def _taken(buffer: StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
