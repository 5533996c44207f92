"""Working rules in sentences: what a student reads, and what a planner sees that they will read."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courseplatform.kit import wording
from exercises.cohorts.dates import Window
from exercises.cohorts.rules import AttemptRule, LateRule, Rules, ScoresFrom


def sentences(rules: Rules, window: Window, *, extra: int = 0, minutes: int = 0) -> list[str]:
    """Return the rules as one person reads them, in the order in which they matter.

    Args:
        rules: the rules that hold for the person.
        window: their dates.
        extra: attempts they were given on top.
        minutes: how long their own clock runs, where that differs from the rules'.
    """
    return [
        *_clock(rules, minutes),
        *_attempts(rules, extra),
        *_late(rules, window),
        *_shown(rules),
    ]


def which_counts(rules: Rules) -> str:
    """Return which attempt counts, as the end of a sentence: "the best counts"."""
    return {
        AttemptRule.BEST: _("the best counts"),
        AttemptRule.LAST: _("the last counts"),
        AttemptRule.MEAN: _("their mean counts"),
    }[rules.counts]


def _clock(rules: Rules, minutes: int) -> list[str]:
    if not rules.timed:
        return []
    if minutes and minutes != rules.minutes:
        first = _("Once you start, you have %(time)s: the time you were given.")
    else:
        first = _("Once you start, you have %(time)s.")
    return [
        first % {"time": wording.length(minutes or rules.minutes)},
        _("When the time is over, what is saved is handed in by itself."),
    ]


def _attempts(rules: Rules, extra: int) -> list[str]:
    of = rules.attempts + extra
    if of == 1:
        return [_("You have one attempt.")]
    found = [
        ngettext(
            "You have %(count)s attempt; %(counts)s.",
            "You have %(count)s attempts; %(counts)s.",
            of,
        )
        % {"count": of, "counts": which_counts(rules)}
    ]
    if rules.gap_minutes:
        found.append(
            _("After handing in, the next one can be begun %(time)s later.")
            % {"time": wording.length(rules.gap_minutes)}
        )
    if not rules.feedback_between:
        found.append(_("What comes back is shown once you have no attempt left."))
    return found


def _late(rules: Rules, window: Window) -> list[str]:
    if window.due_at is None:
        if window.closes_at is None:
            return [_("There is no due date. Hand in when you are done.")]
        return [_("After it closes, nothing can be handed in; what you wrote is kept.")]
    if rules.late is LateRule.REFUSED or window.closes_at == window.due_at:
        return [_("After the due date nothing can be handed in; what you wrote is kept.")]
    if rules.late is LateRule.LESS:
        found = [
            _(
                "Work handed in after the due date loses %(percent)s %% of its points for each day "
                "begun, %(most)s %% at most."
            )
            % {"percent": rules.late_percent, "most": rules.late_most}
        ]
    else:
        found = [_("Work handed in after the due date is marked as late and loses nothing.")]
    if window.closes_at is not None:
        found.append(_("After it closes, nothing can be handed in; what you wrote is kept."))
    return found


def _shown(rules: Rules) -> list[str]:
    when = {
        ScoresFrom.HAND_IN: _("Scores are shown when you hand in."),
        ScoresFrom.DUE: _("Scores are shown after the due date."),
        ScoresFrom.CLOSE: _("Scores are shown after it closes."),
        ScoresFrom.BY_HAND: _("Scores are shown when your instructor shows them."),
    }[rules.scores]
    found = [when]
    if not rules.remarks:
        found.append(_("They come without remarks."))
    return found
