"""The student's pages: one's questions about an exercise, asking, and one thread."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courseplatform.kit.refusals import Refusal
from courseplatform.people import viewer
from courseplatform.people.guards import private, signed_in
from courseplatform.people.models import User
from exercises.authoring.models import Task
from exercises.cohorts.models import Allotment
from exercises.questions import asking
from exercises.questions.models import Question
from exercises.questions.reading import beside

_AROUND = ("member__cohort", "version__edition")


@private
@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: HttpRequest, ref: str) -> HttpResponse:
    """List one's questions about an exercise and what the class was told; a POST asks."""
    person = signed_in(request)
    allotment = _allotment(person, ref)
    refused = ""
    if request.method == "POST":
        try:
            question = _ask(request, person, allotment)
        except Refusal as refusal:
            refused = refusal.sentence
        else:
            messages.success(
                request, _("Your question is with your instructors; they see your cover name.")
            )
            return redirect(_back(request, question))
    context = {
        "allotment": allotment,
        "version": allotment.version,
        "zone": viewer.of(request).zone or allotment.member.cohort.zone,
        "beside": beside(allotment),
        "tasks": Task.objects.filter(version=allotment.version_id).order_by("position"),
        "typed": request.POST,
        "refused": refused,
    }
    return render(request, "questions/mine.html", context, status=422 if refused else 200)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, ref: str) -> HttpResponse:
    """Show one thread; a POST adds to it."""
    person = signed_in(request)
    found = _question(person, ref)
    refused = ""
    if request.method == "POST":
        try:
            asking.write_again(found, person, request.POST.get("text", ""))
        except Refusal as refusal:
            refused = refusal.sentence
        else:
            messages.success(request, _("Your post is with your instructors."))
            return redirect("question", found.ref)
    context = {
        "question": found,
        "allotment": found.allotment,
        "version": found.allotment.version,
        "zone": viewer.of(request).zone or found.allotment.member.cohort.zone,
        "typed": request.POST.get("text", ""),
        "refused": refused,
    }
    return render(request, "questions/question.html", context, status=422 if refused else 200)


@private
@require_POST
def closing(request: HttpRequest, ref: str) -> HttpResponse:
    """Close one's own question."""
    found = _question(signed_in(request), ref)
    asking.close(found)
    messages.success(request, _("The question is closed."))
    return redirect("questions", found.allotment.ref)


def _ask(request: HttpRequest, person: User, allotment: Allotment) -> Question:
    position = _whole(request.POST.get("task", ""))
    return asking.ask(
        allotment,
        person,
        request.POST.get("text", ""),
        task=Task.objects.filter(version=allotment.version_id, position=position).first(),
        attempt_number=min(_whole(request.POST.get("attempt_number", "")), 999),
        paragraph=_paragraph(allotment, request.POST.get("paragraph", "")),
    )


def _paragraph(allotment: Allotment, typed: str) -> int:
    """Return the number of a paragraph that the dossier has, else 0.

    Injects count as the dossier's, whether opened or not: neither answer tells which there are.
    """
    number = _whole(typed.strip().lstrip("¶").strip())
    known = allotment.version.edition.paragraphs.filter(number=number)
    return number if number and known.exists() else 0


def _back(request: HttpRequest, asked: Question) -> str:
    """Return where a question leads: back to the task it was asked from, or to its thread."""
    attempt = request.POST.get("attempt", "")
    if len(attempt) == 26 and attempt.isalnum() and attempt.isascii() and asked.task is not None:
        return reverse("task", args=[attempt, asked.task.position]) + "#questions"
    return reverse("question", args=[asked.ref])


def _allotment(person: User, ref: str) -> Allotment:
    rows = Allotment.objects.visible_to(person).dated().select_related(*_AROUND)
    found = rows.filter(ref=ref).first()
    if found is None:
        raise Http404(_("There is no such exercise."))
    return found


def _question(person: User, ref: str) -> Question:
    around = ("task", *(f"allotment__{name}" for name in _AROUND), "allotment__member__person")
    rows = Question.objects.visible_to(person).select_related(*around).defer("task__key")
    found = rows.prefetch_related("posts__author").filter(ref=ref).first()
    if found is None:
        raise Http404(_("There is no such question."))
    return found


def _whole(text: str) -> int:
    """Read a small number; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
