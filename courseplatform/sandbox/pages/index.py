"""The first page: what stands in for what."""

from __future__ import annotations

from django.http import HttpResponse

from courseplatform.sandbox.application import PracticeRequest, render


def index(request: PracticeRequest) -> HttpResponse:
    """Lists the stand-ins with what each is for."""
    config = request.workings.config
    with request.workings.store.begin() as transaction:
        counts = transaction.row(
            "select (select count(*) from mails) as mails, "
            "(select count(*) from objects where kind = 'checkout.session') as checkouts, "
            "(select count(*) from objects where kind = 'event') as events"
        )
    context = {"counts": counts, "smtp_port": config.smtp_port}
    return render(request, "index.html", context)
