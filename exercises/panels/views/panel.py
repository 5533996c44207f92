"""The author's pages: ask experts, see who has answered, read a closed panel, take its key."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courseplatform.people.guards import requires, signed_in
from courseplatform.people.models import User
from courseplatform.people.roles import Right
from exercises.authoring.views.reading import task_for
from exercises.cases.answering import act
from exercises.cases.guards import for_instructors
from exercises.kinds.panels import EXPERTS_WANTED
from exercises.panels import answering, inviting, reading
from exercises.panels.models import Panel, Seat


class PeopleField(forms.ModelMultipleChoiceField):
    """People by name."""

    def label_from_instance(self, obj: Any) -> str:
        """Return what the person is called."""
        return str(obj.called)


class ExpertsForm(forms.Form):
    """Who is asked."""

    experts = PeopleField(
        User.objects.none(),
        to_field_name="ref",
        label=gettext_lazy("Experts"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Three or more. You may be one of them."),
        error_messages={"required": gettext_lazy("Choose at least one expert.")},
    )

    def __init__(self, *args: Any, without: Panel | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["experts"]
        people = inviting.candidates()
        if without is not None:
            people = people.exclude(panel_seats__panel=without)
        if isinstance(field, PeopleField):
            field.queryset = people


@requires(Right.MARK, Right.BUILD_CASES)
@require_safe
def panels(request: HttpRequest) -> HttpResponse:
    """List the panels that wait for the person, and all panels for authors."""
    person = signed_in(request)
    own = Seat.objects.visible_to(person).select_related("panel__exercise")
    rows = (
        Panel.objects.visible_to(person)
        .select_related("exercise")
        .annotate(asked=Count("seats"), given=Count("seats", filter=Q(seats__state="in")))
        .order_by("-opened_at")
    )
    context = {"seats": own.order_by("-pk")[:50], "panels": rows[:200]}
    return render(request, "panels/panels.html", context)


@for_instructors
@require_http_methods(["GET", "HEAD", "POST"])
def panel_new(request: HttpRequest, ref: str, number: int, pk: int) -> HttpResponse:
    """Put a task to experts."""
    task = task_for(request, ref, number, pk)
    form = ExpertsForm(request.POST or None)

    def rule() -> str:
        experts = list(form.cleaned_data["experts"])
        made = inviting.open_panel(task, experts, by=signed_in(request))
        return reverse("desk-panel", args=[made.ref])

    context = {
        "exercise": task.version.exercise,
        "version": task.version,
        "task": task,
        "wanted": EXPERTS_WANTED,
        "earlier": Panel.objects.filter(exercise=task.version.exercise, kind=task.kind),
    }
    return act(
        request,
        form,
        rule,
        template="panels/new.html",
        context=context,
        done=_("The panel is open, and its experts have a letter."),
    )


@for_instructors
@require_safe
def panel(request: HttpRequest, ref: str) -> HttpResponse:
    """Show who has answered; once it is closed, what the answers come to."""
    found = panel_for(request, ref)
    targets = reading.targets(found)
    into = next((task for task in targets if task.pk == found.task_id), None)
    context: dict[str, Any] = {
        "panel": found,
        "kind": found.how,
        "seats": found.seats.select_related("person"),
        "targets": targets,
        "wanted": EXPERTS_WANTED,
    }
    if found.state == "closed":
        context["reading"] = reading.read(found, into or next(iter(targets), None))
    else:
        context["form"] = ExpertsForm(without=found)
    return render(request, "panels/panel.html", context)


@for_instructors
@require_POST
def invitations(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask more experts."""
    found = panel_for(request, ref)
    form = ExpertsForm(request.POST, without=found)
    if form.is_valid():
        count = inviting.invite(found, list(form.cleaned_data["experts"]), by=signed_in(request))
        messages.success(
            request,
            ngettext("%(n)s more expert is asked.", "%(n)s more experts are asked.", count)
            % {"n": count},
        )
    else:
        messages.error(request, _("Choose at least one expert."))
    return redirect("desk-panel", ref)


@for_instructors
@require_POST
def closing(request: HttpRequest, ref: str) -> HttpResponse:
    """Close the panel before everybody has answered."""
    answering.close(panel_for(request, ref), by=signed_in(request))
    messages.success(request, _("The panel is closed; its answers can be read."))
    return redirect("desk-panel", ref)


@for_instructors
@require_POST
def key(request: HttpRequest, ref: str) -> HttpResponse:
    """Put the panel's key into a task of a draft, and open it there to be read and mended."""
    found = panel_for(request, ref)
    wanted = request.POST.get("task", "")
    targets = {str(task.pk): task for task in reading.targets(found)}
    task = targets.get(wanted)
    if task is None:
        messages.error(
            request, _("Choose a task of a draft. Begin the next version if all are in use.")
        )
        return redirect("desk-panel", ref)
    reading.take(found, task, by=signed_in(request))
    messages.success(
        request,
        _("The key is the panel's. Read it and mend it; “Undo” brings the old one back."),
    )
    version = task.version
    return redirect("desk-key", version.exercise.ref, version.number, task.pk)


def panel_for(request: HttpRequest, ref: str) -> Panel:
    """Return a panel that the author may see. Raises Http404 otherwise."""
    visible = Panel.objects.visible_to(signed_in(request))
    return get_object_or_404(visible.select_related("exercise", "edition", "opened_by"), ref=ref)
