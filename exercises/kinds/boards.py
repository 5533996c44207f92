"""What a class made of one task: the contract of a kind's board. Pure.

A kind that can show a class to itself has a file ``board.py`` with one instance called ``BOARD`` and
a template ``kinds/<kind>/debrief.html``; the registry finds them, and a kind without one simply has
no board. A board reads many answers at once and says what is worth talking about, one ``Finding``
each: first the class, then what the experts hold, then why.

Findings are JSON, so that they are counted once and shown often. Every figure in them has gone
through ``tradecraft.disclosure`` for the people who will see it; what the experts hold and why stands
in fields of its own, which a page shows only when it is time.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, ClassVar, Generic, TypeAlias, TypeVar

from exercises.tradecraft.disclosure import LIMITS, Audience, Hidden, Why, disclose_shares
from exercises.tradecraft.labels import N_, Sentence

B = TypeVar("B")
K = TypeVar("K")
A = TypeVar("A")

Json: TypeAlias = dict[str, Any]
Tally: TypeAlias = Mapping[tuple[str, ...], Mapping[str, int]]
"""How many people put each value at each place of their answers: ``("cells", "E3", "H1") -> C: 7``."""

CLASS, PANEL, WHY = 1, 2, 3
"""Steps of a finding: the class first, then the experts, then why."""

WAITING = N_("Too few answered this, or nearly all alike, so nothing of the class is shown.")
NEARLY: Mapping[str, str] = {"yes": N_("nearly all"), "no": N_("nearly nobody")}


@dataclass(frozen=True, slots=True)
class Given(Generic[A]):
    """One person's answer, and what they had answered before something new came in, if it did."""

    answer: A
    earlier: A | None = None


@dataclass(frozen=True)
class Finding:
    """One thing worth talking about.

    Attributes:
        slug: its name within the task.
        title: what it is about, in the words of the task.
        sentence: what the class made of it.
        drawing: which part of the kind's template draws it.
        facts: what that part draws, JSON.
        n: how many answers it rests on; None where that is not told.
        panel: what the experts hold; None where they say nothing.
        why: their reasons, in their own words.
        cites: handles of paragraphs.
    """

    slug: str
    title: str
    sentence: Sentence
    drawing: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    n: int | None = None
    panel: Sentence | None = None
    why: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()

    def told(self, sentence: Sentence, n: int) -> Finding:
        """Return the same finding with what the class made of it, and how many that rests on."""
        return replace(self, sentence=sentence, n=n)

    def to_json(self) -> Json:
        """Return it as JSON; sentences keep their facts apart, for the reader's language."""
        return {
            "slug": self.slug,
            "title": self.title,
            "sentence": sentence_json(self.sentence),
            "drawing": self.drawing,
            "facts": dict(self.facts),
            "n": self.n,
            "panel": sentence_json(self.panel) if self.panel else None,
            "why": [each for each in self.why if each],
            "cites": list(self.cites),
            "steps": 1 + (self.panel is not None) + any(self.why),
        }


class Board(ABC, Generic[B, K, A]):
    """What a kind shows of a class."""

    edition: ClassVar[int] = 1
    """Raised when the board counts otherwise, so that stored findings are counted anew."""

    @abstractmethod
    def findings(
        self, brief: B, key: K, given: Sequence[Given[A]], audience: Audience
    ) -> Sequence[Finding]:
        """Return what is worth talking about, the most telling first; the same for any order."""

    @abstractmethod
    def mine(self, brief: B, answer: A) -> Mapping[str, Sequence[str]]:
        """Return what one answer says to each finding by its slug: the codes of its bars."""


class TalliedBoard(Board[B, K, A]):
    """A board whose answers are large: the database counts them, and findings rest on the counts.

    ``tallied`` names fields of the stored answer with the depth of their tables: 0 a value, 1 a table
    of values, 2 a table of tables.
    """

    tallied: ClassVar[Mapping[str, int]]

    @abstractmethod
    def findings_of(
        self, brief: B, key: K, tally: Tally, n: int, audience: Audience
    ) -> Sequence[Finding]:
        """Return the findings over counted answers of ``n`` people."""

    @abstractmethod
    def plain(self, answer: A) -> Json:
        """Return the tallied fields of an answer as they are stored."""

    @abstractmethod
    def mine_of(self, stored: Json) -> Mapping[str, Sequence[str]]:
        """Return what ``mine`` does, from the stored fields: large answers need not be read whole."""

    def mine(self, brief: B, answer: A) -> Mapping[str, Sequence[str]]:
        """Return what one answer says to each finding."""
        return self.mine_of(self.plain(answer))

    def findings(
        self, brief: B, key: K, given: Sequence[Given[A]], audience: Audience
    ) -> Sequence[Finding]:
        """Count in Python what the database would have counted."""
        tally = tally_of([self.plain(each.answer) for each in given], self.tallied)
        return self.findings_of(brief, key, tally, len(given), audience)


AnyBoard: TypeAlias = Board[Any, Any, Any]


@cache
def find(slug: str) -> AnyBoard | None:
    """Return the board of the kind ``slug``, or None where it has none."""
    name = f"exercises.kinds.{slug}.board"
    if find_spec(name) is None:
        return None
    board: AnyBoard = import_module(name).BOARD
    return board


