"""A panel's drawings as a key: the links that more than half draw, with what they rest on. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from exercises.kinds.panels import (
    DIFFER,
    EXPERTS_WANTED,
    NOBODY,
    TOO_FAR,
    TOO_FEW,
    PanelLine,
    PanelReading,
    Ratings,
    Verdict,
    judge_order,
    middle,
    most_common,
)
from exercises.kinds.source_lineage.types import Answer, Brief, Key, KeyLink, links_of
from exercises.tradecraft.agreement import Metric
from exercises.tradecraft.labels import N_
from exercises.tradecraft.lineage import Link, Relation, Status

LINKS, ORIGINS = N_("Links"), N_("Independent origins")
NOT_DRAWN = N_("no link")
UNKNOWN_MOST = N_("not known")
MINORITY = N_("Half of the experts or fewer draw it: drawn or not, it costs and earns nothing.")
_STATUSES = {str(status): float(n) for n, status in enumerate(Status)}
_Identity = tuple[str, str, bool]


def read(brief: Brief, answers: Sequence[Answer], before: Key | None = None) -> PanelReading[Key]:
    """Build a key from experts' drawings.

    A link that more than half draw is in the key, with the status in the middle of theirs. Where
    these lie two steps apart, and for links that half or fewer draw, the experts differ: drawn or
    not, such a link costs and earns nothing. The origins take the middle of their numbers.
    """
    drawn = [{link.identity: link for link in links_of(answer)} for answer in answers]
    notes = _notes(before)
    lines: list[PanelLine] = []
    links: list[KeyLink] = []
    differ: list[KeyLink] = []
    for identity in dict.fromkeys(each for drawing in drawn for each in drawing):
        found = [drawing[identity] for drawing in drawn if identity in drawing]
        verdict = _judge(found, len(answers))
        entry = _entry(found, notes.get(identity, ""))
        (links if verdict.graded else differ).append(entry)
        lines.append(_link_line(identity, drawn, entry, verdict))
    origins, lowest, highest, agreed = _origins(answers)
    lines += origins
    key = (
        Key(
            links=tuple(links[:100]),
            at_least=lowest,
            at_most=highest,
            open_links=tuple(differ[:100]),
            origins_open=not agreed,
            why=before.why if before else "",
        )
        if links
        else None
    )
    return PanelReading(key, tuple(lines), ratings(brief, answers))


def _notes(before: Key | None) -> dict[_Identity, str]:
    every = (*before.links, *before.open_links) if before else ()
    return {each.rule().identity: each.why for each in every}


def _judge(found: Sequence[Link], of: int) -> Verdict:
    if of < EXPERTS_WANTED:
        return Verdict(False, TOO_FEW)
    if 2 * len(found) <= of:
        return Verdict(False, MINORITY, differ=True)
    return judge_order([str(link.status) for link in found], _STATUSES, wanted=1)


def _entry(found: Sequence[Link], why: str) -> KeyLink:
    status = list(Status)[round(middle([_STATUSES[str(link.status)] for link in found]))]
    relation = most_common([str(link.relation) for link in found], map(str, Relation))
    return KeyLink(found[0].source, found[0].target, status, Relation(relation), why)


def _link_line(
    identity: _Identity,
    drawn: Sequence[dict[_Identity, Link]],
    entry: KeyLink,
    verdict: Verdict,
) -> PanelLine:
    given = tuple(
        str(drawing[identity].status) if identity in drawing else NOT_DRAWN for drawing in drawn
    )
    return PanelLine.of(
        verdict,
        label=f"{entry.source} – {entry.target}",
        given=given,
        taken=str(entry.status) if verdict.graded else "",
    )


def _origins(answers: Sequence[Answer]) -> tuple[list[PanelLine], int, int | None, bool]:
    """The line on the origins, both ends for the key, and whether the experts agree on them."""
    told = [
        (answer.at_least, None if answer.at_most_unknown else answer.at_most)
        for answer in answers
        if answer.at_least is not None and (answer.at_most is not None or answer.at_most_unknown)
    ]
    given = tuple(_interval(answer) for answer in answers)
    if not told:
        line = PanelLine.of(Verdict(False, NOBODY), label=ORIGINS, given=given, taken="")
        return [line], 1, None, False
    lows, highs = [low for low, _high in told], [high for _low, high in told]
    known = [high for high in highs if high is not None]
    unknown = 2 * len(known) <= len(highs)
    lowest = int(middle(lows))
    highest = None if unknown else max(int(middle(known)), lowest)
    steps = max(max(lows) - min(lows), max(known) - min(known) if known else 0)
    mixed = 0 < len(known) < len(highs)
    verdict = judge_order([str(low) for low in lows], {str(low): float(low) for low in lows})
    if verdict.graded and (steps >= TOO_FAR or mixed):
        verdict = Verdict(False, DIFFER, max(steps, TOO_FAR), differ=True)
    taken = f"{lowest} – {UNKNOWN_MOST if highest is None else highest}"
    line = PanelLine.of(verdict, label=ORIGINS, given=given, taken=taken)
    return [line], lowest, highest, verdict.graded


def _interval(answer: Answer) -> str:
    if answer.at_least is None:
        return ""
    most = UNKNOWN_MOST if answer.at_most_unknown else answer.at_most
    return f"{answer.at_least} – {'' if most is None else most}"


def ratings(brief: Brief, answers: Sequence[Answer], key: Key | None = None) -> tuple[Ratings, ...]:
    """Return what each person rests each link on that anybody drew; not drawing one says so too."""
    drawn = [{link.identity: link for link in links_of(answer)} for answer in answers]
    identities = list(dict.fromkeys(each for drawing in drawn for each in drawing))
    return (
        Ratings(
            LINKS,
            Metric.NOMINAL,
            tuple(f"{source}–{target}" for source, target, _same in identities),
            tuple(
                tuple(
                    str(drawing[identity].status) if identity in drawing else "none"
                    for drawing in drawn
                )
                for identity in identities
            ),
            accepted=_accepted(identities, key),
        ),
    )


def _accepted(
    identities: Sequence[_Identity], key: Key | None
) -> tuple[frozenset[str] | None, ...]:
    if key is None:
        return ()
    wanted = {each.rule().identity: str(each.status) for each in key.links}
    differ = {each.rule().identity for each in key.open_links}
    return tuple(
        None if identity in differ else frozenset({wanted.get(identity, "none")})
        for identity in identities
    )
