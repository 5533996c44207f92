"""Changes of state by compare-and-swap: one writer wins, the loser is told.

``move`` changes a row only if it is still in the state the caller saw. It is one UPDATE, so two
requests cannot both pass, whatever they hold in memory.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, QuerySet

from courseplatform.kit.refusals import Refusal


def _rows(row: Model) -> QuerySet[Any]:
    return type(row)._default_manager.all()  # noqa: SLF001 - Django's documented name for it


def try_move(row: Model, from_: str | Iterable[str], to: str, **fields: Any) -> bool:
    """Move ``row.state`` from one of ``from_`` to ``to`` and set ``fields``; tell whether it did.

    On success the row in memory carries the new values; otherwise it is left as it was.
    """
    allowed = [from_] if isinstance(from_, str) else list(from_)
    changed = _rows(row).filter(pk=row.pk, state__in=allowed).update(state=to, **fields)
    if changed:
        for name, value in {"state": to, **fields}.items():
            setattr(row, name, value)
    return bool(changed)


def move(
    row: Model,
    from_: str | Iterable[str],
    to: str,
    *,
    otherwise: str,
    code: str = "",
    **fields: Any,
) -> None:
    """Move ``row.state`` or raise a Refusal with the sentence ``otherwise``."""
    if not try_move(row, from_, to, **fields):
        raise Refusal(otherwise, code=code or f"not-{to}")


def swap(row: Model, expected: dict[str, Any], **fields: Any) -> bool:
    """Set ``fields`` only if every column in ``expected`` still has that value."""
    changed = _rows(row).filter(pk=row.pk, **expected).update(**fields)
    if changed:
        for name, value in fields.items():
            setattr(row, name, value)
    return bool(changed)