def tally_of(answers: Iterable[Json], tallied: Mapping[str, int]) -> Tally:
    """Count the values of stored answers by place, as the database does (``debrief.tallies``)."""
    found: dict[tuple[str, ...], Counter[str]] = {}

    def note(value: Any, depth: int, place: tuple[str, ...]) -> None:
        if depth:
            for name, each in (value or {}).items():
                note(each, depth - 1, (*place, str(name)))
        elif value not in {None, ""}:
            found.setdefault(place, Counter())[str(value)] += 1

    for answer in answers:
        for name, depth in tallied.items():
            note(answer.get(name), depth, (name,))
    return found


# --- what the findings of all boards are made of --------------------------------------------------
@dataclass(frozen=True, slots=True)
class Choice:
    """One bar: its code, its words, and how its sign is drawn.

    ``sign`` is ``source``, ``information``, ``claim``, ``rating`` or empty; ``apart`` bars stand
    below a rule, outside the order of the others (F and 6).
    """

    code: str
    label: str
    sign: str = ""
    apart: bool = False


def bars(
    counts: Mapping[str, int],
    choices: Sequence[Choice],
    audience: Audience,
    panel: Iterable[str] = (),
) -> Json:
    """Return a distribution as JSON, as far as ``audience`` may know it.

    Choices exclude each other. ``rows`` hold a bar for each with count and share in per cent; both
    are None where the figure is held back. ``hidden`` says why there is none at all; ``most`` is the
    code of what nearly everybody chose, whose row says so in ``words`` instead of a figure.
    """
    wanted = {choice.code: counts.get(choice.code, 0) for choice in choices}
    shares = disclose_shares(wanted, audience)
    hidden = isinstance(shares, Hidden)
    told = {} if isinstance(shares, Hidden) else shares.counts
    n = None if isinstance(shares, Hidden) else shares.n
    most = None if isinstance(shares, Hidden) else shares.most
    accepted = set(panel)
    return {
        "n": n,
        "hidden": sentence_json(shares.sentence) if isinstance(shares, Hidden) else None,
        "most": most,
        "rows": [
            {
                "code": choice.code,
                "label": choice.label,
                "sign": choice.sign,
                "apart": choice.apart,
                "panel": choice.code in accepted,
                "count": told.get(choice.code) if told else None,
                "share": round(100 * told[choice.code] / n) if told and n else None,
                "words": NEARLY["yes"] if choice.code == most else None,
            }
            for choice in choices
        ]
        if not hidden
        else [],
    }


def part(people: int, n: int, audience: Audience) -> Json:
    """Return how many of ``n`` people did one thing, as far as ``audience`` may know it.

    ``share`` in per cent; or, where a figure would tell what everybody did, ``words`` alone; both are
    None where nothing is told.
    """
    found = disclose_shares({"yes": people, "no": n - people}, audience)
    if isinstance(found, Hidden):
        return {"share": None, "words": None}
    if found.most:
        return {"share": None, "words": NEARLY[found.most]}
    return {"share": round(100 * people / n), "words": None}


def parts(
    counts: Mapping[str, int],
    n: int,
    choices: Sequence[Choice],
    audience: Audience,
    panel: Iterable[str] = (),
) -> Json:
    """Return bars of things that do not exclude each other: each is a share of ``n`` people."""
    accepted = set(panel)
    whole = disclose_shares({"": n}, audience)
    held_back = isinstance(whole, Hidden)
    return {
        "n": None if held_back else n,
        "hidden": sentence_json(whole.sentence) if isinstance(whole, Hidden) else None,
        "most": None,
        "rows": []
        if held_back
        else [
            {
                "code": choice.code,
                "label": choice.label,
                "sign": choice.sign,
                "apart": choice.apart,
                "panel": choice.code in accepted,
                "count": None,
                **part(counts.get(choice.code, 0), n, audience),
            }
            for choice in choices
        ],
    }


def modal(drawn: Json) -> str | None:
    """Return the code most people chose, the first of several; None where nothing is told."""
    if drawn["hidden"]:
        return None
    if drawn["most"]:
        return str(drawn["most"])
    rows = [row for row in drawn["rows"] if row["count"]]
    return str(max(rows, key=lambda row: row["count"])["code"]) if rows else None


def tenths(numbers: Iterable[int]) -> Counter[str]:
    """Count per cents in tenths by the first number of each: 37 falls into "30", 99 into "90"."""
    return Counter(str(min(number // 10, 9) * 10) for number in numbers)


TENTHS: tuple[Choice, ...] = tuple(
    Choice(str(low), f"{low}–{low + 9 if low < 90 else 100} %") for low in range(0, 100, 10)
)


def sentence_json(sentence: Sentence) -> Json:
    """Return a sentence as JSON, its facts apart."""
    return {"template": sentence.template, "facts": dict(sentence.facts)}


def until_enough(found: Sequence[Finding], n: int, audience: Audience) -> list[Finding]:
    """Return findings that say from how many answers on they are shown, where ``n`` are too few."""
    needed = LIMITS[audience].shares
    if n >= needed:
        return list(found)
    sentence = Hidden(Why.TOO_FEW, needed).sentence
    return [replace(each, sentence=sentence) if each.n is None else each for each in found]


def waiting(
    slug: str,
    title: str,
    drawing: str,
    facts: Json,
    *,
    panel: Sentence | None = None,
    why: tuple[str, ...] = (),
    cites: tuple[str, ...] = (),
) -> Finding:
    """Return a finding whose class figures are held back; ``Finding.told`` adds what may be told.

    What the experts hold can be shown all the same.
    """
    return Finding(slug, title, Sentence(WAITING), drawing, facts, None, panel, why, cites)
