"""The matrix of the demo case, and a short way to write one."""

from collections.abc import Callable

import pytest

from exercises.tradecraft.ach import Code, Matrix, Row, Weight

# The expert key of the Ukraine-HTS demo case (the instructor's; synthetic), with credibility and
# relevance of each row.
CASE_ROWS = {
    "E1": ("C C C CC C", "LH"),
    "E2": ("C C C N C", "LH"),
    "E3": ("C C I C I", "LM"),
    "E4": ("I N N C C", "HM"),
    "E5": ("N N N C N", "MM"),
    "E6": ("N N N C C", "LM"),
    "E7": ("C C C N N", "MM"),
    "E8": ("N N CC N C", "ML"),
    "E9": ("C C C N C", "MM"),
    "E10": ("N N N N N", "LL"),
    "E11": ("II I C C N", "MH"),
    "E12": ("I C C N N", "MH"),
}


def _row(codes: str, handle: str = "E1", weights: str = "MM") -> Row:
    cells = tuple(None if code == "." else Code(code) for code in codes.split())
    return Row(handle, cells, Weight(weights[0]), Weight(weights[1]))


def _matrix(*lines: str, weights: str = "MM") -> Matrix:
    rows = tuple(_row(line, f"E{number}", weights) for number, line in enumerate(lines, start=1))
    return Matrix(tuple(f"H{place + 1}" for place in range(len(rows[0].cells))), rows)


@pytest.fixture(scope="session")
def row() -> Callable[..., Row]:
    """A row from codes in one line; a dot is an unrated cell."""
    return _row


@pytest.fixture(scope="session")
def matrix() -> Callable[..., Matrix]:
    """A matrix from lines of codes, with handles E1, E2 … and hypotheses H1, H2 …"""
    return _matrix


@pytest.fixture(scope="session")
def case() -> Matrix:
    """The demo case's expert matrix."""
    rows = tuple(_row(codes, handle, weights) for handle, (codes, weights) in CASE_ROWS.items())
    return Matrix(("H1", "H2", "H3", "H4", "H5"), rows)
