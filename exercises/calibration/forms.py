"""Forms of the desk: a question, a decision about it, a class to put it to."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from courseplatform.kit import walltime
from courseplatform.kit.wallfield import WallTimeFormField
from exercises.calibration.asking import MOST_EXPERTS, Terms, outcomes_from
from exercises.calibration.models import ForecastQuestion
from exercises.calibration.reading import words_of
from exercises.calibration.resolving import QUOTE_MOST, REASON_MOST, SOURCE_MOST
from exercises.calibration.settlement import EventKind
from exercises.cohorts.models import Cohort
from exercises.kinds.forecast.score import outcomes_of
from exercises.kinds.forecast.types import NO, YES

YES_OR_NO, ORDERED, UNORDERED = "yes-or-no", "ordered", "unordered"
MOST_OUTCOMES = 12


class DatesForm(forms.Form):
    """When a question closes and when its outcome is due, as wall time in one zone."""

    zone = forms.CharField(
        label=_("Time zone"), max_length=64, help_text=_("Written like Europe/Kyiv.")
    )
    closes_local = WallTimeFormField(
        label=_("Forecasts are taken until"),
        help_text=_("The last forecast before this moment counts."),
    )
    resolves_local = WallTimeFormField(
        label=_("The outcome is due"),
        help_text=_("You get a letter then, and decide the question."),
    )
    mark = forms.CharField(
        label=_("Mark"),
        max_length=160,
        required=False,
        help_text=_("For invented questions: “Exercise material, invented for training”."),
    )

    def clean_zone(self) -> str:
        """Return a known zone."""
        zone = str(self.cleaned_data["zone"]).strip()
        if not walltime.is_zone(zone):
            raise ValidationError(_("This is not a time zone. Write it like Europe/Kyiv."))
        return zone


class QuestionForm(DatesForm):
    """All that a question says."""

    text = forms.CharField(
        label=_("Question"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What will be so, where, by when? Two people must read it alike."),
    )
    settled_by = forms.CharField(
        label=_("Settled by"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Which source settles it, and what counts."),
    )
    void_rule = forms.CharField(
        label=_("Does not count if"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    shape = forms.ChoiceField(
        label=_("Outcomes"),
        widget=forms.RadioSelect,
        choices=[
            (YES_OR_NO, _("Yes or no")),
            (ORDERED, _("Several, in an order: a near miss costs less")),
            (UNORDERED, _("Several, without an order")),
        ],
    )
    outcomes = forms.CharField(
        label=_("The outcomes, one a line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("They exclude each other and leave nothing out. Empty for yes or no."),
    )
    experts = forms.CharField(
        label=_("What experts hold, one expert a line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Whole per cents: one number for yes or no, else one for each outcome in order, such as "
            "70 15 10 5. Students see the mean once the question is closed."
        ),
    )

    field_order = (
        "text",
        "shape",
        "outcomes",
        "settled_by",
        "void_rule",
        "zone",
        "closes_local",
        "resolves_local",
        "experts",
        "mark",
    )

    def clean_experts(self) -> tuple[tuple[int, ...], ...]:
        """Return a tuple of per cents for each line."""
        lines = [
            line.replace("%", " ").replace(",", " ").split() for line in _lines(self, "experts")
        ]
        if len(lines) > MOST_EXPERTS:
            raise ValidationError(_("At most twelve experts."))
        if not all(part.isascii() and part.isdigit() for line in lines for part in line):
            raise ValidationError(_("Write whole numbers, such as 30, or 70 15 10 5."))
        return tuple(tuple(int(part[:4]) for part in line) for line in lines)

    def clean(self) -> dict[str, Any]:
        """Several outcomes want two lines or more."""
        data = super().clean() or {}
        outcomes = _lines(self, "outcomes")
        if data.get("shape") == YES_OR_NO:
            outcomes = []
        elif len(outcomes) < 2:
            self.add_error("outcomes", _("Write at least two outcomes, each on its own line."))
        elif len(outcomes) > MOST_OUTCOMES:
            self.add_error("outcomes", _("At most twelve outcomes."))
        elif any(len(each) > 200 for each in outcomes):
            self.add_error("outcomes", _("An outcome has at most 200 characters."))
        data["outcome_texts"] = outcomes
        return data

    def terms(self) -> Terms:
        """Return the cleaned form as the terms of a question."""
        data = self.cleaned_data
        return Terms(
            text=data["text"],
            settled_by=data["settled_by"],
            void_rule=data["void_rule"],
            zone=data["zone"],
            closes_local=data["closes_local"],
            resolves_local=data["resolves_local"],
            outcomes=outcomes_from(data["outcome_texts"]),
            ordered=data["shape"] == ORDERED,
            mark=data["mark"],
            experts=data["experts"],
        )


def initial_of(question: ForecastQuestion) -> dict[str, Any]:
    """Return what the form shows of a stored question."""
    shape = YES_OR_NO if not question.outcomes else ORDERED if question.ordered else UNORDERED
    names = ("text", "settled_by", "void_rule", "zone", "closes_local", "resolves_local", "mark")
    return {
        **{name: getattr(question, name) for name in names},
        "shape": shape,
        "outcomes": "\n".join(each["text"] for each in question.outcomes),
        "experts": "\n".join(" ".join(map(str, expert)) for expert in question.experts),
    }


class DecisionForm(forms.Form):
    """How a question came out, or why it does not count."""

    what = forms.ChoiceField(label=_("What you decide"), widget=forms.RadioSelect)
    outcome = forms.ChoiceField(label=_("How it came out"), required=False)
    source = forms.CharField(
        label=_("Where it can be read"),
        max_length=SOURCE_MOST,
        required=False,
        help_text=_("An address, or a note on what you saw. Needed for an outcome."),
    )
    quote = forms.CharField(
        label=_("The words that say so"),
        max_length=QUOTE_MOST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Kept here in case the source goes away."),
    )
    known_local = WallTimeFormField(
        label=_("Public since"),
        required=False,
        help_text=_(
            "Only if the outcome was public before the question closed: forecasts made from then on "
            "do not count."
        ),
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=REASON_MOST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Needed to void a question, to correct a decision and to take one back. Those who gave a "
            "forecast read it."
        ),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=1000)

    def __init__(self, *args: Any, question: ForecastQuestion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shape, decided = question.shape, question.settlement.number
        what = [
            (EventKind.RESOLVED.value, _("It came out")),
            (EventKind.VOIDED.value, _("It does not count")),
        ]
        if question.settlement.kind:
            what.append((EventKind.REOPENED.value, _("Take back what was decided")))
        ids = [YES, NO] if shape.binary else sorted(outcomes_of(shape), key=shape.ids.index)
        self.fields["what"] = forms.ChoiceField(
            label=_("What you decide"), widget=forms.RadioSelect, choices=what
        )
        self.fields["outcome"] = forms.ChoiceField(
            label=_("How it came out"),
            required=False,
            choices=[("", _("Choose one")), *((id_, words_of(shape, id_)) for id_ in ids)],
        )
        self.initial.setdefault("seen", decided)
        self.order_fields(("what", "outcome", "source", "quote", "known_local", "reason", "seen"))


class AskingForm(forms.Form):
    """The class a question is put to."""

    cohort = forms.ModelChoiceField(
        label=_("Class"), queryset=Cohort.objects.none(), to_field_name="ref"
    )

    def __init__(self, *args: Any, cohorts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["cohort"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = cohorts


def _lines(form: forms.Form, name: str) -> list[str]:
    """Return the lines of a text field that hold anything."""
    text = str(form.cleaned_data.get(name) or "")
    return [line.strip() for line in text.splitlines() if line.strip()]
