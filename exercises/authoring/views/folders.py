"""The desk's pages on folders: downloads, sending one in, looking at what it would become, applying it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courseplatform.kit.refusals import Refusal
from courseplatform.people import audit
from courseplatform.people.guards import signed_in
from exercises.authoring import importing
from exercises.authoring.folder import case_files, exercise_files
from exercises.authoring.models import FolderImport
from exercises.authoring.packing import MOST_BYTES, pack
from exercises.authoring.views.reading import version_for
from exercises.cases.answering import act
from exercises.cases.guards import for_instructors
from exercises.cases.models import Case
from exercises.cases.views.reading import edition_for


class FolderForm(forms.Form):
    """A zip, and the case an exercise alone is built on."""

    folder = forms.FileField(
        label=gettext_lazy("Folder, as a zip"),
        help_text=gettext_lazy("At most 20 MB and 200 files."),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )
    case = forms.ModelChoiceField(
        Case.objects.all(),
        to_field_name="slug",
        required=False,
        label=gettext_lazy("Case"),
        empty_label=gettext_lazy("– none: the folder is a case –"),
        help_text=gettext_lazy("Only for an exercise that comes alone: what it is built on."),
    )

    def clean_folder(self) -> object:
        """Refuse by size before anything is read."""
        sent = self.cleaned_data["folder"]
        if sent.size > MOST_BYTES:
            raise forms.ValidationError(
                _("A zip may have %(most)s MB.") % {"most": MOST_BYTES // 1_000_000}
            )
        return sent


@for_instructors
@require_safe
def case_folder(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Download an edition with its exercises; ``?keys=without`` leaves the keys out."""
    edition = edition_for(request, slug, number)
    keys = request.GET.get("keys") != "without"
    files = case_files(edition, keys=keys)
    if keys:
        audit.record(signed_in(request), "keys.downloaded", f"edition:{edition.ref}")
    name = slug if keys else f"{slug}-without-keys"
    return _download(name, pack(slug, files))


@for_instructors
@require_safe
def exercise_folder(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Download one exercise; ``?keys=without`` leaves the keys out."""
    version = version_for(request, ref, number)
    keys = request.GET.get("keys") != "without"
    files = exercise_files(version, keys=keys)
    if keys:
        audit.record(signed_in(request), "keys.downloaded", f"exercise:{ref}", number=number)
    slug = version.exercise.slug
    return _download(slug if keys else f"{slug}-without-keys", pack(slug, files))


def _download(name: str, data: bytes) -> HttpResponse:
    response = HttpResponse(data, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    return response


@for_instructors
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Send in a folder."""
    form = FolderForm(
        request.POST or None, request.FILES or None, initial={"case": request.GET.get("case", "")}
    )

    def rule() -> str:
        sent, case = form.cleaned_data["folder"], form.cleaned_data["case"]
        made = importing.receive(sent.file, sent.name, case, by=signed_in(request))
        return reverse("desk-import", args=[made.ref])

    return act(request, form, rule, template="authoring/imports.html", context={}, done="")


@for_instructors
@require_safe
def folder_import(request: HttpRequest, ref: str) -> HttpResponse:
    """Show what a folder would become; nothing is made yet."""
    sent = get_object_or_404(FolderImport, ref=ref, sent_by=signed_in(request))
    report = importing.rehearse(sent) if sent.state == "waiting" else None
    context = {"sent": sent, "report": report, "paths": sorted(sent.files)}
    return render(request, "authoring/import.html", context)


@for_instructors
@require_POST
def import_application(request: HttpRequest, ref: str) -> HttpResponse:
    """Make the case and its exercises."""
    person = signed_in(request)
    sent = get_object_or_404(FolderImport, ref=ref, sent_by=person)
    try:
        report = importing.apply(sent, by=person)
    except Refusal as refusal:
        refusal.next_url = reverse("desk-cases")
        raise
    messages.success(request, " ".join(outcome.sentence for outcome in report.outcomes))
    if sent.is_case and report.edition is not None:
        return redirect("desk-edition", report.edition.case.slug, report.edition.number)
    version = report.versions[0]
    return redirect("desk-version", version.exercise.ref, version.number)


@for_instructors
@require_POST
def import_removal(request: HttpRequest, ref: str) -> HttpResponse:
    """Forget a folder that was not applied."""
    FolderImport.objects.filter(ref=ref, sent_by=signed_in(request), state="waiting").delete()
    messages.success(request, _("The folder is forgotten; nothing was made of it."))
    return redirect("desk-cases")
