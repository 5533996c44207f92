"""The marking desk's first page: what waits, who has what, and the next script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.people.guards import requires, signed_in
from courseplatform.people.models import User
from courseplatform.people.roles import Right
from exercises.cohorts.models import INSTRUCTORS, Cohort
from exercises.marking import queueing
from exercises.marking.models import Mark, Script, ScriptQuerySet, shuffle_for

PAGE = 50
STATES = {
    "": gettext_lazy("Not released"),
    "waiting": gettext_lazy("Waiting"),
    "held": gettext_lazy("Being marked"),
    "marked": gettext_lazy("Marked"),
    "released": gettext_lazy("Released"),
}


@dataclass(frozen=True)
class Pile:
    """The scripts of one task in one cohort, counted by state."""

    cohort_ref: str
    cohort: str
    task_id: int
    exercise: str
    task: str
    waiting: int
    held: int
    marked: int
    released: int
    may_release: bool

    @property
    def all(self) -> int:
        """How many scripts there are."""
        return self.waiting + self.held + self.marked + self.released


@requires(Right.MARK)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Show the piles, and the scripts in this marker's own order."""
    person = signed_in(request)
    queueing.gather()
    found = Script.objects.visible_to(person)
    asked = request.GET.get("state", "")
    scripts = _filtered(found, request, asked if asked in STATES else "")
    page = Paginator(
        scripts.select_related("cohort", "member", "task__version", "held_by")
        .defer("task__key")
        .annotate(
            begun=Exists(Mark.objects.filter(script=OuterRef("pk"), marker=person, revision__gt=0))
        )
        .order_by(shuffle_for(person)),
        PAGE,
    ).get_page(request.GET.get("page"))
    context = {
        "piles": piles_for(person, found),
        "page": page,
        "states": [
            {"label": label, "url": _address(request, state), "current": state == asked}
            for state, label in STATES.items()
        ],
        "person": person,
        "now": clock.now(),
    }
    return render(request, "marking/queue.html", context)


@requires(Right.MARK)
@require_POST
def next_script(request: HttpRequest) -> HttpResponse:
    """Take the next script of the marker's own order and open it."""
    person = signed_in(request)
    queueing.gather()
    cohort = Cohort.objects.filter(ref=request.POST.get("cohort", "")).first()
    task_id = _whole(request.POST.get("task", ""))
    script = queueing.claim_next(person, cohort=cohort, task_id=task_id)
    if script is None:
        raise Refusal(
            _(
                "Nothing waits to be marked there now. What other markers hold comes back when they stop."
            ),
            code="nothing-waits",
            next_url=reverse("marking"),
        )
    return redirect("script", script.ref)


def piles_for(person: User, found: ScriptQuerySet) -> Sequence[Pile]:
    """Return the piles of the person's cohorts; one query for the counts, one for their roles."""
    teaches = set(Cohort.objects.staffed_by(person, *INSTRUCTORS).values_list("ref", flat=True))
    names = ("cohort__ref", "cohort__title", "task_id", "task__version__title", "task__title")
    rows = (
        found.values(*names)
        .annotate(
            waits=Count("id", filter=Q(state="waiting")),
            held=Count("id", filter=Q(state="held")),
            marked=Count("id", filter=Q(state="marked")),
            released=Count("id", filter=Q(state="released")),
        )
        .order_by("cohort__title", "task__version__title", "task_id")
    )
    return [
        Pile(
            cohort_ref=row["cohort__ref"],
            cohort=row["cohort__title"],
            task_id=row["task_id"],
            exercise=row["task__version__title"],
            task=row["task__title"],
            waiting=row["waits"],
            held=row["held"],
            marked=row["marked"],
            released=row["released"],
            may_release=row["cohort__ref"] in teaches,
        )
        for row in rows
    ]


def _filtered(found: ScriptQuerySet, request: HttpRequest, state: str) -> ScriptQuerySet:
    found = found.filter(state=state) if state else found.exclude(state="released")
    if request.GET.get("cohort"):
        found = found.filter(cohort__ref=request.GET["cohort"])
    task_id = _whole(request.GET.get("task", ""))
    return found if task_id is None else found.filter(task=task_id)


def _whole(text: str) -> int | None:
    """Read a primary key out of an address; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


def _address(request: HttpRequest, state: str) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    query["state"] = state
    return f"?{query.urlencode()}"
