"""Changing a case at the desk: an edition is a draft until it is frozen, then the next one begins.

Every change holds the edition's row, so that numbers of paragraphs are given by one hand at a time.
A save says which revision it started from; the second of two is told (``Stale``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from courseplatform.kit import clock, richtext
from courseplatform.kit.refusals import Refusal
from courseplatform.people import audit
from courseplatform.people.models import User
from exercises.cases import followers
from exercises.cases.digest import edition_digest
from exercises.cases.models import Case, CaseEdition, CaseSource, Paragraph
from exercises.cases.stale import Stale

RESERVED = frozenset({"new", "import"})
MARK = "Exercise material, invented for training"
_SOURCE_FIELDS = (
    "code", "title", "form", "publisher", "dated", "language", "remark", "inject", "mark",
)  # fmt: skip
_PARAGRAPH_FIELDS = ("number", "heading", "text", "html")


@dataclass(frozen=True)
class Facts:
    """What surrounds a dossier; ``introduction`` is Markdown."""

    title: str
    mark: str
    question: str
    language: str = "en"
    introduction: str = ""
    customer: str = ""
    as_of: str = ""
    note: str = ""
    sub_questions: tuple[str, ...] = ()

    def columns(self) -> dict[str, Any]:
        """Return the columns of an edition that says this. Raises Refusal for a heavy text."""
        return {
            "title": self.title,
            "mark": self.mark,
            "language": self.language,
            "intro_md": self.introduction,
            "intro_html": richtext.render(self.introduction).html,
            "facts": {
                "question": self.question,
                "customer": self.customer,
                "as_of": self.as_of,
                "note": self.note,
                "sub_questions": list(self.sub_questions),
            },
        }


@transaction.atomic
def create_case(slug: str, facts: Facts, *, by: User) -> CaseEdition:
    """Begin a case: its first edition is a draft without sources.

    Raises:
        Refusal: another case has that address.
    """
    require_free(slug)
    now = clock.now()
    case, made = Case.objects.get_or_create(
        slug=slug, defaults={"title": facts.title, "created_at": now}
    )
    if not made:  # by a second press of the same button
        raise _taken(slug)
    edition = CaseEdition(case=case, number=1, created_at=now, changed_by=by, changed_at=now)
    _fill(edition, facts.columns())
    audit.record(by, "case.created", f"case:{case.slug}")
    return edition


def require_free(slug: str) -> None:
    """Raise Refusal where a case's address is taken, or kept for a page of the desk."""
    if slug in RESERVED or Case.objects.filter(slug=slug).exists():
        raise _taken(slug)


def _taken(slug: str) -> Refusal:
    return Refusal(
        _("There is a case at “%(slug)s” already. Choose another address.") % {"slug": slug},
        code="slug-taken",
    )


@transaction.atomic
def begin_edition(case: Case, *, by: User) -> CaseEdition:
    """Return the draft of a case, beginning it as a copy of the newest edition where there is none.

    Two who press at once get the same draft.
    """
    Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    newest = case.editions.order_by("-number").first()
    if newest is None:
        raise Refusal(_("This case has no edition to begin from."), code="no-edition")
    if newest.in_work:
        return newest
    made = copy_edition(newest, case, newest.number + 1, by=by)
    audit.record(by, "edition.begun", f"edition:{made.ref}", number=made.number)
    return made


def copy_edition(
    old: CaseEdition, case: Case, number: int, *, by: User, title: str = ""
) -> CaseEdition:
    """Return a draft that says the same as ``old``, as edition ``number`` of ``case``.

    Args:
        old: what is copied.
        case, number: what the copy belongs to.
        by: who copies.
        title: its title; the old one's if empty.
    """
    now = clock.now()
    made = CaseEdition(case=case, number=number, created_at=now, changed_by=by, changed_at=now)
    for name in (
        "title", "mark", "language", "intro_md", "intro_html", "facts", "first_number", "sha256",
    ):  # fmt: skip
        setattr(made, name, getattr(old, name))
    made.title = title or old.title
    made.save()
    for source in old.sources.order_by("position"):
        twin = CaseSource(edition=made, position=source.position)
        for name in _SOURCE_FIELDS:
            setattr(twin, name, getattr(source, name))
        twin.save()
        Paragraph.objects.bulk_create(
            Paragraph(edition=made, source=twin, **_columns(each))
            for each in source.paragraphs.order_by("number")
        )
    made.sha256 = edition_digest(made)
    made.save(update_fields=["sha256"])
    return made


def _columns(paragraph: Paragraph) -> dict[str, Any]:
    return {name: getattr(paragraph, name) for name in _PARAGRAPH_FIELDS}


def change_facts(edition: CaseEdition, revision: int, facts: Facts, *, by: User) -> None:
    """Change what surrounds the dossier.

    Raises:
        Stale: somebody saved in the meantime.
        Refusal: the edition is frozen, or the introduction is too heavy.
    """
    with in_work(edition, by=by) as locked:
        if locked.revision != revision:
            raise Stale
        for name, value in facts.columns().items():
            setattr(locked, name, value)
        Case.objects.filter(pk=locked.case_id).update(title=facts.title)


@contextmanager
def in_work(edition: CaseEdition, *, by: User) -> Iterator[CaseEdition]:
    """Hold a draft while it changes; afterwards it has a new hash, and what rested on it is unsettled.

    Raises:
        Refusal: the edition is frozen; the sentence says how to go on.
    """
    with transaction.atomic():
        locked = CaseEdition.objects.select_for_update(no_key=True).get(pk=edition.pk)
        if not locked.in_work:
            raise Refusal(
                _(
                    "Edition %(number)s is in use and stays as it is. Begin the next edition to "
                    "correct it."
                )
                % {"number": locked.number},
                code="edition-frozen",
                next_url=reverse("desk-case", args=[edition.case.slug]),
            )
        before = locked.sha256
        yield locked
        locked.revision += 1
        locked.changed_by, locked.changed_at = by, clock.now()
        locked.save()
        locked.sha256 = edition_digest(locked)
        locked.save(update_fields=["sha256"])
        if locked.sha256 != before:
            followers.unsettle(locked)
    for name in ("revision", "sha256", "changed_at", "undo"):
        setattr(edition, name, getattr(locked, name))


def _fill(edition: CaseEdition, columns: Mapping[str, Any]) -> None:
    for name, value in columns.items():
        setattr(edition, name, value)
    edition.save()
    edition.sha256 = edition_digest(edition)
    edition.save(update_fields=["sha256"])


def newest_number(case: Case) -> int:
    """Return the number of a case's newest edition, 0 where there is none."""
    found: int = case.editions.aggregate(newest=Max("number"))["newest"] or 0
    return found
