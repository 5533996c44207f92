"""A refusal: the product says no, in a sentence that says what to do next."""

from __future__ import annotations


class Refusal(Exception):  # noqa: N818 - it is an answer to a person, not an error
    """A business act that cannot be done now.

    Attributes:
        sentence: what the person reads; says what happened and what to do next.
        code: a short stable name for tests and logs, such as ``session-full``.
        next_url: where "what to do next" leads, if there is such a place.
    """

    def __init__(self, sentence: str, *, code: str = "refused", next_url: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code
        self.next_url = next_url
