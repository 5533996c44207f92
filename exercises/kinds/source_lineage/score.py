"""Scoring lineage: each link against the key's, then the number of independent origins. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from exercises.kinds.score import Fact, Remark, Score, Verdict, earned, shares, verdict_of
from exercises.kinds.source_lineage.types import Answer, Brief, Key, links_of
from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.labels import N_
from exercises.tradecraft.lineage import (
    POINTS,
    RELATION_LABELS,
    STATUS_LABELS,
    VERDICT_LABELS,
    Interval,
    Link,
    LinkScore,
    score_interval,
    score_links,
)
from exercises.tradecraft.lineage import Verdict as Judged

LINK = N_("{source} {relation} {target}, {status}: {verdict}. {meaning}")
LINK_OPEN = N_(
    "{source} {relation} {target}, {status}: the experts differ about this link, so it neither costs "
    "nor earns."
)
MISSED = N_("{source} {relation} {target}, {status}: not in your drawing.")
ORIGINS = N_(
    "Independent origins: you say at least {mine_least}, at most {mine_most}; the key says at least "
    "{least}, at most {most}."
)
ORIGINS_OPEN = N_(
    "Independent origins: not answered. The key says at least {least}, at most {most}."
)
ORIGINS_CROSSED = N_(
    "Independent origins: your “at most” is less than your “at least”. The key says at least {least}, "
    "at most {most}."
)
ORIGINS_OPEN_TO_ALL = N_(
    "Independent origins: you say at least {mine_least}, at most {mine_most}. The experts differ here "
    "(at least {least}, at most {most}), so every answer counts."
)
NOT_KNOWN = N_("not known")

ORIGINS_LINE = "origins"


def score(brief: Brief, key: Key, answer: Answer) -> Score:
    """A share for each link of the key that is drawn with the right status.

    What is unknown but drawn as fact, drawn the wrong way round or invented takes a share back; the
    task never falls below 0.
    """
    links = [*_links(brief, key, answer)]
    return Score.of([*links, _origins(brief, key, answer)])


def _links(brief: Brief, key: Key, answer: Answer) -> Iterator[Remark]:
    given = {each.rule().identity: each for each in key.links}
    worth_of = dict(zip(given, shares(brief.links_c, len(key.links)), strict=True))
    back = brief.links_c // len(key.links)
    differ = {each.rule().identity: each for each in key.open_links}
    drawn = links_of(answer)
    compared = [link for link in drawn if link.identity not in differ]
    result = score_links(compared, [each.rule() for each in key.links])
    for each in result.links:
        identity = each.link.identity
        note = given[identity].why if identity in given else ""
        yield _link(each, worth_of.get(identity, 0), back, note)
    for link in drawn:
        if link.identity in differ:
            note = differ[link.identity].why
            yield Remark(_line(link), Verdict.INFO, 0, 0, LINK_OPEN, _named(link), note)


def _link(scored: LinkScore, worth: int, back: int, note: str) -> Remark:
    link, judged = scored.link, scored.verdict
    credit = POINTS[judged]
    points = worth if credit > 0 else back * credit
    template = MISSED if judged is Judged.MISSED else LINK
    facts = _named(link) | {
        "verdict": VERDICT_LABELS[judged].term,
        "meaning": VERDICT_LABELS[judged].meaning,
    }
    verdict = verdict_of(points, worth)
    return Remark(_line(link), verdict, points, worth, template, facts, note)


def _named(link: Link) -> dict[str, Fact]:
    return {
        "source": link.source,
        "relation": RELATION_LABELS[link.relation].term,
        "target": link.target,
        "status": STATUS_LABELS[link.status].term,
    }


def _line(link: Link) -> str:
    return f"{link.source}–{link.target}"


def _origins(brief: Brief, key: Key, answer: Answer) -> Remark:
    worth = brief.origins_c
    facts: dict[str, Fact] = {"least": key.at_least, "most": _most(key.at_most)}
    if answer.at_least is None or (answer.at_most is None and not answer.at_most_unknown):
        verdict = verdict_of(0, worth)
        return Remark(ORIGINS_LINE, verdict, 0, worth, ORIGINS_OPEN, facts, key.why)
    at_most = None if answer.at_most_unknown else answer.at_most
    try:
        mine = Interval(answer.at_least, at_most)
    except InvalidInput:
        verdict = verdict_of(0, worth)
        return Remark(ORIGINS_LINE, verdict, 0, worth, ORIGINS_CROSSED, facts, key.why)
    credit = score_interval(mine, Interval(key.at_least, key.at_most)).credit
    points = worth if key.origins_open else earned(credit, worth)
    template = ORIGINS_OPEN_TO_ALL if key.origins_open else ORIGINS
    facts |= {"mine_least": mine.at_least, "mine_most": _most(mine.at_most)}
    verdict = verdict_of(points, worth)
    return Remark(ORIGINS_LINE, verdict, points, worth, template, facts, key.why)


def _most(value: int | None) -> Fact:
    return NOT_KNOWN if value is None else value
