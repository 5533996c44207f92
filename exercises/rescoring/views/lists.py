"""One list: who would move and by how much; deciding on it, and what became of it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courseplatform.kit.refusals import Refusal
from courseplatform.people.guards import signed_in
from courseplatform.people.models import User
from exercises.rescoring import deciding
from exercises.rescoring.applying import apply_some
from exercises.rescoring.listing import left_to_list, list_some
from exercises.rescoring.models import Rescoring
from exercises.rescoring.views.tasks import frame, teaches

PAGE = 100
AT_ONCE = 3  # batches that a press works through itself, so that a class need not wait for a job


@teaches
@require_safe
def rescoring(request: HttpRequest, ref: str) -> HttpResponse:
    """Show the list: who would move, or who did."""
    found = rescoring_for(signed_in(request), ref)
    lines = found.lines.all()
    counted = lines.aggregate(
        all=Count("pk"),
        up=Count("pk", filter=Q(after_c__gt=F("before_c")) & ~Q(state="skipped")),
        down=Count("pk", filter=Q(after_c__lt=F("before_c")) & ~Q(state="skipped")),
        worded=Count("pk", filter=Q(differs=True, after_c=F("before_c")) & ~Q(state="skipped")),
        skipped=Count("pk", filter=Q(state="skipped")),
        applied=Count("pk", filter=Q(state="applied")),
    )
    moving = (
        lines.filter(Q(state="skipped") | ~Q(after_c=F("before_c")))
        .select_related("response__attempt__allotment__member")
        .order_by("state", "response__attempt__allotment__member__code", "id")
    )
    context = {
        **frame(request, found.assignment),
        "rescoring": found,
        "task": found.task,
        "counted": counted,
        "left": left_to_list(found).count() if found.state == "listing" else 0,
        "page": Paginator(moving, PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "rescoring/list.html", context)


@teaches
@require_POST
def going_on(request: HttpRequest, ref: str) -> HttpResponse:
    """Go on with a list that is not complete yet; the sweep does the same."""
    found = rescoring_for(signed_in(request), ref)
    _work(found)
    return redirect("rescoring", found.ref)


@teaches
@require_POST
def application(request: HttpRequest, ref: str) -> HttpResponse:
    """Apply the list."""
    person = signed_in(request)
    found = rescoring_for(person, ref)
    try:
        deciding.decide(
            found,
            reason=request.POST.get("reason", ""),
            tell=request.POST.get("tell") == "1",
            by=person,
        )
    except Refusal as refusal:
        refusal.next_url = reverse("rescoring", args=[found.ref])
        raise
    _work(found)
    messages.success(request, _("The new scores hold. The old ones stay beside them."))
    return redirect("rescoring", found.ref)


@teaches
@require_POST
def removal(request: HttpRequest, ref: str) -> HttpResponse:
    """Drop the list; nothing has moved."""
    person = signed_in(request)
    found = rescoring_for(person, ref)
    deciding.drop(found, by=person)
    messages.success(request, _("The list was dropped; nothing has moved."))
    given = found.assignment
    return redirect("cohort-rescoring", given.cohort.ref, given.exercise.ref)


def rescoring_for(user: User, ref: str) -> Rescoring:
    """Return a re-scoring of a cohort that ``user`` teaches. Raises Http404 otherwise."""
    around = ("assignment__cohort", "assignment__exercise", "assignment__version")
    rows = Rescoring.objects.visible_to(user).select_related(
        *around, "task", "correction__made_by", "decided_by", "begun_by"
    )
    found: Rescoring = get_object_or_404(rows.defer("task__key"), ref=ref)
    return found


def _work(found: Rescoring) -> None:
    """Work through a few batches now."""
    for _batch in range(AT_ONCE):
        if not list_some(found) and not apply_some(found):
            return
