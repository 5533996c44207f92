"""Every address as every role and as a stranger."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.roles.asking import Asker, address, class_of
from tests.roles.routes import THEIRS, walk
from tests.roles.table import HIDDEN, LOGIN, REFUSED, ROWS, Row
from tests.roles.world import ROLES, World

# Each page has tests of its own; here it is only met.
pytestmark = [pytest.mark.no_cover, pytest.mark.timeout(900)]

CLOSED = {LOGIN, HIDDEN, REFUSED}


def test_every_address_of_ours_has_one_row_and_every_row_an_address() -> None:
    named = Counter(route.name for route in walk() if not route.theirs)
    rows = Counter(row.name for row in ROWS)
    assert rows == named, {"without a row": named - rows, "without an address": rows - named}


def test_no_other_method_opens_a_page_or_breaks_it(world: World, askers: dict[str, Asker]) -> None:
    wrong = []
    for row in ROWS:
        url = address(row, world)
        for method, role in others(row):
            found = class_of(askers[role].ask(method, url))
            closed = row.answers[role] in {LOGIN, HIDDEN}
            if found.startswith("5") or (closed and found not in CLOSED):
                wrong.append(f"{method} {row.name} as {role}: {found}")
    assert not wrong, "\n".join(wrong)


def others(row: Row) -> Iterator[tuple[str, str]]:
    """Yield the further methods to ask by, and as whom.

    A page that is shown: a POST of everybody to whom it is closed. A deed: GET of everybody, HEAD
    and OPTIONS of nobody, of a stranger and of one who may.
    """
    if row.method == "GET":
        yield from (("POST", role) for role in ROLES if row.answers[role] in {LOGIN, HIDDEN})
        return
    yield from (("GET", role) for role in ROLES)
    may = [role for role in ROLES if row.answers[role] not in {LOGIN, HIDDEN}]
    for method in ("HEAD", "OPTIONS"):
        yield from ((method, role) for role in dict.fromkeys(("nobody", "stranger", *may[-1:])))


@pytest.mark.parametrize("prefix", THEIRS)
def test_the_addresses_of_packages_open_nothing_to_strangers(
    prefix: str, world: World, askers: dict[str, Asker]
) -> None:
    wrong = []
    plain = [route for route in walk() if route.theirs == prefix and "<" not in route.route]
    for route in plain:
        if re.search(r"[\\^$(*?]", route.route):
            continue
        for role in ROLES:
            answer = askers[role].ask("GET", f"/{route.route}")
            found = class_of(answer)
            if found.startswith("5"):
                wrong.append(f"GET {route.route} as {role}: {found}")
            elif prefix == "admin/" and role != "owner" and found == "ok":
                wrong.append(f"GET {route.route} as {role}: open")
    assert len(plain) > 10
    assert not wrong, "\n".join(wrong)
