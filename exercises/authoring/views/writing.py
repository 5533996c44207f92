"""The desk's pages that write an exercise: begin one, what surrounds it, its next version, readiness."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courseplatform.kit.refusals import Refusal
from courseplatform.people.guards import signed_in
from exercises.authoring import drafting, readiness
from exercises.authoring.forms import AboutForm, NewExerciseForm, about_of
from exercises.authoring.models import Exercise, ExerciseVersion
from exercises.authoring.views.reading import version_for
from exercises.cases.answering import act
from exercises.cases.guards import for_instructors
from exercises.cases.models import CaseEdition
from exercises.cases.stale import Stale

_METHODS = ["GET", "HEAD", "POST"]


@for_instructors
@require_http_methods(_METHODS)
def exercise_new(request: HttpRequest) -> HttpResponse:
    """Begin an exercise on the newest edition of a case."""
    form = NewExerciseForm(request.POST or None, initial={"case": request.GET.get("case", "")})

    def rule() -> str:
        data = form.cleaned_data
        about = drafting.About(data["title"], minutes=data["minutes"])
        edition = data["case"].editions.order_by("-number").first()
        made = drafting.create_exercise(edition, form.address, about, by=signed_in(request))
        return reverse("desk-task-new", args=[made.exercise.ref, made.number])

    return act(
        request,
        form,
        rule,
        template="authoring/exercise_new.html",
        context={},
        done=_("The exercise is begun. Add its first task."),
    )


@for_instructors
@require_POST
def version_begin(request: HttpRequest, ref: str) -> HttpResponse:
    """Begin the next version as a draft, or open the draft there is."""
    exercise = get_object_or_404(Exercise.objects.visible_to(signed_in(request)), ref=ref)
    made = drafting.begin_version(exercise, by=signed_in(request))
    messages.success(
        request,
        _("Version %(number)s is a draft: change it, then say that it is ready.")
        % {"number": made.number},
    )
    return redirect("desk-version", ref, made.number)


@for_instructors
@require_http_methods(_METHODS)
def facts(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Change what surrounds the tasks."""
    version = version_for(request, ref, number)
    form = AboutForm(request.POST or None, initial=about_of(version))
    status = 422 if form.is_bound else 200
    theirs: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        revision = form.cleaned_data["revision"]
        try:
            drafting.change_about(version, revision, form.about(), by=signed_in(request))
        except Stale as stale:
            status, theirs = 409, _conflict(request, version, form, stale)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Saved."))
            return redirect("desk-version", ref, number)
    context = {"exercise": version.exercise, "version": version, "form": form, "theirs": theirs}
    return render(request, "authoring/facts.html", context, status=status)


def _conflict(
    request: HttpRequest, version: ExerciseVersion, form: AboutForm, stale: Stale
) -> list[tuple[str, str]]:
    """Make the form ready to be saved over what stands there now; return that."""
    version.refresh_from_db()
    form.add_error(None, stale.sentence)
    again = request.POST.copy()
    again["revision"] = str(version.revision)
    form.data = again
    return [
        (str(field.label), str(about_of(version)[field.name])) for field in form.visible_fields()
    ]


@for_instructors
@require_POST
def version_readiness(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Say that a version is ready to be given out, or (``act=draft``) that it is not."""
    version = version_for(request, ref, number)
    if request.POST.get("act") == "draft":
        readiness.take_back(version, by=signed_in(request))
        messages.success(request, _("It is a draft again and cannot be given out."))
    else:
        readiness.declare_ready(version, by=signed_in(request))
        messages.success(
            request,
            _("Version %(number)s is ready: it can be given to a session.") % {"number": number},
        )
    return redirect("desk-version", ref, number)


@for_instructors
@require_POST
def version_edition(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Put a draft on another edition of its case; citations go along."""
    version = version_for(request, ref, number)
    wanted = request.POST.get("edition", "")
    edition = get_object_or_404(
        CaseEdition,
        case=version.exercise.case,
        number=int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 6 else 0,
    )
    drafting.move_to_edition(version, edition, by=signed_in(request))
    messages.success(
        request,
        _("It stands on edition %(number)s now; citations went along with their paragraphs.")
        % {"number": edition.number},
    )
    return redirect("desk-version", ref, number)
