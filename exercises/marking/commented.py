"""A handed-in text with its comments: marked where they belong, listed beside, none dropped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from exercises.kinds.anchors import Anchor, Place, paragraphs_of, place
from exercises.kinds.citing import linked
from exercises.kinds.contract import Passage
from exercises.marking.models import Comment


@dataclass(frozen=True)
class Numbered:
    """A comment with the number it has on the page, and its words with citations as links."""

    number: int
    comment: Comment
    html: SafeString
    placed: bool = True


@dataclass(frozen=True)
class CommentedParagraph:
    """One paragraph of the work: its number, its text with marks, the comments on it."""

    number: int
    html: SafeString
    comments: Sequence[Numbered]


@dataclass(frozen=True)
class CommentedText:
    """The whole text, and the comments whose place was not found."""

    paragraphs: Sequence[CommentedParagraph]
    unplaced: Sequence[Numbered]

    @property
    def comments(self) -> Sequence[Numbered]:
        """All comments, as they are numbered."""
        return [*(one for each in self.paragraphs for one in each.comments), *self.unplaced]

    @property
    def count(self) -> int:
        """How many comments there are."""
        return len(self.comments)


def commented(
    text: str, comments: Sequence[Comment], passages: Mapping[str, Passage]
) -> CommentedText:
    """Return a text with its comments, numbered in reading order; the unplaced ones come last."""
    paragraphs = paragraphs_of(text)
    by_key = {comment.pk: comment for comment in comments}
    anchors = [Anchor(each.pk, each.paragraph, each.quote, each.before) for each in comments]
    places, unplaced = place(dict(enumerate(paragraphs, start=1)), anchors)
    numbers = {each.key: number for number, each in enumerate(places, start=1)}
    found = [
        CommentedParagraph(
            number,
            _marked(
                paragraph, [each for each in places if each.paragraph == number], numbers, passages
            ),
            [
                Numbered(
                    numbers[each.key], by_key[each.key], linked(by_key[each.key].text, passages)
                )
                for each in places
                if each.paragraph == number
            ],
        )
        for number, paragraph in enumerate(paragraphs, start=1)
    ]
    rest = [
        Numbered(number, by_key[key], linked(by_key[key].text, passages), placed=False)
        for number, key in enumerate(unplaced, start=len(places) + 1)
    ]
    return CommentedText(found, rest)


def _marked(
    text: str,
    places: Sequence[Place],
    numbers: Mapping[int, int],
    passages: Mapping[str, Passage],
) -> SafeString:
    """Return a paragraph with its stretches marked; where they overlap they share the mark."""
    stretches = [each for each in places if each.end]
    edges = sorted({0, len(text), *(edge for each in stretches for edge in (each.start, each.end))})
    parts: list[SafeString] = []
    for start, end in pairwise(edges):
        piece = linked(text[start:end], passages)
        inside = any(each.start <= start and end <= each.end for each in stretches)
        parts.append(format_html("<mark>{}</mark>", piece) if inside else piece)
        ending = [each for each in stretches if each.end == end]
        parts += [_reference(numbers[each.key]) for each in ending]
    parts += [_reference(numbers[each.key]) for each in places if not each.end]
    return format_html_join("", "{}", ((part,) for part in parts))


def _reference(number: int) -> SafeString:
    return format_html(
        '<a class="comment-mark" id="mark-{0}" href="#comment-{0}" aria-label="{1}">[{0}]</a>',
        number,
        _("Comment %(number)s") % {"number": number},
    )
