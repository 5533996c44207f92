"""The paragraphs that an answer and the comments on it cite, in order of first citing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from exercises.kinds.citing import cited_handles
from exercises.kinds.contract import Passage
from exercises.marking.commented import CommentedText
from exercises.work.sheets import Step


@dataclass(frozen=True)
class Cited:
    """One paragraph that is cited.

    Attributes:
        handle: as it was cited, ``¶7``.
        passage: the paragraph; None where the edition has none of that handle.
        comments: the numbers of the comments that cite it.
        by_answer: whether the answer cites it.
    """

    handle: str
    passage: Passage | None
    comments: Sequence[int] = ()
    by_answer: bool = True


def cited(
    step: Step, text: CommentedText | None, passages: Mapping[str, Passage]
) -> Sequence[Cited]:
    """Return the paragraphs cited by an answer, then those that comments alone cite."""
    prose = step.task.kind.prose(step.answer)
    texts = [prose] if prose else _texts(step.task.kind.to_json(step.answer))
    own = _handles(texts)
    by_comment: dict[str, list[int]] = {}
    for each in text.comments if text else ():
        for handle in _handles([each.comment.text]):
            by_comment.setdefault(handle, []).append(each.number)
    return [
        Cited(handle, passages.get(handle), by_comment.get(handle, ()), handle in own)
        for handle in dict.fromkeys((*own, *by_comment))
    ]


def _handles(texts: Iterable[str]) -> list[str]:
    """Return the paragraphs that texts cite, each once; items of evidence are no paragraphs."""
    found = (handle for text in texts for handle in cited_handles(text))
    return [handle for handle in dict.fromkeys(found) if handle.startswith("¶")]


def _texts(part: Any) -> Iterator[str]:
    """Yield every text of an answer's JSON, in its order."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, Mapping):
        for each in part.values():
            yield from _texts(each)
    elif isinstance(part, Sequence):
        for each in part:
            yield from _texts(each)
