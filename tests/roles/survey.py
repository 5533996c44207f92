"""Everything that anybody gets at any address, asked once: what several rules are held against."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.roles.asking import Asker, address, class_of, text_of
from tests.roles.table import ROWS, Row
from tests.roles.world import ANSWER, KEY, NOTE, OTHERS_MAIL, OWN, REMARK, World

CANARIES = (KEY, NOTE, ANSWER, OWN, REMARK, OTHERS_MAIL)
TOKEN = "csrfmiddlewaretoken"


@dataclass(frozen=True)
class Answer:
    """What one role got at one row's address; of its text only the words that are looked for."""

    row: Row
    role: str
    kind: str  # the word of the table
    status: int
    headers: Mapping[str, str]
    cookies: frozenset[str]
    words: frozenset[str]

    def __str__(self) -> str:
        return f"{self.row.method} {self.row.name} as {self.role}"


def ask_all(world: World, askers: Mapping[str, Asker]) -> Iterator[Answer]:
    """Ask every address as everybody."""
    for row in ROWS:
        url = address(row, world)
        for role, asker in askers.items():
            yield _answer(row, role, asker.ask(row.method, url))


def _answer(row: Row, role: str, given: Any) -> Answer:
    text = text_of(given)
    return Answer(
        row=row,
        role=role,
        kind=class_of(given),
        status=given.status_code,
        headers=given.headers,
        cookies=frozenset(given.cookies),
        words=frozenset(word for word in (*CANARIES, TOKEN) if word in text),
    )
