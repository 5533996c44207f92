"""The desk's pages: questions by whose turn it is, one thread with what it is about, and the acts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courseplatform.kit.refusals import Refusal
from courseplatform.people import viewer
from courseplatform.people.guards import requires, signed_in
from courseplatform.people.models import User
from courseplatform.people.roles import Right
from exercises.authoring.tasks import open_task
from exercises.questions import answering, asking
from exercises.questions.models import ClassNote, Question

PAGE = 50
STATES = ("open", "answered", "closed")
teaches = requires(Right.BUILD_CASES)
_AROUND = (
    "task",
    "allotment__member__cohort",
    "allotment__member__person",
    "allotment__version__exercise",
    "allotment__assignment",
)


@teaches
@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """List the questions of one's cohorts, those that wait longest first."""
    person = signed_in(request)
    mine = Question.objects.answered_by(person)
    asked = request.GET.get("state", "open")
    state = asked if asked in STATES else "open"
    rows = mine.filter(state=state).select_related(*_AROUND).defer("task__key")
    order = "turned_at" if state == "open" else "-turned_at"
    context = {
        "state": state,
        "tabs": _tabs(mine, state),
        "page": Paginator(rows.order_by(order, "id"), PAGE).get_page(request.GET.get("page")),
        "zone": viewer.of(request).zone,
    }
    return render(request, "questions/desk_list.html", context)


@teaches
@require_safe
def question(request: HttpRequest, ref: str) -> HttpResponse:
    """Show one thread, and what it is about."""
    return _page(request, question_for(signed_in(request), ref))


@teaches
@require_POST
def answer(request: HttpRequest, ref: str) -> HttpResponse:
    """Answer; what was typed stays in the page when that is refused."""
    person = signed_in(request)
    found = question_for(person, ref)
    try:
        answering.answer(found, request.POST.get("text", ""), by=person, seen=_seen(request))
    except Refusal as refusal:
        found = question_for(person, ref)
        return _page(request, found, refused=refusal.sentence)
    messages.success(request, _("The answer is on its way to %(code)s.") % _code(found))
    if request.POST.get("then") == "note":
        return redirect("desk-question-note", found.ref)
    return redirect("desk-question", found.ref)


@teaches
@require_POST
def closing(request: HttpRequest, ref: str) -> HttpResponse:
    """Close a question."""
    found = question_for(signed_in(request), ref)
    asking.close(found)
    messages.success(request, _("The question is closed."))
    return redirect("desk-questions")


@teaches
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest, ref: str) -> HttpResponse:
    """Make an answer known to the class, after a page on which its words can be changed."""
    person = signed_in(request)
    found = question_for(person, ref)
    posts = list(found.posts.all())
    answers = [post.text for post in posts if post.by_staff]
    typed = {
        "asked": posts[0].text if posts else "",
        "answered": answers[-1] if answers else "",
    }
    refused = ""
    if request.method == "POST":
        typed = {name: request.POST.get(name, "") for name in typed}
        try:
            answering.publish(found, **typed, by=person)
        except Refusal as refusal:
            refused = refusal.sentence
        else:
            messages.success(request, _("The class can read it now."))
            return redirect("desk-question", found.ref)
    context = {**_frame(request, found), "typed": typed, "refused": refused}
    return render(request, "questions/desk_note.html", context, status=422 if refused else 200)


@teaches
@require_POST
def withdrawal(request: HttpRequest, ref: str) -> HttpResponse:
    """Take a note back from the class."""
    person = signed_in(request)
    found = question_for(person, ref)
    published = ClassNote.objects.filter(question=found).first()
    if published is not None:
        answering.withdraw(published, by=person)
        messages.success(request, _("The class does not see it any more."))
    return redirect("desk-question", found.ref)


def question_for(person: User, ref: str) -> Question:
    """Return a question that a person may answer. Raises Http404 otherwise."""
    rows = Question.objects.answered_by(person).select_related(*_AROUND, "class_note")
    found = rows.defer("task__key").prefetch_related("posts__author").filter(ref=ref).first()
    if found is None:
        raise Http404(_("There is no such question."))
    return found


def _page(request: HttpRequest, found: Question, refused: str = "") -> HttpResponse:
    context = {
        **_frame(request, found),
        "typed": request.POST.get("text", ""),
        "refused": refused,
    }
    return render(request, "questions/desk_question.html", context, status=422 if refused else 200)


def _frame(request: HttpRequest, found: Question) -> dict[str, Any]:
    """Return what every page of one question shows: the place it is about."""
    edition = found.allotment.version.edition
    passage = edition.all_passages().get(f"¶{found.paragraph}") if found.paragraph else None
    return {
        "question": found,
        "member": found.allotment.member,
        "version": found.allotment.version,
        "task": open_task(found.task) if found.task else None,
        "note": getattr(found, "class_note", None),
        "passage": passage,
        "zone": viewer.of(request).zone or found.allotment.member.cohort.zone,
    }


def _seen(request: HttpRequest) -> int | None:
    typed = request.POST.get("seen", "")[:6]
    return int(typed) if typed.isascii() and typed.isdigit() else None


def _tabs(mine: Any, state: str) -> list[dict[str, Any]]:
    counts = dict(
        mine.exclude(state="closed").values_list("state").annotate(Count("pk")).order_by()
    )
    words = {"open": _("To answer"), "answered": _("Answered"), "closed": _("Closed")}
    here = reverse("desk-questions")
    return [
        {
            "label": words[each],
            "url": f"{here}?state={each}",
            "count": "" if each == "closed" else counts.get(each, 0),
            "current": each == state,
        }
        for each in STATES
    ]


def _code(found: Question) -> dict[str, str]:
    return {"code": found.allotment.member.code}
