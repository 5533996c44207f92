"""More time: an extension for one or several people, and time on every clock for one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from courseplatform.kit import walltime
from courseplatform.kit.refusals import Refusal
from courseplatform.kit.wallfield import WallTimeFormField
from courseplatform.people.guards import requires, signed_in
from courseplatform.people.models import User
from exercises.cohorts import accommodating
from exercises.cohorts.extending import More
from exercises.cohorts.models import Assignment, Extension
from exercises.supervision.doors import RIGHTS, assignment_for, knows_names, member_for
from exercises.supervision.lists import Line, lines_of
from exercises.supervision.views.letters import picked
from exercises.supervision.views.people import filter_of, frame
from exercises.work import extending


class ExtensionForm(forms.Form):
    """What an extension gives; an empty date stays as it is for each person."""

    due_local = WallTimeFormField(label=gettext_lazy("Due"), required=False)
    closes_local = WallTimeFormField(
        label=gettext_lazy("Closes"),
        required=False,
        help_text=gettext_lazy("Moves along when the due date passes it."),
    )
    attempts = forms.IntegerField(
        label=gettext_lazy("Attempts on top of the class's"),
        required=False,
        min_value=0,
        max_value=20,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy("For this desk and the person. Markers never see it."),
    )

    def more(self, zone: str) -> More:
        """Return what is given. Raises Refusal for an hour that does not exist."""
        data = self.cleaned_data
        due, closes = (
            walltime.to_instant(data[name], zone) if data[name] else None
            for name in ("due_local", "closes_local")
        )
        return More(due, closes, data["attempts"] or 0, data["reason"])


class AccommodationForm(forms.Form):
    """More time on every clock for one person."""

    percent = forms.IntegerField(
        label=gettext_lazy("Per cent of the time that exercises allow"),
        min_value=100,
        max_value=accommodating.MOST_PERCENT,
        initial=125,
    )
    extra_minutes = forms.IntegerField(
        label=gettext_lazy("Minutes on top"),
        min_value=0,
        max_value=accommodating.MOST_EXTRA,
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy("For this desk and the person. Markers never see it."),
    )


@requires(*RIGHTS)
@require_POST
def extensions(request: HttpRequest, ref: str, exercise_ref: str) -> HttpResponse:
    """Give the ticked people more; all of them or, where one cannot get it, none."""
    person = signed_in(request)
    assignment = assignment_for(person, ref, exercise_ref)
    lines = picked(request, lines_of(assignment), filter_of(request.POST.get("show", "")))
    granting = request.POST.get("step") == "grant"
    form = ExtensionForm(request.POST if granting else None, initial=_standing(assignment, lines))
    if not lines:
        raise Refusal(
            _("Nobody is ticked. Go back to the list and tick the people it is for."),
            code="nobody-chosen",
            next_url=reverse("cohort-exercise", args=[ref, exercise_ref]),
        )
    if granting and form.is_valid():
        try:
            _grant(assignment, lines, form, by=person)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _granted(len(lines)))
            if len(lines) == 1:
                return redirect("cohort-person", ref, exercise_ref, lines[0].member.ref)
            return redirect("cohort-exercise", ref, exercise_ref)
    context = {
        **frame(request, assignment),
        "form": form,
        "lines": lines,
        "who": ",".join(line.member.ref for line in lines),
        "shown_answers": assignment.answers_released_at is not None,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "supervision/extension.html", context, status=status)


@requires(*RIGHTS)
@require_POST
def extension_removal(
    request: HttpRequest, ref: str, exercise_ref: str, member_ref: str
) -> HttpResponse:
    """Take back the extension that a person has."""
    person = signed_in(request)
    assignment = assignment_for(person, ref, exercise_ref)
    member = member_for(person, ref, member_ref)
    here = reverse("cohort-person", args=[ref, exercise_ref, member_ref])
    standing = Extension.objects.select_related("allotment").filter(
        allotment__assignment=assignment, allotment__member=member, state="granted"
    )
    found = standing.first()
    if found is None:
        raise Refusal(
            _("This person has no extension now. Look at the page again."),
            code="no-extension",
            next_url=here,
        )
    extending.take_back(found, by=person)
    messages.success(request, _("The extension was taken back; the person is told by letter."))
    return redirect(here)


@requires(*RIGHTS)
@require_http_methods(["GET", "HEAD", "POST"])
def accommodation(request: HttpRequest, ref: str, member_ref: str) -> HttpResponse:
    """Give a member more time on every clock of the cohort."""
    person = signed_in(request)
    member = member_for(person, ref, member_ref)
    standing = accommodating.standing_of(member.pk)
    form = AccommodationForm(request.POST or None, initial=_initial(standing))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            extending.accommodate(
                member,
                percent=data["percent"],
                extra_minutes=data["extra_minutes"] or 0,
                reason=data["reason"],
                by=person,
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("%(code)s has more time now.") % {"code": member.code})
            return redirect("desk-cohort", ref)
    context = {
        "cohort": member.cohort,
        "member": member,
        "form": form,
        "standing": standing,
        "names": knows_names(person),
        "zone": member.cohort.zone,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "supervision/accommodation.html", context, status=status)


@requires(*RIGHTS)
@require_POST
def accommodation_removal(request: HttpRequest, ref: str, member_ref: str) -> HttpResponse:
    """Take it back for attempts that begin from now on."""
    person = signed_in(request)
    member = member_for(person, ref, member_ref)
    standing = accommodating.standing_of(member.pk)
    if standing is None:
        raise Refusal(
            _("This person has no more time than the class. Look at the page again."),
            code="no-accommodation",
            next_url=reverse("desk-cohort", args=[ref]),
        )
    accommodating.revoke(standing, by=person)
    messages.success(request, _("From the next attempt on the time of the class holds."))
    return redirect("desk-cohort", ref)


@transaction.atomic
def _grant(assignment: Assignment, lines: list[Line], form: ExtensionForm, *, by: User) -> None:
    """Grant to all or to nobody; a refusal says whom it is about."""
    more = form.more(assignment.cohort.zone)
    for line in sorted(lines, key=lambda each: each.allotment.pk):
        try:
            extending.extend(line.allotment, more, by=by)
        except Refusal as refusal:
            if len(lines) == 1:
                raise
            sentence = _("%(code)s: %(why)s Nobody was given anything yet.")
            facts = {"code": line.member.code, "why": refusal.sentence}
            raise Refusal(sentence % facts, code=refusal.code) from refusal


def _granted(count: int) -> str:
    return ngettext(
        "The extension was granted; the person is told by letter.",
        "The extension was granted to %(count)s people; each is told by letter.",
        count,
    ) % {"count": count}


def _standing(assignment: Assignment, lines: list[Line]) -> dict[str, Any]:
    """Return what the form shows first: what one person has now, else the dates of the class."""
    zone = assignment.cohort.zone
    window = lines[0].window if len(lines) == 1 else assignment.window
    attempts = lines[0].allotment.extra_attempts if len(lines) == 1 else 0
    return {
        "due_local": walltime.to_local(window.due_at, zone) if window.due_at else None,
        "closes_local": walltime.to_local(window.closes_at, zone) if window.closes_at else None,
        "attempts": attempts or None,
    }


def _initial(standing: Any) -> dict[str, Any]:
    if standing is None:
        return {}
    return {
        "percent": standing.percent,
        "extra_minutes": standing.extra_minutes or None,
        "reason": standing.reason,
    }
