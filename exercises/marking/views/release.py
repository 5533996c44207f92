"""Release: a page that says what will happen to whom, then one press."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from courseplatform.kit.refusals import Refusal
from courseplatform.people.guards import requires, signed_in
from courseplatform.people.roles import Right
from exercises.marking.models import Script
from exercises.marking.releasing import points_of, releasable_by, release_all


@dataclass(frozen=True)
class Ready:
    """One marked script with the points it will be released with."""

    script: Script
    points_c: int


@requires(Right.MARK)
@require_http_methods(["GET", "HEAD", "POST"])
def release(request: HttpRequest) -> HttpResponse:
    """List what is marked and may be released by this person; release what was ticked."""
    person = signed_in(request)
    scripts = list(releasable_by(person))
    if request.method == "POST":
        wanted = set(request.POST.getlist("script"))
        chosen = [script for script in scripts if script.ref in wanted]
        if not chosen:
            raise Refusal(
                _(
                    "Nothing was ticked, or somebody has released it already. Look at the list again."
                ),
                code="nothing-to-release",
                next_url=request.path,
            )
        count = release_all(chosen, person)
        sentence = ngettext(
            "%(count)s mark was released. The student gets a letter now.",
            "%(count)s marks were released. The students get their letters now.",
            count,
        )
        messages.success(request, sentence % {"count": count})
        return redirect("marking")
    asked = request.GET.get("script", "")
    task = request.GET.get("task", "")
    cohort = request.GET.get("cohort", "")
    shown = [
        script
        for script in scripts
        if asked in {"", script.ref}
        and task in {"", str(script.task_id)}
        and cohort in {"", script.cohort.ref}
    ]
    context = {"ready": [Ready(script, points_of(script)) for script in shown]}
    return render(request, "marking/release.html", context)
