"""Opening a panel and inviting experts: members of staff, whom the author names."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.letters.writing import Draft, write_all
from courseplatform.people import audit
from courseplatform.people.models import User
from courseplatform.people.roles import Role
from exercises.authoring.models import Task
from exercises.kinds import registry
from exercises.kinds.shape import ShapeError
from exercises.panels.models import Panel, Seat

MOST_EXPERTS = 12
_EXPERTS = (Role.OWNER, Role.INSTRUCTOR, Role.MARKER)


def candidates() -> QuerySet[User]:
    """Return the people who can be asked: staff who teach, mark or own the place, by name."""
    people = User.objects.filter(grants__role__in=_EXPERTS, is_active=True, erased_at=None)
    return people.distinct().order_by("name", "email")


@transaction.atomic
def open_panel(task: Task, people: Sequence[User], *, by: User) -> Panel:
    """Put a task, as it stands now, to experts.

    Raises:
        Refusal: the kind's keys cannot come from a panel, its brief is not finished, or nobody or
            somebody who is not on the staff was named.
    """
    kind = registry.find(task.kind)
    if not kind.offers_panel:
        raise Refusal(
            _("The key of a task of this kind is written by its author; a panel cannot give it."),
            code="no-panel",
        )
    try:
        brief = kind.to_json(kind.brief_from(task.brief, task.schema))
    except ShapeError:
        raise Refusal(
            _("Finish what students see first: the experts answer the same task."),
            code="brief-not-finished",
        ) from None
    version = task.version
    panel = Panel.objects.create(
        exercise=version.exercise,
        task=task,
        edition=version.edition,
        kind=kind.slug,
        schema=kind.schema,
        title=task.title,
        prompt_html=task.prompt_html,
        brief=brief,
        opened_by=by,
        opened_at=clock.now(),
    )
    invite(panel, people, by=by)
    audit.record(by, "panel.opened", f"panel:{panel.ref}", experts=len(people))
    return panel


@transaction.atomic
def invite(panel: Panel, people: Sequence[User], *, by: User) -> int:
    """Give experts a seat and write to them; who sits already is left in peace. Return how many.

    Raises:
        Refusal: the panel is closed, too large, or somebody named is not on the staff.
    """
    locked = Panel.objects.select_for_update(no_key=True).get(pk=panel.pk)
    if locked.state != "open":
        raise Refusal(
            _("This panel is closed. Open a new one to ask more experts."), code="panel-closed"
        )
    if not people:
        raise Refusal(_("Choose at least one expert."), code="nobody-chosen")
    known = set(candidates().filter(pk__in=[person.pk for person in people]))
    if len(known) != len(set(people)):
        raise Refusal(_("Only members of staff can be asked."), code="not-staff")
    seated = set(Seat.objects.filter(panel=locked).values_list("person", flat=True))
    new = [person for person in people if person.pk not in seated]
    last = Seat.objects.filter(panel=locked).aggregate(last=Max("number"))["last"] or 0
    if last + len(new) > MOST_EXPERTS:
        raise Refusal(
            _("A panel has at most %(most)s experts.") % {"most": MOST_EXPERTS},
            code="too-many-experts",
        )
    now = clock.now()
    Seat.objects.bulk_create(
        Seat(
            panel=locked,
            person=person,
            number=number,
            schema=locked.schema,
            invited_by=by,
            invited_at=now,
        )
        for number, person in enumerate(new, start=last + 1)
    )
    write_all([_letter(locked, person) for person in new if person != by])
    return len(new)


def _letter(panel: Panel, person: User) -> Draft:
    return Draft(
        key=f"panel-invitation:{panel.ref}:{person.ref}",
        template="panel_invitation",
        to=person,
        context={
            "task": panel.title,
            "exercise": panel.exercise.title,
            "path": reverse("panel-seat", args=[panel.ref]),
        },
    )
