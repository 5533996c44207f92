"""The page that stops letters of one kind: by hand, or by the mail program's one click (RFC 8058)."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from courseplatform.letters import stopping
from courseplatform.letters.models import Letter

ONE_CLICK = ("List-Unsubscribe", "One-Click")


@login_not_required
@csrf_exempt  # the mail program's POST carries no cookie; the signed token is the proof
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_letters(request: HttpRequest, token: str) -> HttpResponse:
    """Show what would be stopped (GET), or stop or resume it (POST); never redirects.

    Link scanners follow the address, so GET changes nothing. A POST without a known wish changes
    nothing either (400).
    """
    letter = stopping.letter_of(token)
    if letter is None:
        return render(request, "letters/pages/stop_unknown.html", status=404)
    wish = _wish(request)
    if wish == "stop":
        stopping.stop_from(letter)
    elif wish == "resume":
        stopping.resume_from(letter)
    status = 400 if request.method == "POST" and not wish else 200
    return render(request, "letters/pages/stop.html", _facts(letter, token, wish), status=status)


def _wish(request: HttpRequest) -> str:
    if request.method != "POST":
        return ""
    if request.POST.get(ONE_CLICK[0]) == ONE_CLICK[1]:
        return "stop"
    wish = request.POST.get("wish", "")
    return wish if wish in {"stop", "resume"} else ""


def _facts(letter: Letter, token: str, wish: str) -> dict[str, object]:
    stopped = stopping.is_stopped(letter.template, person=letter.person, address=letter.address)
    return {
        "title": stopping.title_of(letter.template),
        "address": _masked(letter.address),
        "stopped": stopped,
        "just": wish,
        "token": token,
    }


def _masked(address: str) -> str:
    """Return the address for a page that anybody with the link may open: "p…@example.org"."""
    name, _at, domain = address.partition("@")
    return f"{name[:1]}…@{domain}" if domain else ""
