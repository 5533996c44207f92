"""Questions at the desk: what is open, what is due, and deciding it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courseplatform.kit import clock, walltime
from courseplatform.kit.refusals import Refusal
from courseplatform.people.guards import signed_in
from courseplatform.people.models import User
from exercises.calibration import asking, resolving
from exercises.calibration.asking import Asked, Terms
from exercises.calibration.forms import (
    AskingForm,
    DatesForm,
    DecisionForm,
    QuestionForm,
    initial_of,
)
from exercises.calibration.models import ForecastQuestion, ForecastQuestionQuerySet
from exercises.calibration.reading import held_by_all, in_words, words_of
from exercises.calibration.reckoning import mean_vector, middle_of
from exercises.calibration.settlement import EventKind
from exercises.cases.guards import for_instructors
from exercises.cohorts.models import INSTRUCTORS, Cohort
from exercises.kinds.forecast.score import vector_of
from exercises.tradecraft.disclosure import Audience, Hidden

PAGE = 50
LISTS = {
    "open": gettext_lazy("Open"),
    "closed": gettext_lazy("Closed"),
    "due": gettext_lazy("Outcome due"),
    "resolved": gettext_lazy("Resolved"),
    "void": gettext_lazy("Void"),
    "draft": gettext_lazy("Drafts"),
}


def in_list(questions: ForecastQuestionQuerySet, name: str) -> ForecastQuestionQuerySet:
    """Narrow questions to those of one list at the desk."""
    now = clock.now()
    if name == "draft":
        return questions.filter(state="draft")
    if name in {"resolved", "void"}:
        kind = EventKind.RESOLVED if name == "resolved" else EventKind.VOIDED
        return questions.with_decision().filter(Q(decision=kind), state="open")
    found = questions.undecided()
    if name == "due":
        return found.filter(resolves_at__lte=now)
    if name == "closed":
        return found.filter(closes_at__lte=now, resolves_at__gt=now)
    return found.filter(closes_at__gt=now)


@for_instructors
@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """List questions by where they stand; what is due first."""
    person = signed_in(request)
    asked = request.GET.get("state", "open")
    shown = asked if asked in LISTS else "open"
    visible = ForecastQuestion.objects.visible_to(person)
    late = shown in {"resolved", "void"}
    rows = (
        in_list(visible, shown)
        .select_related("owner")
        .prefetch_related("events")
        .annotate(people=Count("forecasts__member", distinct=True))
        .order_by("-resolves_at" if late else "closes_at", "pk")
    )
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lists": [
            {"name": name, "label": label, "current": name == shown}
            for name, label in LISTS.items()
        ],
        "shown": shown,
        "due": in_list(visible, "due").count(),
        "unopened": asking.unopened(person),
        "classes": Cohort.objects.staffed_by(person, *INSTRUCTORS)
        .filter(askings__isnull=False)
        .distinct()
        .order_by("title"),
        "now": clock.now(),
    }
    return render(request, "calibration/questions.html", context)


@for_instructors
@require_safe
def question(request: HttpRequest, ref: str) -> HttpResponse:
    """Show one question: terms, classes, what everybody holds, what was decided."""
    person = signed_in(request)
    found = question_for(person, ref)
    taught = _classes(person)
    held = held_by_all(found, taught)
    shape = found.shape
    vectors = [vector_of(shape, each.counts.chances) for each in held if each.counts]
    middle = middle_of(shape, vectors, Audience.INSTRUCTOR)
    experts = mean_vector(found.experts)
    asked = [
        each.cohort for each in found.askings.select_related("cohort").order_by("cohort__title")
    ]
    own = set(taught.values_list("pk", flat=True))
    free = taught.exclude(pk__in=[cohort.pk for cohort in asked])
    context = {
        "question": found,
        "shape": shape,
        "phase": found.phase(clock.now()).value,
        "held": held,
        "counted": len(vectors),
        "middle": "" if isinstance(middle, Hidden) else in_words(shape, middle),
        "experts": in_words(shape, experts) if experts else "",
        "outcome": words_of(shape, found.settlement.outcome) if found.settlement.outcome else "",
        "decisions": [
            (row, words_of(shape, row.outcome) if row.outcome else "")
            for row in found.events.select_related("actor").order_by("-number")
        ],
        "classes": [(cohort, cohort.pk in own) for cohort in asked],
        "asking": AskingForm(cohorts=free) if found.state == "open" and free.exists() else None,
        "now": clock.now(),
    }
    return render(request, "calibration/question.html", context)


@for_instructors
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write a question, or open one that a task asks (``?class=…&task=…&question=…``)."""
    person = signed_in(request)
    source = _asked(request, person)
    form = _new_form(request, source)
    if request.method == "POST" and form.is_valid():
        try:
            made = _made(form, source, person)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return _written(request, made, opened=source is not None)
    status = 422 if form.is_bound else 200
    context = {"form": form, "source": source}
    return render(request, "calibration/question_form.html", context, status=status)


