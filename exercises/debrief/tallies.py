"""Counting large answers in the database: how many people put each value at each place.

One statement for each depth of a field; what grows with the class stays in PostgreSQL and what comes
back grows with the task alone. ``kinds.boards.tally_of`` says the same in Python, and a test compares
the two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import connection

from exercises.kinds.boards import Tally

_VALUES = """
SELECT r.data ->> %(field)s, count(*)
FROM exercises_response r
WHERE r.id = ANY(%(ids)s) AND r.data ->> %(field)s <> ''
GROUP BY 1
"""
_TABLES = """
SELECT one.key, one.value, count(*)
FROM exercises_response r, jsonb_each_text(r.data -> %(field)s) one
WHERE r.id = ANY(%(ids)s) AND jsonb_typeof(r.data -> %(field)s) = 'object' AND one.value <> ''
GROUP BY 1, 2
"""
_GRIDS = """
SELECT line.key, one.key, one.value, count(*)
FROM exercises_response r, jsonb_each(r.data -> %(field)s) line, jsonb_each_text(line.value) one
WHERE r.id = ANY(%(ids)s) AND jsonb_typeof(r.data -> %(field)s) = 'object' AND one.value <> ''
GROUP BY 1, 2, 3
"""
_BY_DEPTH = (_VALUES, _TABLES, _GRIDS)


def tally(response_ids: Sequence[int], tallied: Mapping[str, int]) -> Tally:
    """Count the fields of stored answers; one query for each field.

    Args:
        response_ids: the answers to count.
        tallied: names of fields with their depth, 0 to 2 (``TalliedBoard.tallied``).
    """
    found: dict[tuple[str, ...], dict[str, int]] = {}
    with connection.cursor() as cursor:
        for field, depth in tallied.items():
            cursor.execute(_BY_DEPTH[depth], {"field": field, "ids": list(response_ids)})
            for *place, value, count in cursor.fetchall():
                found.setdefault((field, *place), {})[value] = count
    return found
