"""The shape all agreement statistics share: one row for each thing judged, a column for each judge.

None stands for a judgement that was not given.
"""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.labels import N_

T = TypeVar("T")
Ratings = Sequence[Sequence[T | None]]


def check_grid(ratings: Sequence[Sequence[T]]) -> None:
    """Raise InvalidInput unless every row has as many places as there are judges."""
    if any(len(row) != len(ratings[0]) for row in ratings):
        raise InvalidInput(N_("Every row needs a place for every judge."))


def given_values(ratings: Ratings[T]) -> Iterator[list[T]]:
    """The judgements that were given, thing by thing. Raises InvalidInput for a ragged grid."""
    check_grid(ratings)
    for row in ratings:
        yield [value for value in row if value is not None]
