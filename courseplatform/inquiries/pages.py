"""The contact form, and the page that says a question has arrived."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from courseplatform.inquiries import guard
from courseplatform.inquiries.forms import ContactForm, local_path
from courseplatform.inquiries.models import TOPICS, Inquiry
from courseplatform.inquiries.receiving import receive
from courseplatform.people import viewer
from courseplatform.people.guards import keep_private
from courseplatform.people.models import User
from courseplatform.people.networks import network_of

TRY_AGAIN_MINUTES = 60


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    """Show the form (GET) or take a question in (POST)."""
    if request.method != "POST":
        return _page(request, ContactForm(initial=_initial(request)))
    form = ContactForm(request.POST)
    network = network_of(request)
    if guard.is_flood(network):
        return _page(request, form, status=429)
    if not form.is_valid():
        return _page(request, form, status=422)
    said = form.cleaned_data
    post = guard.Post(said["email"], said["message"], network, said["website"], said["token"])
    inquiry = receive(
        name=said["name"],
        email=said["email"],
        organisation=said["organisation"],
        topic=said["topic"],
        message=said["message"],
        doubts=guard.doubts(post),
        person=request.user if isinstance(request.user, User) else None,
        language=get_language() or settings.LANGUAGE_CODE,
        zone=said["zone"] or viewer.of(request).zone,
        source=said["source"],
        network=network,
    )
    return redirect("contact-sent", inquiry.ref)


@login_not_required
@never_cache
@require_safe
def sent(request: HttpRequest, ref: str) -> HttpResponse:
    """Say that the question has arrived and by when we answer; the same for held posts."""
    inquiry = get_object_or_404(Inquiry.objects.filter(erased_at=None), ref=ref)
    answer = render(request, "inquiries/sent.html", {"inquiry": inquiry})
    answer["Referrer-Policy"] = "no-referrer"
    keep_private(answer)
    return answer


def _initial(request: HttpRequest) -> dict[str, str]:
    """What the form begins with: the reader's name, the topic and the page they came from."""
    reader = request.user if isinstance(request.user, User) else None
    topic = request.GET.get("topic", "")
    return {
        "topic": topic if topic in TOPICS else "assessment",
        "name": reader.name if reader else "",
        "email": (reader.email or "") if reader else "",
        "source": local_path(request.GET.get("from", "")),
        "token": guard.make_token(),
        "zone": viewer.of(request).zone,
    }


def _page(request: HttpRequest, form: ContactForm, status: int = 200) -> HttpResponse:
    """The form; a form that came back keeps the time at which it was first shown."""
    facts = {"form": form, "too_many": status == 429, "minutes": TRY_AGAIN_MINUTES}
    answer = render(request, "inquiries/contact.html", facts, status=status)
    if status == 429:
        answer["Retry-After"] = str(TRY_AGAIN_MINUTES * 60)
    return answer
