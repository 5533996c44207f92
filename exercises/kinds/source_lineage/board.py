"""The class board of source lineage: what was drawn as fact, and how many origins there are. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from exercises.kinds.boards import Board, Choice, Finding, Given, Json, bars, modal, part, waiting
from exercises.kinds.source_lineage.types import Answer, Brief, Key, links_of
from exercises.tradecraft.disclosure import LIMITS, Audience
from exercises.tradecraft.labels import N_, Sentence
from exercises.tradecraft.lineage import (
    RELATION_LABELS,
    STATUS_LABELS,
    Link,
    Status,
    score_links,
)
from exercises.tradecraft.lineage import Verdict as Judged

ASSERTED = N_("Links drawn as fact")
MOST_DRAWN = N_("The link drawn as fact most often: {link}.")
NONE_DRAWN = N_("Nobody drew a link as fact.")
UNKNOWN = N_("{unknown} of these are not known: the dossier does not say so.")
ALL_KNOWN = N_("Each of these is stated in the dossier.")
ORIGINS = N_("Independent origins: {claim}")
AT_LEAST = N_("Most say: at least {least}, at most {most}.")
ORIGINS_PANEL = N_("The experts: at least {least}, at most {most}.")
FOUND = N_("Links of the experts that the class drew")
FOUND_SENTENCE = N_("On average {mean} of the experts' {all} links were drawn rightly.")
FOUND_PANEL = N_("What was missed most often stands first.")
NOT_KNOWN = N_("not known")

ASSERTED_SLUG, FOUND_SLUG, ORIGINS_SLUG = "asserted", "found", "origins"
MOST_SHOWN = 12


class LineageBoard(Board[Brief, Key, Answer]):
    """What the class drew as fact, what it missed, and its interval of independent origins."""

    def findings(
        self, brief: Brief, key: Key, given: Sequence[Given[Answer]], audience: Audience
    ) -> Sequence[Finding]:
        """Three findings, the invented certainty first."""
        answers = [each.answer for each in given]
        return [
            _asserted(key, answers, audience),
            _origins(brief, key, answers, audience),
            _found(key, answers, audience),
        ]

    def mine(self, brief: Brief, answer: Answer) -> Mapping[str, Sequence[str]]:
        """The links drawn as fact, and the two ends of the interval."""
        stated = [_name(each) for each in links_of(answer) if each.status is Status.STATED]
        return {ASSERTED_SLUG: stated, ORIGINS_SLUG: [*_ends(answer).values()]}


def _name(link: Link) -> str:
    """Return a link in signs; links that are the same, whatever their status, have one name."""
    one, other, same = link.identity
    return f"{one} = {other}" if same else f"{one} → {other}"


def _asserted(key: Key, answers: Sequence[Answer], audience: Audience) -> Finding:
    drawn = Counter(
        _name(link)
        for answer in answers
        for link in links_of(answer)
        if link.status is Status.STATED
    )
    truth = {_name(each.rule()): each.status for each in key.links}
    if len(answers) < LIMITS[audience].shares:
        return waiting(ASSERTED_SLUG, ASSERTED, "links", {"rows": []}, panel=Sentence(FOUND_PANEL))
    rows: list[Json] = [
        {
            "name": name,
            **part(people, len(answers), audience),
            "status": STATUS_LABELS[truth[name]].term if name in truth else "",
            "known": truth.get(name) is Status.STATED,
        }
        for name, people in sorted(drawn.items(), key=lambda each: (-each[1], each[0]))[:MOST_SHOWN]
    ]
    unknown = sum(not row["known"] for row in rows)
    panel = Sentence.of(UNKNOWN, unknown=unknown) if unknown else Sentence(ALL_KNOWN)
    sentence = Sentence(NONE_DRAWN)
    if rows:
        sentence = Sentence.of(MOST_DRAWN, link=rows[0]["name"])
    return Finding(ASSERTED_SLUG, ASSERTED, sentence, "links", {"rows": rows}, len(answers), panel)


def _ends(answer: Answer) -> dict[str, str]:
    ends = {}
    if answer.at_least is not None:
        ends["least"] = f"least-{answer.at_least}"
    if answer.at_most_unknown:
        ends["most"] = "most-?"
    elif answer.at_most is not None:
        ends["most"] = f"most-{answer.at_most}"
    return ends


def _origins(brief: Brief, key: Key, answers: Sequence[Answer], audience: Audience) -> Finding:
    ends = [_ends(each) for each in answers]
    right = {
        "least": f"least-{key.at_least}",
        "most": "most-?" if key.at_most is None else f"most-{key.at_most}",
    }
    facts = {
        side: bars(
            Counter(each[side] for each in ends if side in each),
            _numbers(side, [*ends, right]),
            audience,
            (right[side],),
        )
        for side in ("least", "most")
    }
    least: object = key.at_least
    most: object = NOT_KNOWN if key.at_most is None else key.at_most
    panel = Sentence.of(ORIGINS_PANEL, least=least, most=most)
    found = waiting(ORIGINS_SLUG, brief.claim, "origins", facts, panel=panel, why=(key.why,))
    told = {side: modal(facts[side]) for side in facts}
    if told["least"] is None or told["most"] is None:
        return found
    shown = {side: _shown(str(code)) for side, code in told.items()}
    sentence = Sentence.of(AT_LEAST, least=shown["least"], most=shown["most"])
    return found.told(sentence, len(answers))


def _numbers(side: str, ends: Sequence[Mapping[str, str]]) -> list[Choice]:
    codes = {each[side] for each in ends if side in each}
    known = sorted(
        (each for each in codes if not each.endswith("?")), key=lambda c: int(c.split("-")[1])
    )
    unknown = [each for each in codes if each.endswith("?")]
    return [Choice(code, _shown(code), apart=code in unknown) for code in [*known, *unknown]]


def _shown(code: str) -> str:
    end = code.split("-", 1)[1]
    return NOT_KNOWN if end == "?" else end


def _found(key: Key, answers: Sequence[Answer], audience: Audience) -> Finding:
    links = [each.rule() for each in key.links]
    right: Counter[str] = Counter()
    for answer in answers:
        for each in score_links(links_of(answer), links).links:
            if each.verdict is Judged.RIGHT:
                right[_name(each.link)] += 1
    told = len(answers) >= LIMITS[audience].shares
    rows: list[Json] = [
        {
            "name": _name(link),
            "relation": RELATION_LABELS[link.relation].term,
            "status": STATUS_LABELS[link.status].term,
            **part(right[_name(link)], len(answers), audience),
            "why": each.why,
        }
        for each, link in zip(key.links, links, strict=True)
    ]
    if told:
        rows.sort(key=lambda row: right[row["name"]])
    panel = Sentence(FOUND_PANEL)
    if not told:
        return waiting(FOUND_SLUG, FOUND, "found", {"rows": rows}, panel=panel)
    mean = sum(right.values()) / len(answers)
    sentence = Sentence.of(FOUND_SENTENCE, mean=f"{mean:.1f}", all=len(links))
    return Finding(FOUND_SLUG, FOUND, sentence, "found", {"rows": rows}, len(answers), panel)


BOARD = LineageBoard()
