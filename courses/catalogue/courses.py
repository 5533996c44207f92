"""Making and changing courses."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courseplatform.kit import clock, richtext
from courseplatform.kit.moves import swap
from courseplatform.kit.refusals import Refusal
from courses.catalogue.models import Course
from courses.catalogue.slugs import free_slug

RENDERED = {"body_md": "body_html", "excerpt_md": "excerpt_html", "marking_md": "marking_html"}
WRITABLE = {
    "title", "summary", "outcomes", "programme", "needs", "excerpt_title", "questions",
    "staff_note", "language", *RENDERED,
}  # fmt: skip


def create_course(title: str, *, slug: str = "", **fields: Any) -> Course:
    """Return a new, unpublished course; without a wished address one is made from the title.

    Args:
        fields: columns of ``Course``: ``summary``, ``outcomes`` and ``needs`` (one a line),
            ``body_md``, ``excerpt_md`` and ``marking_md`` (Markdown), ``programme``
            (``[{"minutes": 90, "title": …, "text": …}]``), ``questions``
            (``[{"question": …, "answer": …}]``), ``language``, ``staff_note``.

    Raises:
        Refusal: ``address-taken``, or a text that cannot be shown.
    """
    taken = set(Course.objects.values_list("slug", flat=True))
    if slug and slug in taken:
        raise Refusal(
            _("Another course has the address “%(slug)s”. Choose another one.") % {"slug": slug},
            code="address-taken",
        )
    course = Course(
        title=title,
        slug=slug or free_slug(title, taken, otherwise="course"),
        created_at=clock.now(),
    )
    _write(course, fields)
    course.save(force_insert=True)
    return course


def update_course(course: Course, **fields: Any) -> None:
    """Change what a course says; the same columns as ``create_course``, and ``title``."""
    with transaction.atomic():
        written = _write(course, fields)
        course.save(update_fields=sorted(written))


def publish_course(course: Course) -> bool:
    """Show the course to everybody; tell whether this call did."""
    return swap(course, {"published_at": None}, published_at=clock.now())


def _write(course: Course, fields: dict[str, Any]) -> set[str]:
    unknown = set(fields) - WRITABLE
    if unknown:
        raise TypeError(f"A course has no {', '.join(sorted(unknown))} to write.")
    written = set(fields)
    for name, value in fields.items():
        setattr(course, name, value)
        if name in RENDERED:
            setattr(course, RENDERED[name], richtext.render(value).html)
            written.add(RENDERED[name])
    return written
