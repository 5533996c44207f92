"""The class board of a choice. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from exercises.kinds.boards import Board, Choice, Finding, Given, bars, parts, waiting
from exercises.kinds.choice.types import Answer, Brief, Key
from exercises.tradecraft.disclosure import Audience
from exercises.tradecraft.labels import N_, Sentence

MOSTLY = N_("Most often chosen: {option}.")
RIGHT = N_("The experts: {right}.")
SLUG = "choice"


class ChoiceBoard(Board[Brief, Key, Answer]):
    """How many chose each option."""

    def findings(
        self, brief: Brief, key: Key, given: Sequence[Given[Answer]], audience: Audience
    ) -> Sequence[Finding]:
        """One finding: the options with their bars."""
        counts = Counter(option for each in given for option in each.answer.chosen)
        choices = [Choice(each.id, each.text) for each in brief.options]
        answered = sum(bool(each.answer.chosen) for each in given)
        drawn = bars(counts, choices, audience, key.right)
        if brief.several:
            drawn = parts(counts, answered, choices, audience, key.right)
        names = {each.id: each.text.rstrip(".") for each in brief.options}
        right = " / ".join(names[each.id] for each in brief.options if each.id in key.right)
        panel = Sentence.of(RIGHT, right=right)
        why = tuple(f"{names[id_]}: {text}" for id_, text in key.why.items())
        found = waiting(SLUG, brief.question, "bars", {"bars": drawn}, panel=panel, why=why)
        if drawn["hidden"]:
            return [found]
        most = max(counts, key=lambda each: counts[each])
        return [found.told(Sentence.of(MOSTLY, option=names[most]), answered)]

    def mine(self, brief: Brief, answer: Answer) -> Mapping[str, Sequence[str]]:
        """The options chosen."""
        return {SLUG: sorted(answer.chosen)}


BOARD = ChoiceBoard()
