"""What a rule says when its input cannot be meant."""

from exercises.tradecraft.labels import Sentence


class InvalidInput(ValueError):  # noqa: N818 - it reads as what it is
    """Input that no rule can read: a broken shape, a value off the scale, a sum that is not 1.

    It is never raised because data are few, equal or missing; those cases have an
    `undefined.Undefined`. `str()` is a plain sentence for the person who typed the value;
    `sentence` has the same with its facts apart, for translation.
    """

    def __init__(self, template: str, **facts: object) -> None:
        self.sentence = Sentence.of(template, **facts)
        super().__init__(str(self.sentence))
