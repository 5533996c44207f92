"""The kind: statements under their paragraphs, a choice of six codes each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exercises.kinds.choices import options
from exercises.kinds.claim_sorting import moved as moving
from exercises.kinds.claim_sorting import panel
from exercises.kinds.claim_sorting import score as scoring
from exercises.kinds.claim_sorting.types import Answer, Brief, Key, Sorted, Statement
from exercises.kinds.contract import Kind, Parsed, Progress, Sheet
from exercises.kinds.moving import Moved
from exercises.kinds.panels import PanelReading, Ratings
from exercises.kinds.posting import Posted
from exercises.kinds.score import Score
from exercises.tradecraft.claims import FAMILIES, FAMILY_LABELS, LABELS, ClaimClass

UNSORTED = "unsorted"
PILES = "piles"


class ClaimSorting(Kind[Brief, Key, Answer]):
    """Reported fact, attributed allegation, judgement, assumption, speculation or context?"""

    slug = "claim_sorting"
    title = gettext_lazy("Claim sorting")
    does = gettext_lazy("Sorts numbered claims into six classes and names who asserts them.")
    brief_type, key_type, answer_type = Brief, Key, Answer

    def out_of_c(self, brief: Brief) -> int:
        """Every claim is worth the same."""
        return brief.claim_c * len(brief.statements)

    def validate(self, brief: Brief, key: Key) -> Sequence[str]:
        """Every statement has a key; where the student is asked who asserts it, so does the key."""
        found: list[str] = []
        voices = {voice.id for voice in brief.voices}
        for each in brief.statements:
            entry = key.statements.get(each.id)
            if entry is None:
                found.append(_("Statement %(id)s has no key.") % {"id": each.id})
            elif each.ask_who and not entry.who:
                found.append(_("The key of statement %(id)s does not say who.") % {"id": each.id})
            elif not entry.who <= voices:
                found.append(
                    _("The key of statement %(id)s names a voice the task does not offer.")
                    % {"id": each.id}
                )
        ids = {each.id for each in brief.statements}
        found += [
            _("The key names %(id)s, which is no statement of the task.") % {"id": each}
            for each in key.statements
            if each not in ids
        ]
        return found

    def model(self, brief: Brief, key: Key) -> Answer:
        """The class for full credit, and the first accepted voice."""
        return Answer(
            {
                each.id: Sorted(
                    key.statements[each.id].main,
                    min(key.statements[each.id].who, default="") if each.ask_who else "",
                )
                for each in brief.statements
            }
        )

    def cites(self, brief: Brief) -> Sequence[str]:
        """The paragraphs the statements stand in."""
        return sorted({each.paragraph for each in brief.statements})

    def parts(self, brief: Brief) -> Sequence[str]:
        """The statements still to sort, and what was sorted, by class."""
        return (UNSORTED, PILES)

    def parse(self, brief: Brief, post: QueryDict, previous: Answer) -> Parsed[Answer]:
        """Read ``c-<id>`` (class) and ``w-<id>`` (who) of the statements that were posted."""
        posted = Posted(post)
        voices = frozenset(voice.id for voice in brief.voices)
        found = dict(previous.sorted)
        for each in brief.statements:
            old = found.get(each.id, Sorted())
            new = replace(old, code=posted.choice(f"c-{each.id}", ClaimClass, old.code))
            if each.ask_who:
                new = replace(new, who=posted.one_of(f"w-{each.id}", voices, old.who))
            if new != Sorted():
                found[each.id] = new
            else:
                found.pop(each.id, None)
        return Parsed(Answer(found), tuple(posted.wrong), posted.typed)

    def progress(self, brief: Brief, answer: Answer) -> Progress:
        """Claims that have a class."""
        done = sum(_sorted(answer, each).code is not None for each in brief.statements)
        of = len(brief.statements)
        return Progress(done, of, _("%(done)s of %(of)s sorted") % {"done": done, "of": of})

    def missing(self, brief: Brief, answer: Answer) -> Sequence[str]:
        """The unsorted claims in one line, and those without a voice in another."""
        unsorted = [each.id for each in brief.statements if not _sorted(answer, each).code]
        unnamed = [
            each.id
            for each in brief.statements
            if each.ask_who and _sorted(answer, each).code and not _sorted(answer, each).who
        ]
        found = []
        if unsorted:
            found.append(_("Not sorted: %(ids)s.") % {"ids": ", ".join(unsorted)})
        if unnamed:
            found.append(_("Who asserts it is open: %(ids)s.") % {"ids": ", ".join(unnamed)})
        return found

    def context(self, sheet: Sheet[Brief, Answer]) -> dict[str, Any]:
        """Statements by paragraph, or by class for the piles."""
        part = sheet.part if sheet.part in self.parts(sheet.brief) else ""
        names = {voice.id: voice.name for voice in sheet.brief.voices}
        lines = [_line(sheet, each, names) for each in sheet.brief.statements]
        classes = options(LABELS, None)
        shown = [each for each in lines if part != UNSORTED or not each["code"]]
        return {
            "sheet": sheet,
            "part": part,
            "unsorted": UNSORTED,
            "piles": PILES,
            "groups": [
                {"handle": handle, "passage": sheet.passages.get(handle), "lines": list(group)}
                for handle, group in groupby(shown, key=lambda each: each["paragraph"])
            ],
            "by_class": [
                {"option": each, "lines": [line for line in lines if line["code"] == each.value]}
                for each in classes
            ],
            "classes": classes,
            "voices": list(names.items()),
            "codes": [
                {
                    "option": option,
                    "family": _(FAMILY_LABELS[FAMILIES[ClaimClass(option.value)]].term),
                }
                for option in classes
            ],
            "progress": self.progress(sheet.brief, sheet.answer),
            "left": sum(not each["code"] for each in lines),
        }

    def live(self, sheet: Sheet[Brief, Answer]) -> dict[str, Any]:
        """The count line."""
        return {"progress": self.progress(sheet.brief, sheet.answer)}

    def review(
        self, sheet: Sheet[Brief, Answer], key: Key | None = None, score: Score | None = None
    ) -> dict[str, Any]:
        """Every statement with its class and remarks; remarks on whole classes at the end."""
        context = super().review(sheet, key, score)
        ids = {each.id for each in sheet.brief.statements}
        names = {voice.id: voice.name for voice in sheet.brief.voices}
        rows = [
            {
                **_line(sheet, each, names),
                "remarks": context["remarks"].get(each.id, ()),
                "key": key.statements.get(each.id) if key else None,
            }
            for each in sheet.brief.statements
        ]
        overall = [each for each in score.remarks if each.line not in ids] if score else []
        return {**context, "rows": rows, "overall": overall}

    def ratings(
        self, brief: Brief, answers: Sequence[Answer], key: Key | None = None
    ) -> Sequence[Ratings]:
        """Classes and voices."""
        return panel.ratings(brief, answers, key)

    def key_from_panel(
        self, brief: Brief, answers: Sequence[Answer], before: Key | None = None
    ) -> PanelReading[Key]:
        """The class of more than half, the others' for a part."""
        return panel.read(brief, answers, before)

    def score(self, brief: Brief, key: Key, answer: Answer) -> Score | None:
        """Each claim against its class and the second classes accepted."""
        return scoring.score(brief, key, answer)

    def moved(self, brief: Brief, before: Answer, after: Answer) -> Sequence[Moved]:
        """Line by line; the rule stands in ``moved``."""
        return moving.moved(brief, before, after)


_UNSORTED = Sorted()


def _sorted(answer: Answer, statement: Statement) -> Sorted:
    return answer.sorted.get(statement.id, _UNSORTED)


def _line(
    sheet: Sheet[Brief, Answer], statement: Statement, names: Mapping[str, str]
) -> dict[str, Any]:
    given = _sorted(sheet.answer, statement)
    return {
        "id": statement.id,
        "paragraph": statement.paragraph,
        "text": statement.text,
        "code": str(given.code) if given.code else "",
        "ask_who": statement.ask_who,
        "who": given.who,
        "who_name": names.get(given.who, ""),
        "code_error": sheet.error(f"c-{statement.id}"),
        "who_error": sheet.error(f"w-{statement.id}"),
    }


KIND = ClaimSorting()
