"""The practice meeting room, where a join link leads."""

from __future__ import annotations

from django.http import HttpResponse

from courseplatform.sandbox.application import PracticeRequest, origin, render


def room(request: PracticeRequest, room: str) -> HttpResponse:
    """Shows who is in which room. "Leave" leads back to the site and nowhere else.

    The query may give ``name``, ``title`` and ``back``.
    """
    with request.workings.account() as account:
        site = account.site_url
    back = request.GET.get("back", "")
    if back.startswith("/") and not back.startswith("//"):
        back = site + back
    if origin(back) != origin(site):
        back = site + "/"
    context = {
        "room": room,
        "name": request.GET.get("name", ""),
        "title": request.GET.get("title", ""),
        "back": back,
    }
    return render(request, "meeting.html", context)