@for_instructors
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Change a draft."""
    found = question_for(signed_in(request), ref)
    if found.state != "draft":
        raise Refusal(
            _("This question is open, so its terms stand. Void it with a reason and ask anew."),
            code="terms-stand",
            next_url=reverse("desk-forecast", args=[found.ref]),
        )
    form = QuestionForm(request.POST or None, initial=initial_of(found))
    context = {"form": form, "question": found}
    return _act(
        request,
        form,
        lambda: asking.rewrite(found, form.terms()),
        template="calibration/question_form.html",
        context=context,
        to=reverse("desk-forecast", args=[found.ref]),
        done=_("The draft was changed."),
    )


@for_instructors
@require_POST
def opening(request: HttpRequest, ref: str) -> HttpResponse:
    """Open a draft; from now on its terms stand."""
    person = signed_in(request)
    found = question_for(person, ref)
    asking.open_question(found, person)
    messages.success(request, _("The question is open. Put it to a class now."))
    return redirect("desk-forecast", found.ref)


@for_instructors
@require_POST
def put(request: HttpRequest, ref: str) -> HttpResponse:
    """Put an open question to a class."""
    person = signed_in(request)
    found = question_for(person, ref)
    form = AskingForm(request.POST, cohorts=_classes(person))
    if not form.is_valid():
        raise Refusal(
            _("Choose one of your classes from the list."),
            code="no-class",
            next_url=reverse("desk-forecast", args=[found.ref]),
        )
    cohort = form.cleaned_data["cohort"]
    asking.put_to(found, cohort, person)
    messages.success(request, _("The question is put to %(title)s.") % {"title": cohort.title})
    return redirect("desk-forecast", found.ref)


@for_instructors
@require_http_methods(["GET", "HEAD", "POST"])
def decision(request: HttpRequest, ref: str) -> HttpResponse:
    """Decide a question: how it came out, that it does not count, or take a decision back."""
    person = signed_in(request)
    found = question_for(person, ref)
    if found.state != "open":
        raise Refusal(
            _("This question is still a draft. Open it first."),
            code="still-a-draft",
            next_url=reverse("desk-forecast", args=[found.ref]),
        )
    form = DecisionForm(request.POST or None, question=found)
    return _act(
        request,
        form,
        lambda: _decide(found, person, form.cleaned_data),
        template="calibration/decision.html",
        context={"form": form, "question": found, "phase": found.phase(clock.now()).value},
        to=reverse("desk-forecast", args=[found.ref]),
        done=_(
            "The decision stands. Those who gave a forecast get a letter; scores follow at once."
        ),
    )


def question_for(person: User, ref: str) -> ForecastQuestion:
    """Return a question that a person may see at the desk. Raises Http404 otherwise."""
    rows = (
        ForecastQuestion.objects.visible_to(person)
        .select_related("owner")
        .prefetch_related("events")
    )
    return get_object_or_404(rows, ref=ref)


def _classes(person: User) -> Any:
    return Cohort.objects.staffed_by(person, *INSTRUCTORS).order_by("-created_at", "title")


def _decide(found: ForecastQuestion, person: User, data: dict[str, Any]) -> None:
    seen, reason = data["seen"], data["reason"]
    if data["what"] == EventKind.VOIDED:
        resolving.void(found, person, reason=reason, seen=seen)
        return
    if data["what"] == EventKind.REOPENED:
        resolving.reopen(found, person, reason=reason, seen=seen)
        return
    known = data["known_local"]
    resolving.resolve(
        found,
        person,
        data["outcome"],
        source=data["source"],
        quote=data["quote"],
        known_at=walltime.to_instant(known, found.zone) if known else None,
        reason=reason,
        seen=seen,
    )


def _asked(request: HttpRequest, person: User) -> Asked | None:
    """Return the question of a task that the address names, or None for one of one's own."""
    task = request.GET.get("task", "")
    if not task:
        return None
    pk = int(task) if task.isascii() and task.isdigit() and len(task) < 18 else 0
    found = asking.asked_in(
        person, request.GET.get("class", ""), pk, request.GET.get("question", "")
    )
    if found is None:
        raise Http404(_("There is no such question in your classes."))
    return found


def _new_form(request: HttpRequest, source: Asked | None) -> DatesForm:
    if source is None:
        return QuestionForm(request.POST or None, initial={"shape": "yes-or-no"})
    initial = {"zone": source.cohort.zone, "mark": source.task.version.edition.mark}
    return DatesForm(request.POST or None, initial=initial)


def _made(form: DatesForm, source: Asked | None, person: User) -> ForecastQuestion:
    if source is None:
        assert isinstance(form, QuestionForm)  # noqa: S101 - made for it above
        return asking.write_question(form.terms(), person)
    data, shape = form.cleaned_data, source.shape
    terms = Terms(
        text=shape.text,
        settled_by=shape.settled_by,
        void_rule=shape.void,
        zone=data["zone"],
        closes_local=data["closes_local"],
        resolves_local=data["resolves_local"],
        outcomes=shape.outcomes,
        ordered=shape.ordered,
        mark=data["mark"],
        experts=source.experts,
    )
    return asking.open_from_task(terms, source, person)


def _written(request: HttpRequest, made: ForecastQuestion, *, opened: bool) -> HttpResponse:
    messages.success(
        request,
        _("The question is open for the class.")
        if opened
        else _("The draft is stored. Read it once more, then open it."),
    )
    return redirect("desk-forecast", made.ref)


def _act(
    request: HttpRequest,
    form: forms.Form,
    verb: Callable[[], object],
    *,
    template: str,
    context: dict[str, Any],
    to: str,
    done: str,
) -> HttpResponse:
    """Show a form; when it is posted and valid, do the act; a refusal comes back to the form."""
    if request.method == "POST" and form.is_valid():
        try:
            verb()
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, done)
            return redirect(to)
    return render(request, template, context, status=422 if form.is_bound else 200)
