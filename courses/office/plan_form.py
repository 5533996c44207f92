"""The form of a planned exercise: its dates, how often and how long, how late, and what is shown when."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courseplatform.kit.wallfield import WallTimeFormField
from courses.coursework.models import ExercisePlan
from courses.coursework.planning import AttemptRule, LateRule, Rules, ScoresFrom

DATES = ("opens_local", "due_local", "closes_local")


class ExercisePlanForm(forms.Form):
    """Dates and working rules of one exercise in a session; the plain rules where nothing is said."""

    opens_local = WallTimeFormField(
        label=_("Opens"), required=False, help_text=_("Empty: open from enrolment on.")
    )
    due_local = WallTimeFormField(
        label=_("Due"),
        required=False,
        help_text=_("Empty: nothing is ever late, and no certificate asks for it."),
    )
    closes_local = WallTimeFormField(
        label=_("Closes"), required=False, help_text=_("Until then it can be handed in late.")
    )
    attempts = forms.IntegerField(label=_("How many attempts"), min_value=1, max_value=20)
    counts = forms.ChoiceField(
        label=_("Which attempt counts"),
        widget=forms.RadioSelect,
        choices=[
            (AttemptRule.BEST.value, _("The best")),
            (AttemptRule.LAST.value, _("The last")),
            (AttemptRule.MEAN.value, _("The mean of all")),
        ],
    )
    gap_minutes = forms.IntegerField(
        label=_("Minutes between two attempts"),
        min_value=0,
        max_value=14 * 24 * 60,
        required=False,
        help_text=_("Counted from handing in. Empty: the next can be begun at once."),
    )
    feedback_between = forms.BooleanField(
        label=_("Show what came back for one attempt before the last is used"), required=False
    )
    copy_offered = forms.BooleanField(
        label=_("Offer to start the next attempt from a copy of the last answers"), required=False
    )
    minutes = forms.IntegerField(
        label=_("Minutes from the start of an attempt"),
        min_value=0,
        max_value=24 * 60,
        required=False,
        help_text=_(
            "Empty: no clock. When the time is over, what is saved is handed in by itself."
        ),
    )
    late_answers = forms.BooleanField(
        label=_(
            "Let people send afterwards what a lost line held back when the time was over; an "
            "instructor decides whether it counts"
        ),
        required=False,
    )
    late = forms.ChoiceField(
        label=_("Work after the due date"),
        widget=forms.RadioSelect,
        choices=[
            (LateRule.FREE.value, _("Is taken until it closes, without loss")),
            (LateRule.LESS.value, _("Is taken until it closes, and loses points")),
            (LateRule.REFUSED.value, _("Is not taken: the due date is the end")),
        ],
    )
    late_percent = forms.IntegerField(
        label=_("Per cent of the points off for each day begun"),
        min_value=0,
        max_value=100,
        required=False,
    )
    late_most = forms.IntegerField(
        label=_("At most off, in per cent"), min_value=0, max_value=100, required=False
    )
    scores = forms.ChoiceField(
        label=_("Scores made by rule are shown"),
        widget=forms.RadioSelect,
        choices=[
            (ScoresFrom.HAND_IN.value, _("At hand-in")),
            (ScoresFrom.DUE.value, _("After the due date")),
            (ScoresFrom.CLOSE.value, _("After it has closed")),
            (ScoresFrom.BY_HAND.value, _("When an instructor shows them")),
        ],
        help_text=_(
            "Work that a person marks always waits for the release of the marks. An extension moves "
            "these dates for its person alone."
        ),
    )
    remarks = forms.BooleanField(
        label=_("Show the remarks that explain each line, too"), required=False
    )

    def dates(self) -> dict[str, Any]:
        """Return the dates that ``planning.plan`` takes."""
        return {name: self.cleaned_data[name] for name in DATES}

    def rules(self) -> Rules:
        """Return the working rules as chosen; an empty number is none."""
        data = self.cleaned_data
        return Rules(
            attempts=data["attempts"],
            counts=AttemptRule(data["counts"]),
            gap_minutes=data["gap_minutes"] or 0,
            feedback_between=data["feedback_between"],
            copy_offered=data["copy_offered"],
            minutes=data["minutes"] or 0,
            late=LateRule(data["late"]),
            late_percent=data["late_percent"] or 0,
            late_most=data["late_most"] or 0,
            late_answers=data["late_answers"],
            scores=ScoresFrom(data["scores"]),
            remarks=data["remarks"],
        ).tidy()


class NewPlanForm(ExercisePlanForm):
    """The same for an exercise that is to be chosen first."""

    exercise = forms.ChoiceField(label=_("Exercise"))
    field_order = ("exercise", *DATES)

    def __init__(self, *args: Any, exercises: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["exercise"].choices = exercises  # type: ignore[attr-defined]


def initial(rules: Rules, row: ExercisePlan | None = None) -> dict[str, Any]:
    """Return what the form shows first: the rules, zero as empty, and the dates of a plan."""
    shown = {name: value or None for name, value in asdict(rules).items()}
    shown |= {
        name: getattr(rules, name)
        for name in ("feedback_between", "copy_offered", "late_answers", "remarks")
    }
    return {**shown, **({name: getattr(row, name) for name in DATES} if row else {})}
