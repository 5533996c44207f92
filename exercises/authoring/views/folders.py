"""The desk's pages on folders: downloads, sending one in, looking at what it would become, applying it."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

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

_METHODS = ["GET", "HEAD", "POST"]


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
@require_http_methods(_METHODS)
def case_folder(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Download an edition with its exercises: without keys, by POST with them."""
    edition = edition_for(request, slug, number)
    keys = request.method == "POST"
    files = case_files(edition, keys=keys)
    if keys:
        audit.record(signed_in(request), "keys.downloaded", f"edition:{edition.ref}")
    return _download(slug, files, keys=keys)


@for_instructors
@require_http_methods(_METHODS)
def exercise_folder(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Download one exercise: without keys, by POST with them."""
    version = version_for(request, ref, number)
    keys = request.method == "POST"
    files = exercise_files(version, keys=keys)
    if keys:
        audit.record(signed_in(request), "keys.downloaded", f"exercise:{ref}", number=number)
    return _download(version.exercise.slug, files, keys=keys)


def _download(slug: str, files: Mapping[str, str], *, keys: bool) -> HttpResponse:
    response = HttpResponse(pack(slug, files), content_type="application/zip")
    name = slug if keys else f"{slug}-without-keys"
    response["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    return response


@for_instructors
@require_http_methods(_METHODS)
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
    """Show what a folder would become, as tried when it came in."""
    sent = get_object_or_404(FolderImport, ref=ref, sent_by=signed_in(request))
    outcomes = importing.outcomes_of(sent)
    context = {"sent": sent, "outcomes": outcomes, "paths": sorted(sent.files)}
    return render(request, "authoring/import.html", context)


@for_instructors
@require_POST
def import_application(request: HttpRequest, ref: str) -> HttpResponse:
    """Make the case and its exercises."""
    person = signed_in(request)
    sent = get_object_or_404(FolderImport, ref=ref, sent_by=person)
    made = importing.apply(sent, by=person)
    messages.success(request, " ".join(outcome.sentence for outcome in made.outcomes))
    if sent.is_case:
        return redirect("desk-edition", made.edition.case.slug, made.edition.number)
    version = made.versions[0]
    return redirect("desk-version", version.exercise.ref, version.number)


@for_instructors
@require_POST
def import_removal(request: HttpRequest, ref: str) -> HttpResponse:
    """Forget a folder that was not applied."""
    FolderImport.objects.filter(ref=ref, sent_by=signed_in(request), state="waiting").delete()
    messages.success(request, _("The folder is forgotten; nothing was made of it."))
    return redirect("desk-cases")
