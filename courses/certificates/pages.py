"""The page at which anybody can check a certificate, its PDF, and what holder and staff do there."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courseplatform.kit.rates import Rate
from courseplatform.kit.refusals import Refusal
from courseplatform.people.guards import private, requires, signed_in
from courseplatform.people.models import User
from courseplatform.people.naming import MOST, printable_name
from courseplatform.people.networks import network_of
from courseplatform.people.roles import Right
from courses.certificates import correcting, ending
from courses.certificates.models import Certificate
from courses.certificates.pdf import pdf_of

GUESSED = Rate("certificate-guess", times=30, seconds=600)
PRINTED = Rate("certificate-pdf", times=60, seconds=600)


class RevocationForm(forms.Form):
    """Why a certificate is revoked."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("For colleagues alone. The public page says that it was revoked."),
    )


class NameForm(forms.Form):
    """The name as it should stand on a certificate."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=MOST)

    def clean_name(self) -> str:
        """Return the name; refuse what cannot be printed."""
        return printable_name(self.cleaned_data["name"])


@login_not_required
@require_safe
@private
def certificate(request: HttpRequest, ref: str) -> HttpResponse:
    """Say whether a certificate is genuine to whoever has its address."""
    return render(request, "certificates/certificate.html", _shown(request, _found(request, ref)))


@login_not_required
@require_safe
@private
def certificate_pdf(request: HttpRequest, ref: str) -> HttpResponse:
    """Send the PDF of a certificate that stands, to whoever has its address."""
    found = _found(request, ref)
    if not PRINTED.take(network_of(request) or "unknown"):
        raise _too_often()
    answer = HttpResponse(pdf_of(found), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="certificate-{found.ref[:8]}.pdf"'
    answer["X-Robots-Tag"] = "noindex"
    return answer


@private
@require_http_methods(["GET", "HEAD", "POST"])
def withdrawal(request: HttpRequest, ref: str) -> HttpResponse:
    """Say what withdrawing means; on POST withdraw the certificate. Strangers get 404."""
    found = _own(request, ref)
    if request.method == "POST":
        ending.withdraw(found)
        messages.success(request, _("Nobody can see your certificate any more."))
        return redirect(found)
    return render(request, "certificates/withdrawal.html", _shown(request, found))


@private
@require_POST
def return_(request: HttpRequest, ref: str) -> HttpResponse:
    """Show a certificate again that its holder withdrew."""
    found = _own(request, ref)
    ending.show_again(found)
    messages.success(request, _("Your certificate can be seen again."))
    return redirect(found)


@requires(Right.RUN_COURSES)
@require_http_methods(["GET", "HEAD", "POST"])
def name(request: HttpRequest, ref: str) -> HttpResponseBase:
    """Ask for the right name; on POST put it on the certificate."""
    found = _for_staff(ref)
    form = NameForm(
        request.POST if request.method == "POST" else None, initial={"name": found.name}
    )
    if form.is_valid():
        correcting.correct_name(found, form.cleaned_data["name"], actor=signed_in(request))
        messages.success(
            request, _("The name is corrected. Tell its holder to fetch the PDF again.")
        )
        return redirect(found)
    context = {**_shown(request, found), "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "certificates/name.html", context, status=status)


@requires(Right.RUN_COURSES)
@require_http_methods(["GET", "HEAD", "POST"])
def revocation(request: HttpRequest, ref: str) -> HttpResponseBase:
    """Ask for the reason; on POST revoke the certificate."""
    found = _for_staff(ref)
    form = RevocationForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        ending.revoke(found, actor=signed_in(request), reason=reason)
        messages.success(request, _("The certificate is revoked."))
        return redirect("desk-roster", found.enrolment.session.ref)
    status = 422 if form.is_bound else 200
    context = {**_shown(request, found), "form": form}
    return render(request, "certificates/revocation.html", context, status=status)


def _found(request: HttpRequest, ref: str) -> Certificate:
    """Return a certificate by its reference; unknown ones are counted against whoever asks."""
    found = Certificate.objects.select_related("enrolment").filter(ref=ref).first()
    if found is None:
        if not GUESSED.take(network_of(request) or "unknown"):
            raise _too_often()
        raise Http404
    return found


def _own(request: HttpRequest, ref: str) -> Certificate:
    mine = Certificate.objects.visible_to(signed_in(request)).select_related("enrolment")
    return get_object_or_404(mine, ref=ref)


def _for_staff(ref: str) -> Certificate:
    return get_object_or_404(Certificate.objects.select_related("enrolment__session"), ref=ref)


def _too_often() -> Refusal:
    return Refusal(
        _("From your network this was asked often in a short time. Try again in ten minutes."),
        code="too-often",
    )


def _shown(request: HttpRequest, found: Certificate) -> dict[str, Any]:
    person = request.user if isinstance(request.user, User) else None
    facts = found.facts
    return {
        "certificate": found,
        "facts": facts,
        "starts_at": parse_datetime(facts["starts_at"]),
        "ends_at": parse_datetime(facts["ends_at"]),
        "is_holder": person is not None and found.enrolment.person_id == person.pk,
        "may_revoke": person is not None and person.may(Right.RUN_COURSES),
    }
