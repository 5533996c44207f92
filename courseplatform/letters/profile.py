"""Which letters a person wants, and an address that letters come back from."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courseplatform.letters import stopping, suppression
from courseplatform.letters.models import Stop
from courseplatform.people import audit
from courseplatform.people.guards import private, signed_in
from courseplatform.people.models import User
from courseplatform.people.roles import Right


@private
@require_http_methods(["GET", "HEAD", "POST"])
def wanted(request: HttpRequest) -> HttpResponse:
    """Show the kinds of letters with a box each (GET); keep what is ticked (POST)."""
    person = signed_in(request)
    if request.method == "POST":
        keep(person, set(request.POST.getlist("wanted")))
        messages.success(request, _("Your choice of letters is saved."))
        return redirect("profile-letters")
    stopped = _stopped(person)
    facts = {
        "kinds": [
            {"template": one.template, "title": one.title, "wanted": one.template not in stopped}
            for one in offered(person)
        ],
        "suppression": suppression.of(person.email) if person.email else None,
    }
    return render(request, "letters/pages/wanted.html", facts)


@private
@require_POST
def confirmation(request: HttpRequest) -> HttpResponse:
    """Say that the address works again, so that letters go there again."""
    person = signed_in(request)
    if suppression.lift(person.email or ""):
        audit.record(person, "suppression.lifted", f"person:{person.ref}")
        messages.success(request, _("Letters go to your address again."))
    return redirect("profile-letters")


def offered(person: User) -> list[stopping.StoppableKind]:
    """Return the kinds this person may get, and any other they stopped."""
    every = stopping.kinds()
    known = {kind.template for kind in every}
    kinds = [kind for kind in every if not kind.right or person.may(Right(kind.right))]
    others = sorted(_stopped(person) - known)
    return [*kinds, *(stopping.StoppableKind(name, stopping.title_of(name)) for name in others)]


def keep(person: User, ticked: set[str]) -> None:
    """Stop the offered kinds that are not ticked, and resume those that are."""
    for kind in offered(person):
        if kind.template in ticked:
            stopping.resume(kind.template, person=person)
        else:
            stopping.stop(kind.template, person=person)


def _stopped(person: User) -> set[str]:
    return set(Stop.objects.filter(person=person).values_list("template", flat=True))
