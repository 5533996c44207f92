"""The desk's pages that duplicate a case or an exercise."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from courseplatform.people.guards import signed_in
from exercises.authoring import copying
from exercises.authoring.forms import CopyForm
from exercises.authoring.models import Exercise
from exercises.cases.answering import act
from exercises.cases.guards import for_instructors
from exercises.cases.models import Case

_METHODS = ["GET", "HEAD", "POST"]


class CaseCopyForm(CopyForm):
    """What the copy of a case is called, and whether its exercises go along."""

    with_exercises = forms.BooleanField(
        label=gettext_lazy("Duplicate its exercises too, as drafts"), required=False, initial=True
    )


@for_instructors
@require_http_methods(_METHODS)
def exercise_copy(request: HttpRequest, ref: str) -> HttpResponse:
    """Duplicate the newest version of an exercise as a draft of its own."""
    exercise = get_object_or_404(Exercise.objects.visible_to(signed_in(request)), ref=ref)
    title = _("%(title)s (copy)") % {"title": exercise.title[:150]}
    form = CopyForm(request.POST or None, initial={"title": title})

    def rule() -> str:
        made = copying.copy_exercise(
            exercise,
            form.cleaned_data["title"],
            form.address("exercise", Exercise.objects.all()),
            by=signed_in(request),
        )
        return reverse("desk-version", args=[made.exercise.ref, made.number])

    return act(
        request,
        form,
        rule,
        template="authoring/exercise_copy.html",
        context={"exercise": exercise},
        done=_("The copy is a draft of its own."),
    )


@for_instructors
@require_http_methods(_METHODS)
def case_copy(request: HttpRequest, slug: str) -> HttpResponse:
    """Duplicate the newest edition of a case as a draft of its own."""
    case = get_object_or_404(Case.objects.visible_to(signed_in(request)), slug=slug)
    title = _("%(title)s (copy)") % {"title": case.title[:150]}
    form = CaseCopyForm(request.POST or None, initial={"title": title})

    def rule() -> str:
        made = copying.copy_case(
            case,
            form.cleaned_data["title"],
            form.address("case", Case.objects.all()),
            with_exercises=form.cleaned_data["with_exercises"],
            by=signed_in(request),
        )
        return reverse("desk-edition", args=[made.case.slug, made.number])

    return act(
        request,
        form,
        rule,
        template="authoring/case_copy.html",
        context={"case": case},
        done=_("The copy is a draft of its own."),
    )
