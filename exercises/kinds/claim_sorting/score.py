"""Scoring sorted claims: the class, then who asserts it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from exercises.kinds.claim_sorting.types import Answer, Brief, Key, Sorted, Statement, StatementKey
from exercises.kinds.score import Fact, Remark, Score, Verdict, earned, verdict_of
from exercises.tradecraft.claims import (
    FAMILIES,
    FAMILY_LABELS,
    LABELS,
    ClaimClass,
    ClaimKey,
    count_by_class,
    score_claim,
)
from exercises.tradecraft.claims import Verdict as Sorting
from exercises.tradecraft.labels import N_
from exercises.tradecraft.undefined import Undefined

SAYS: Mapping[Sorting, str] = {
    Sorting.RIGHT: N_("{given}, {given_term}: right."),
    Sorting.ALTERNATIVE: N_(
        "{given}, {given_term}: accepted in second place; the experts put {main}, {main_term}, first."
    ),
    Sorting.SAME_FAMILY: N_(
        "{given}, {given_term}: the right family ({family}), not the right class. "
        "It is {main}, {main_term}."
    ),
    Sorting.WRONG: N_("{given}, {given_term}: it is {main}, {main_term}."),
    Sorting.UNSORTED: N_("Not sorted. It is {main}, {main_term}."),
}
OPEN = N_("{given}, {given_term}: the experts differ here ({accepted}), so every class counts.")
WHO_RIGHT = N_("Asserted by {who}: right.")
WHO_WRONG = N_("Asserted by {who}: no. It is {wanted}.")
WHO_EMPTY = N_("Who asserts it was left open. It is {wanted}.")
CONFUSED = N_(
    "Across the task: {missed} of {wanted} claims of class {code}, {term}, went elsewhere. "
    "Read that class again."
)

_WORTH_SAYING = 2


def score(brief: Brief, key: Key, answer: Answer) -> Score:
    """Points for each claim, with what the experts say; then which class was missed most."""
    remarks: list[Remark] = []
    for statement in brief.statements:
        given = answer.sorted.get(statement.id, Sorted())
        expected = key.statements[statement.id]
        remarks.append(_class(brief, statement, expected, given))
        if statement.ask_who:
            remarks.append(_who(brief, statement, expected, given))
    return Score.of([*remarks, *_confused(brief, key, answer)])


def _class(brief: Brief, statement: Statement, key: StatementKey, given: Sorted) -> Remark:
    worth = brief.claim_c - (brief.who_c if statement.ask_who else 0)
    result = score_claim(given.code, ClaimKey(key.main, key.also))
    counts = key.open and given.code is not None
    points = worth if counts else earned(result.credit, worth)
    facts: dict[str, Fact] = {
        "main": str(key.main),
        "main_term": LABELS[key.main].term,
        "family": FAMILY_LABELS[FAMILIES[key.main]].term,
    }
    if given.code:
        facts |= {"given": str(given.code), "given_term": LABELS[given.code].term}
    if key.open:
        facts["accepted"] = " / ".join(sorted({str(key.main), *map(str, key.also)}))
    return Remark(
        line=statement.id,
        verdict=verdict_of(points, worth),
        points_c=points,
        out_of_c=worth,
        template=OPEN if counts else SAYS[result.verdict],
        facts=facts,
        note=key.why,
        cites=(statement.paragraph,),
    )


def _who(brief: Brief, statement: Statement, key: StatementKey, given: Sorted) -> Remark:
    names = {voice.id: voice.name for voice in brief.voices}
    right = given.who in key.who
    points = brief.who_c if right else 0
    template = WHO_RIGHT if right else WHO_WRONG if given.who else WHO_EMPTY
    facts: dict[str, Fact] = {
        "who": names.get(given.who, given.who),
        "wanted": " / ".join(names[each] for each in sorted(key.who)),
    }
    return Remark(
        line=statement.id,
        verdict=verdict_of(points, brief.who_c),
        points_c=points,
        out_of_c=brief.who_c,
        template=template,
        facts=facts,
        cites=(statement.paragraph,),
    )


def _confused(brief: Brief, key: Key, answer: Answer) -> Iterator[Remark]:
    """Name the classes of which most were missed, where that says something."""
    agreed = [each for each in brief.statements if not key.statements[each.id].open]
    keys = [key.statements[each.id] for each in agreed]
    given = [answer.sorted.get(each.id, Sorted()).code for each in agreed]
    if not any(given):
        return
    counts = count_by_class(given, [ClaimKey(each.main, each.also) for each in keys])
    for code in ClaimClass:
        count = counts[code]
        wanted = count.hits + count.misses
        if count.misses >= _WORTH_SAYING and not isinstance(count.f1, Undefined) and count.f1 < 0.5:
            facts: dict[str, Fact] = {
                "missed": count.misses,
                "wanted": wanted,
                "code": str(code),
                "term": LABELS[code].term,
            }
            yield Remark(str(code), Verdict.INFO, 0, 0, CONFUSED, facts)
