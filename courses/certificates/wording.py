"""What a student reads about a certificate that is not there yet."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from courses.certificates.eligibility import PLAIN, Finding, Rule, Tally, Verdict


@dataclass(frozen=True)
class Line:
    """One thing that is asked for: whether it is met, and the titles of what can still be done."""

    is_met: bool
    text: str
    ahead: tuple[str, ...] = ()


def lines_of(finding: Finding) -> list[Line]:
    """Return what is asked for, line by line, with how far it is."""
    facts, lines = finding.facts, []
    if facts.meetings:
        lines.append(
            _line(
                finding.meetings,
                _("Live meetings attended: %(done)s of %(all)s, needed: %(needed)s."),
                len(facts.meetings),
            )
        )
    if facts.work:
        lines.append(
            _line(
                finding.work,
                _("Exercises handed in: %(done)s of %(all)s, needed: %(needed)s."),
                len(facts.work),
            )
        )
    if not facts.has_name:
        lines.append(
            Line(False, _("A name that can stand on it; write one in letters we can print."))
        )
    return lines


def summary(finding: Finding) -> str:
    """Return the one sentence that stands above the lines."""
    if finding.verdict == Verdict.MISSED:
        return _("What this session's certificate asks for can no longer be reached.")
    if finding.facts.is_over:
        return _("You get a certificate as soon as everything below is done.")
    return _("You get a certificate once the session is over and everything below is done.")


def fine_print(rule: Rule = PLAIN) -> str:
    """Return how the lines are counted."""
    return _(
        "A meeting counts when you were there for %(percent)s %% of it or more; an exercise when it "
        "was handed in, late or not. Marks play no part."
    ) % {"percent": rule.presence_pc}


def _line(tally: Tally, words: str, whole: int) -> Line:
    text = words % {"done": tally.done, "all": whole, "needed": tally.needed}
    return Line(tally.is_met, text, () if tally.is_met else tally.ahead)
