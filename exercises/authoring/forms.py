"""Forms of the exercise desk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from exercises.authoring.drafting import About
from exercises.authoring.models import Exercise, ExerciseVersion
from exercises.authoring.releases import LATEST, CountedFrom, Release
from exercises.cases.forms import SlugField, slug_from
from exercises.cases.models import Case
from exercises.kinds import registry


class AboutForm(forms.Form):
    """What surrounds the tasks of an exercise."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=160)
    summary = forms.CharField(
        label=gettext_lazy("Summary"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("For the instructors' list; students do not see it."),
    )
    introduction = forms.CharField(
        label=gettext_lazy("Introduction"),
        max_length=8000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy(
            "What students read first: what to do, in which order, how it is marked. Markdown."
        ),
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("About how many minutes it takes"),
        min_value=1,
        max_value=6000,
        initial=60,
    )
    revision = forms.IntegerField(min_value=0, initial=0, widget=forms.HiddenInput)

    def about(self) -> About:
        """Return what was typed."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "revision"}
        return About(**data)


def about_of(version: ExerciseVersion) -> dict[str, Any]:
    """Return what ``AboutForm`` begins with."""
    return {
        "title": version.title,
        "summary": version.exercise.summary,
        "introduction": version.intro_md,
        "minutes": version.minutes,
        "revision": version.revision,
    }


class RevisionForm(forms.Form):
    """Which revision of a version a page began from."""

    revision = forms.IntegerField(min_value=0, initial=0, widget=forms.HiddenInput)


class ReleaseForm(forms.Form):
    """When one inject is released, and which tasks it concerns."""

    STARTS = (
        (CountedFrom.START.value, gettext_lazy("the student's own start")),
        (CountedFrom.OPENING.value, gettext_lazy("the opening of the exercise, for the class")),
    )

    after_minutes = forms.IntegerField(
        label=gettext_lazy("Released after so many minutes"),
        min_value=0,
        max_value=LATEST,
        required=False,
        help_text=gettext_lazy("Empty: not in this exercise."),
    )
    counted_from = forms.ChoiceField(
        label=gettext_lazy("Counted from"),
        widget=forms.RadioSelect,
        choices=STARTS,
    )
    tasks = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Tasks it concerns"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None chosen: every task."),
    )

    def __init__(
        self,
        data: QueryDict | None,
        *,
        inject: str,
        tasks: Sequence[tuple[int, str]],
        known: Release | None,
    ) -> None:
        start = Release(inject, 0) if known is None else known
        super().__init__(
            data,
            prefix=inject,
            initial={
                "after_minutes": known.after_minutes if known else None,
                "counted_from": start.counted_from.value,
                "tasks": list(start.tasks),
            },
        )
        self.inject = inject
        field = self.fields["tasks"]
        if isinstance(field, forms.TypedMultipleChoiceField):
            field.choices = [(place, f"{place}. {title}") for place, title in tasks]

    def release(self) -> Release | None:
        """Return what was typed; None for an inject that is not released."""
        data = self.cleaned_data
        if data["after_minutes"] is None:
            return None
        counted_from, tasks = CountedFrom(data["counted_from"]), tuple(sorted(data["tasks"]))
        return Release(self.inject, data["after_minutes"], counted_from, tasks)


class NewExerciseForm(forms.Form):
    """What an exercise needs to begin."""

    case = forms.ModelChoiceField(
        Case.objects.none(),
        to_field_name="slug",
        label=gettext_lazy("Case"),
        help_text=gettext_lazy("It is built on the newest edition."),
    )
    title = forms.CharField(label=gettext_lazy("Title"), max_length=160)
    minutes = forms.IntegerField(
        label=gettext_lazy("About how many minutes it takes"),
        min_value=1,
        max_value=6000,
        initial=60,
    )
    slug = SlugField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["case"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Case.objects.filter(editions__isnull=False).distinct()

    @property
    def address(self) -> str:
        """The exercise's address, typed or made from the title."""
        return self.cleaned_data["slug"] or slug_from(
            self.cleaned_data["title"], "exercise", Exercise.objects.all()
        )


class NewTaskForm(forms.Form):
    """Of which kind a task is, and what it is called."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), widget=forms.RadioSelect)
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=160,
        required=False,
        help_text=gettext_lazy("Empty: the name of the kind."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                (kind.slug, f"{kind.title}: {kind.does}") for kind in registry.every().values()
            ]

    @property
    def title_or_kind(self) -> str:
        """The title, or the name of the kind."""
        return self.cleaned_data["title"] or str(registry.find(self.cleaned_data["kind"]).title)


class CopyForm(forms.Form):
    """What a copy is called."""

    title = forms.CharField(label=gettext_lazy("Title of the copy"), max_length=160)
    slug = SlugField()

    def address(self, otherwise: str, known: QuerySet[Any]) -> str:
        """The copy's address, typed or made from the title; ``known`` are the rows of its kind."""
        return self.cleaned_data["slug"] or slug_from(self.cleaned_data["title"], otherwise, known)
