"""The editors' desk: write, look, publish, take back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form, ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.people.guards import requires, signed_in
from courseplatform.people.roles import Right
from courseplatform.publications import episodes, pages, publishing
from courseplatform.publications.forms import EpisodeForm, ReportForm
from courseplatform.publications.models import Episode, Report

A_PAGE = 50


@requires(Right.EDIT_REPORTS)
@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """List all reports, drafts first."""
    every = Report.objects.select_related("episode").order_by("-published_at", "-number")
    page = Paginator(every, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "publications/desk_reports.html", {"page": page, "now": clock.now()})


@requires(Right.EDIT_REPORTS)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write a new report."""
    form = ReportForm(request.POST or None, initial={"number": publishing.next_number()})
    if request.method == "POST" and form.is_valid():
        try:
            made = publishing.create_report(by=signed_in(request), **form.cleaned_data)
        except Refusal as refusal:
            _say(form, refusal)
        else:
            messages.success(
                request, _("The report is kept as a draft. Look at it before it goes out.")
            )
            return redirect("desk-report", made.ref)
    return _form_page(request, form, None)


@requires(Right.EDIT_REPORTS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Change a report."""
    report = _report(ref)
    form = ReportForm(request.POST or None, instance=_report(ref))
    if request.method == "POST" and form.is_valid():
        try:
            publishing.update_report(report, by=signed_in(request), **form.cleaned_data)
        except Refusal as refusal:
            _say(form, refusal)
        else:
            messages.success(request, _("The report is saved."))
            return redirect("desk-report", report.ref)
    return _form_page(request, form, report)


@requires(Right.EDIT_REPORTS)
@require_safe
def preview(request: HttpRequest, ref: str) -> HttpResponse:
    """Show the report as the public will see it."""
    facts = {**pages.report_facts(_report(ref), clock.now()), "is_preview": True}
    return render(request, "publications/report.html", facts)


@requires(Right.EDIT_REPORTS)
@require_POST
def publication(request: HttpRequest, ref: str) -> HttpResponse:
    """Publish a report, or take it back (``act=withdraw``)."""
    report = _report(ref)
    if request.POST.get("act") == "withdraw":
        publishing.withdraw(report, by=signed_in(request))
        messages.success(request, _("The report is taken back; its address answers “not found”."))
    else:
        publishing.publish(report, by=signed_in(request))
        messages.success(request, _("The report is public."))
    return redirect("desk-report", report.ref)


@requires(Right.EDIT_REPORTS)
@require_http_methods(["GET", "HEAD", "POST"])
def episode(request: HttpRequest, ref: str) -> HttpResponse:
    """Put an episode beside a report, or change what is said of it."""
    report = _report(ref)
    known: Episode | None = getattr(report, "episode", None)
    form = EpisodeForm(
        request.POST or None, request.FILES or None, initial=_said(known) if known else None
    )
    if request.method == "POST" and form.is_valid():
        try:
            _keep_episode(request, report, known, form.cleaned_data)
        except Refusal as refusal:
            _say(form, refusal)
        else:
            messages.success(request, _("The episode is saved."))
            return redirect("desk-report-episode", report.ref)
    facts = {"report": report, "episode": known, "form": form}
    status = 422 if form.errors else 200
    return render(request, "publications/desk_episode.html", facts, status=status)


def _keep_episode(
    request: HttpRequest, report: Report, known: Episode | None, said: dict[str, Any]
) -> None:
    facts = {"chapters": said["chapters"], "transcript_md": said["transcript_md"]}
    by = signed_in(request)
    if said["audio"]:
        episodes.attach(report, said["audio"], seconds=said["length"], by=by, **facts)
    elif known is None:
        raise Refusal(_("Choose an audio file."), code="no-audio")
    else:
        episodes.describe(known, seconds=said["length"] or known.seconds, by=by, **facts)


def _said(known: Episode) -> dict[str, str]:
    return {
        "length": known.clock,
        "chapters": episodes.write_chapters(known.chapters),
        "transcript_md": known.transcript_md,
    }


def _report(ref: str) -> Report:
    return get_object_or_404(Report.objects.select_related("episode", "course"), ref=ref)


def _say(form: Form | ModelForm, refusal: Refusal) -> None:
    form.add_error(None, refusal.sentence)


def _form_page(request: HttpRequest, form: ReportForm, report: Report | None) -> HttpResponse:
    facts = {"form": form, "report": report}
    status = 422 if form.errors else 200
    return render(request, "publications/desk_report.html", facts, status=status)
