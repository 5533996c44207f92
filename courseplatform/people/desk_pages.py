"""People at the desk: who has which role; giving one and taking it away."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from courseplatform.people.granting import grant, revoke
from courseplatform.people.guards import requires, signed_in
from courseplatform.people.models import RoleGrant, User
from courseplatform.people.roles import Right, Role

WORDS = {
    Role.OWNER: (gettext_lazy("Owner"), gettext_lazy("everything, and who may do what")),
    Role.COORDINATOR: (
        gettext_lazy("Coordinator"),
        gettext_lazy("courses, places, money, inquiries"),
    ),
    Role.EDITOR: (gettext_lazy("Editor"), gettext_lazy("reports and episodes")),
    Role.CONSULTANT: (gettext_lazy("Consultant"), gettext_lazy("inquiries")),
    Role.INSTRUCTOR: (
        gettext_lazy("Instructor"),
        gettext_lazy("cases and exercises; which classes, the sessions say"),
    ),
    Role.MARKER: (
        gettext_lazy("Marker"),
        gettext_lazy("the scripts of the classes they are given"),
    ),
}
manages = requires(Right.MANAGE_PEOPLE)


class RoleForm(forms.Form):
    """Who gets which role."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail of the person's account"),
        help_text=gettext_lazy("They sign up on the site first, and set up a second factor after."),
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role = self.fields["role"]
        if isinstance(role, forms.ChoiceField):
            role.choices = [(one.value, f"{name}: {may}") for one, (name, may) in WORDS.items()]

    def clean_email(self) -> User:
        """Return the person whose account it is."""
        address = self.cleaned_data["email"].lower()
        person = User.objects.filter(email=address, is_active=True).first()
        if person is None:
            raise forms.ValidationError(
                _("No account has this address. Ask them to sign up first."), code="no-account"
            )
        return person


@manages
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """List who has which role; a POST gives one."""
    form = RoleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        person, role = form.cleaned_data["email"], Role(form.cleaned_data["role"])
        told = {"name": person.called, "role": WORDS[role][0]}
        if grant(person, role, by=signed_in(request)):
            messages.success(request, _("%(name)s has the role now: %(role)s.") % told)
        else:
            messages.info(request, _("%(name)s had the role already: %(role)s.") % told)
        return redirect("desk-people")
    rows = RoleGrant.objects.select_related("user").order_by("user__name", "user__email", "role")
    context = {
        "rows": [(row.user, row.role, WORDS[Role(row.role)][0]) for row in rows],
        "form": form,
    }
    return render(request, "people/desk_people.html", context, status=422 if form.errors else 200)


@manages
@require_POST
def removal(request: HttpRequest, ref: str, role: str) -> HttpResponse:
    """Take a role away; the last owner stays."""
    if role not in set(Role):
        raise Http404(_("There is no such role."))
    person = get_object_or_404(User, ref=ref)
    taken = Role(role)
    told = {"name": person.called, "role": WORDS[taken][0]}
    if revoke(person, taken, by=signed_in(request)):
        messages.success(request, _("%(name)s no longer has the role: %(role)s.") % told)
    else:
        messages.info(request, _("%(name)s did not have the role: %(role)s.") % told)
    return redirect("desk-people")
