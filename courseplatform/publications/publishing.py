"""Writing reports down, giving them to the public, and taking them back."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from courseplatform.kit import clock, moves, richtext
from courseplatform.kit.constraints import violated
from courseplatform.kit.refusals import Refusal
from courseplatform.people import audit
from courseplatform.people.models import User
from courseplatform.publications.models import Report

FIELDS = frozenset(
    {
        "number", "slug", "title", "summary", "judgement", "likelihood", "confidence", "body_md",
        "gaps_md", "byline", "language", "course",
    }
)  # fmt: skip


def create_report(*, by: User | None = None, **fields: Any) -> Report:
    """Keep a new report as a draft; its number is the next one unless given.

    Raises:
        Refusal: a text is too large, or number or address belong to another report.
    """
    report = Report(number=fields.pop("number", None) or next_number())
    return _save(report, fields, by)


def update_report(report: Report, *, by: User | None = None, **fields: Any) -> Report:
    """Change a report; what is public changes at once.

    Raises:
        Refusal: a text is too large, or number or address belong to another report.
    """
    return _save(report, fields, by)


def next_number() -> int:
    """Return the number after the highest."""
    return (Report.objects.aggregate(last=Max("number"))["last"] or 0) + 1


def publish(report: Report, *, by: User | None = None) -> None:
    """Make a draft public now.

    Raises:
        Refusal: it is public already.
    """
    with transaction.atomic():
        if not moves.swap(report, {"published_at": None}, published_at=clock.now()):
            raise Refusal(_("This report is public already."), code="already-public")
        audit.record(by, "report.published", f"report:{report.ref}", number=report.number)


def withdraw(report: Report, *, by: User | None = None) -> None:
    """Take a public report back; its address answers 404 until it is published again.

    Raises:
        Refusal: it is not public.
    """
    with transaction.atomic():
        changed = Report.objects.filter(pk=report.pk, published_at__isnull=False).update(
            published_at=None
        )
        if not changed:
            raise Refusal(_("This report is not public."), code="not-public")
        audit.record(by, "report.withdrawn", f"report:{report.ref}", number=report.number)
    report.published_at = None


def render(report: Report) -> None:
    """Fill the stored HTML from the Markdown; the caller saves."""
    body = richtext.render(report.body_md, numbered=True)
    report.body_html = body.html
    report.headings = [
        {"level": one.level, "anchor": one.anchor, "text": one.text} for one in body.headings
    ]
    report.gaps_html = richtext.render(report.gaps_md).html if report.gaps_md.strip() else ""
    report.rendered_by = richtext.VERSION


def _save(report: Report, fields: dict[str, Any], by: User | None) -> Report:
    unknown = fields.keys() - FIELDS
    if unknown:
        raise TypeError(f"A report has no {', '.join(sorted(unknown))}.")
    for name, value in fields.items():
        setattr(report, name, value)
    render(report)
    report.changed_at = clock.now()
    is_new = report.pk is None
    try:
        with transaction.atomic():
            report.save()
            act = "report.created" if is_new else "report.changed"
            audit.record(by, act, f"report:{report.ref}", number=report.number)
    except IntegrityError as error:
        raise Refusal(_taken(violated(error)), code="report-taken") from error
    return report


def _taken(constraint: str) -> str:
    if "slug" in constraint:
        return _("Another report has this address. Choose another one.")
    if "number" in constraint:
        return _("Another report has this number. Choose another one.")
    return _("This report could not be kept. Check number and address.")
