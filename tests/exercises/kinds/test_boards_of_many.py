"""Boards of classes of every size whose answers differ: each finding keeps what boards promise.

The answers are crossed from a kind's samples, leaf by leaf, so that classes agree, split and oppose.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest

from exercises.kinds import registry
from exercises.kinds.boards import Given, find
from exercises.kinds.contract import AnyKind, Sample
from exercises.kinds.shape import ShapeError
from exercises.tradecraft.disclosure import LIMITS, Audience

Class = Sequence[Given[Any]]
SIZES = (1, 5, 8, 60)
ROUNDS = 8
# What a leaf may say besides what the samples say, where a kind takes it.
ELSE: dict[str, Sequence[Any]] = {"cells": ("CC", "C", "N", "I", "II", "NA")}

# Tasks and keys that no sample has: by kind, what is different in the brief and in the key.
UNDECIDED = {f"E{n}": {"experts": [["N", "N", "N"]] * 3} for n in (1, 2, 3)}
OTHERWISE: dict[str, Sequence[tuple[dict[str, Any], dict[str, Any]]]] = {
    "ach_matrix": (({"linchpin_c": 0, "ask_chances": False}, {}), ({}, {"rows": UNDECIDED})),
    "forecast": (({}, {"settled": {}, "reference": {}}),),
}


def leaves(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Yield every value that holds no other, with the way to it."""
    if isinstance(data, dict):
        for name, value in data.items():
            yield from leaves(value, (*path, name))
    else:
        yield path, data


def crossed(answers: Sequence[Any], dice: random.Random, gaps: float) -> Any:
    """Return one answer whose leaves come from one or another of ``answers``, a part left out."""
    known: dict[tuple[Any, ...], list[Any]] = {}
    for answer in answers:
        for path, value in leaves(answer):
            known.setdefault(path, []).append(value)
    made: dict[Any, Any] = {}
    for path, values in known.items():
        if not path or dice.random() < gaps:
            continue
        place = made
        for name in path[:-1]:
            place = place.setdefault(name, {})
        place[path[-1]] = dice.choice([*values, *ELSE.get(path[0], ())])
    return made


def groups_of(kind: AnyKind) -> list[list[Sample]]:
    """Return a kind's samples that can be scored, those of one brief and key together."""
    groups: dict[str, list[Sample]] = {}
    for sample in import_module(f"exercises.kinds.{kind.slug}.samples").SAMPLES:
        if not sample.invalid:
            groups.setdefault(json.dumps([sample.brief, sample.key]), []).append(sample)
    found = list(groups.values())
    for brief, key in OTHERWISE.get(kind.slug, ()):
        found.append(
            [
                replace(each, brief={**each.brief, **brief}, key={**each.key, **key})
                for each in found[0]
            ]
        )
    return found


def class_of(kind: AnyKind, samples: Sequence[Sample], size: int, dice: random.Random) -> Class:
    """Return a class of ``size``: crossed answers, or one of the samples'; half had another before."""
    answers = [sample.answer for sample in samples]

    if dice.random() < 0.3:  # all alike, or nearly
        first, *others = (kind.answer_from(each) for each in answers)
        apart = [Given(dice.choice(others))] * dice.randint(0, 1) if others else []
        return [*[Given(first)] * (size - len(apart)), *apart]

    gaps = dice.choice((0.05, 0.6))

    def one() -> Any:
        try:
            return kind.answer_from(crossed(answers, dice, gaps))
        except ShapeError:  # leaves of different samples that do not go together
            return kind.answer_from(dice.choice(answers))

    return [Given(one(), earlier=one() if dice.random() < 0.5 else None) for _ in range(size)]


def shares_in(data: Any) -> Iterator[Any]:
    """Yield every share and count that is told of people."""
    if isinstance(data, dict):
        yield from (data[name] for name in ("share", "count") if data.get(name) is not None)
        data = list(data.values())
    if isinstance(data, list):
        for each in data:
            yield from shares_in(each)


@pytest.mark.parametrize("audience", list(Audience), ids=str)
@pytest.mark.parametrize(
    "kind", [each for each in registry.every().values() if find(each.slug)], ids=lambda k: k.slug
)
def test_what_a_board_tells_of_a_class_is_json_and_of_enough_people(
    kind: AnyKind, audience: Audience
) -> None:
    board, dice = find(kind.slug), random.Random(kind.slug)
    assert board is not None
    for samples in groups_of(kind):
        brief, key = kind.brief_from(samples[0].brief), kind.key_from(samples[0].key)
        for size in SIZES:
            for _ in range(ROUNDS):
                told = board.findings(brief, key, class_of(kind, samples, size, dice), audience)
                plain = [each.to_json() for each in told]
                assert json.loads(json.dumps(plain)) == plain
                assert len({each["slug"] for each in plain}) == len(plain)
                if size < LIMITS[audience].middle:
                    assert not list(shares_in(plain))
