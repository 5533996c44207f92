"""The company orders of tests/courses/companies, looked at through pages."""

from tests.courses.companies.conftest import (
    confirmed,
    house,
    one,
    ordered,
    own_files,
    petra,
    staff,
    taken,
    wish,
)

__all__ = [
    "confirmed", "house", "one", "ordered", "own_files", "petra", "staff", "taken", "wish",
]  # fmt: skip
