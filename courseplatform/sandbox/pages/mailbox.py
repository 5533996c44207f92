"""The mailbox that receives every letter of the demo."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from psycopg.rows import DictRow

from courseplatform.sandbox.application import PracticeRequest, render
from courseplatform.sandbox.mailbox import reading

SHOWN = 100

# A mail's own HTML: no script, no form, nothing loaded from elsewhere; links open anew.
HTML_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
    "style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'self'"
)
ATTACHED_POLICY = "sandbox; default-src 'none'"


def listing(request: PracticeRequest) -> HttpResponse:
    """The newest mails, perhaps only those to one person."""
    wanted = request.GET.get("to", "").strip()
    with request.workings.store.begin() as transaction:
        found = reading.rows(transaction, recipient=wanted, limit=SHOWN + 1)
    context = {"mails": found[:SHOWN], "more": len(found) > SHOWN, "wanted": wanted}
    return render(request, "mailbox.html", context)


def mail(request: PracticeRequest, number: int) -> HttpResponse:
    """One mail: its text first, then its HTML in a closed frame, its parts, its source."""
    row = _row(request, number)
    context = {"mail": row, "letter": reading.letter(bytes(row["raw"]))}
    return render(request, "mail.html", context)


def html(request: PracticeRequest, number: int) -> HttpResponse:
    """The HTML of a mail alone, for the frame."""
    letter = reading.letter(bytes(_row(request, number)["raw"]))
    text = letter.html or "<p>This mail has no HTML.</p>"
    response = HttpResponse('<base target="_blank">' + text)
    response.headers["Content-Security-Policy"] = HTML_POLICY
    return response


def source(request: PracticeRequest, number: int) -> HttpResponse:
    """The mail as it came over the wire."""
    raw = bytes(_row(request, number)["raw"])
    response = HttpResponse(
        raw.decode("utf-8", "replace"), content_type="text/plain; charset=utf-8"
    )
    response.headers["Content-Security-Policy"] = ATTACHED_POLICY
    return response


def part(request: PracticeRequest, number: int, part: int) -> HttpResponse:
    """One attachment, to be saved under its own name."""
    letter = reading.letter(bytes(_row(request, number)["raw"]))
    for found in letter.parts:
        if found.number == part:
            response = HttpResponse(found.content, content_type="application/octet-stream")
            if found.type in {"text/calendar", "application/pdf", "text/plain"}:
                response.headers["Content-Type"] = found.type
            name = "".join(sign for sign in found.name if sign.isalnum() or sign in "-_.")
            response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
            response.headers["Content-Security-Policy"] = ATTACHED_POLICY
            return response
    raise Http404


def _row(request: PracticeRequest, number: int) -> DictRow:
    with request.workings.store.begin() as transaction:
        row = transaction.row("select * from mails where id = %s", number)
    if row is None:
        raise Http404
    return row
