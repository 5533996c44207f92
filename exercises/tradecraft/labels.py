"""English source strings, kept where a translator's tool can find them.

The rules are pure, so they do not translate. They mark their words with `N_` (a name every
extraction tool knows) and leave it to the page to call `gettext` on what it shows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self


def N_(text: str, /) -> str:  # noqa: N802 - the name extraction tools look for
    """Mark a source string for translation and return it unchanged."""
    return text


@dataclass(frozen=True, slots=True)
class Label:
    """What a screen calls one value of a scale.

    `term` is the short name, in lower case unless it is a proper name, so that it can stand
    inside a sentence. `meaning` is one sentence that tells when to choose the value; it may be
    empty where the term says it all.
    """

    term: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence for a person with its facts apart, so that it can be translated.

    `template` uses the fields of `str.format`; `facts` are (name, value) pairs.
    """

    template: str
    facts: tuple[tuple[str, object], ...] = ()

    @classmethod
    def of(cls, template: str, **facts: object) -> Self:
        """Build a sentence from a marked template and its facts."""
        return cls(template, tuple(facts.items()))

    def render(self, translate: Callable[[str], str] = str) -> str:
        """The sentence in words; pass `gettext` to have it in the reader's language."""
        template = translate(self.template)
        return template.format(**dict(self.facts)) if self.facts else template

    def __str__(self) -> str:
        return self.render()
