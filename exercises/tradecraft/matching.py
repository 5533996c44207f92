"""One answer to one item of a key, as many pairs as can be made.

A finding may fit two items of a key and an item two findings. Taking them in the order they come
would make a score depend on that order; the largest matching does not.
"""

from collections.abc import Sequence


def match_one_to_one(choices: Sequence[Sequence[int]]) -> tuple[int | None, ...]:
    """Pair each answer with at most one of the items it fits, and as many answers as possible.

    `choices[a]` lists the items answer `a` fits, the best first. Returns the item of each answer,
    or None. Augmenting paths (Kuhn 1955); an answer that found an item keeps one.
    """
    answer_of: dict[int, int] = {}

    def place(answer: int, tried: set[int]) -> bool:
        for item in choices[answer]:
            if item in tried:
                continue
            tried.add(item)
            if item not in answer_of or place(answer_of[item], tried):
                answer_of[item] = answer
                return True
        return False

    for answer in range(len(choices)):
        place(answer, set())
    item_of = {answer: item for item, answer in answer_of.items()}
    return tuple(item_of.get(answer) for answer in range(len(choices)))
