"""The injects of one attempt: what was released, what was opened, and opening one.

Nothing here tells of an inject before its time: what is not released is in no list. Its paragraphs
belong to the dossier from the moment it is opened, since that is when the answer before it is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from exercises.authoring.releases import Clocks, Release, released
from exercises.cases.dossier import Dossier, dossier_of
from exercises.cases.models import CaseSource
from exercises.cohorts.models import Allotment
from exercises.work.models import Attempt, OpenedInject, Response, Revision


@dataclass(frozen=True)
class Arrival:
    """One inject that was released in an attempt, and when it was opened, if it was."""

    release: Release
    released_at: datetime
    opened: OpenedInject | None

    @property
    def slug(self) -> str:
        """The inject's name."""
        return self.release.inject


@dataclass(frozen=True)
class Item:
    """One released inject as pages name it."""

    arrival: Arrival
    code: str
    title: str
    mark: str

    @property
    def slug(self) -> str:
        """The inject's name, in addresses."""
        return self.arrival.slug

    @property
    def released_at(self) -> datetime:
        """When it came."""
        return self.arrival.released_at

    @property
    def opened_at(self) -> datetime | None:
        """When it was opened, or None."""
        return self.arrival.opened.opened_at if self.arrival.opened else None

    def concerns(self, position: int) -> bool:
        """Tell whether the task at that place is one it concerns."""
        return self.arrival.release.concerns(position)


@dataclass(frozen=True)
class Injects:
    """What has come in an attempt.

    Attributes:
        items: the released ones, in the order in which they came.
        expected: whether the exercise has injects, so that it is worth looking for new ones.
    """

    items: Sequence[Item] = ()
    expected: bool = False

    @property
    def waiting(self) -> Sequence[Item]:
        """What was released and not opened."""
        return [each for each in self.items if each.opened_at is None]

    @property
    def opened(self) -> Sequence[Item]:
        """What was opened, in the order in which it was."""
        rows = [(each.opened_at, each) for each in self.items if each.opened_at is not None]
        return [each for _at, each in sorted(rows, key=lambda row: (row[0], row[1].slug))]

    @property
    def slugs(self) -> frozenset[str]:
        """The opened ones by name: what the dossier holds of them."""
        return frozenset(each.slug for each in self.opened)

    @property
    def state(self) -> str:
        """What a page that shows this knows; another state means that there is something new."""
        return state_of([each.arrival for each in self.items])

    def ask_about(self, position: int) -> Sequence[Item]:
        """Return the opened ones that concern a task: about them its page asks what moved."""
        return [each for each in self.opened if each.concerns(position)]


def arrivals_at(attempt: Attempt) -> list[Arrival]:
    """Return what was released in an attempt so far, in order; at most one query.

    What was opened stays released, also when a clock that was lengthened counts it as later.
    ``attempt`` comes with its allotment, rules and version.
    """
    releases = attempt.allotment.version.releases
    if not releases:
        return []
    opened = {each.inject: each for each in attempt.opened_injects.all()}
    clocks = _clocks(attempt)
    due = released(releases, clocks, attempt.handed_in_at or clock.now())
    late = [each for each in releases if each.inject in opened and each not in due]
    return [Arrival(each, clocks.instant(each), opened.get(each.inject)) for each in (*due, *late)]


def _clocks(attempt: Attempt) -> Clocks:
    return Clocks(
        started_at=attempt.started_at,
        opens_at=attempt.allotment.opens_at,
        minutes=attempt.minutes,
        usual_minutes=attempt.allotment.working_rules.minutes,
    )


def state_of(arrivals: Sequence[Arrival]) -> str:
    """Return what has come and what was opened, as one word for an address."""
    return ".".join(f"{'o' if each.opened else 'w'}-{each.slug}" for each in arrivals)


def injects_of(attempt: Attempt) -> Injects:
    """Return what has come in an attempt; two queries, none for an exercise without injects."""
    arrivals = arrivals_at(attempt)
    expected = bool(attempt.allotment.version.injects)
    if not arrivals:
        return Injects(expected=expected)
    names = [each.slug for each in arrivals]
    rows = CaseSource.objects.filter(edition=attempt.allotment.version.edition_id, inject__in=names)
    known = {row.inject: row for row in rows}
    items = [
        Item(each, known[each.slug].code, known[each.slug].title, known[each.slug].mark)
        for each in arrivals
        if each.slug in known
    ]
    return Injects(items, expected)


def newest_attempt(allotment: Allotment) -> Attempt | None:
    """Return the attempt whose injects the dossier of an allotment holds; at most one query."""
    if not allotment.version.injects:
        return None
    newest = allotment.attempts.order_by("-number").first()
    if newest is not None:
        newest.allotment = allotment
    return newest


def opened_in(attempt: Attempt | None) -> frozenset[str]:
    """Return the injects whose paragraphs belong to the dossier of an attempt; at most one query."""
    if attempt is None or not attempt.allotment.version.injects:
        return frozenset()
    return frozenset(attempt.opened_injects.values_list("inject", flat=True))


def shown_dossier(allotment: Allotment) -> Dossier:
    """Return the dossier as its reader sees it now: with what the newest attempt has opened."""
    return dossier_of(allotment.version.edition, opened_in(newest_attempt(allotment)))


@transaction.atomic
def open_inject(attempt: Attempt, slug: str) -> bool:
    """Open a released inject and keep the answers so far of the tasks it concerns.

    Opening it again, also at the same moment, changes nothing. Tell whether there is such an inject
    by now.

    Raises:
        Refusal: the attempt was handed in.
    """
    held = Attempt.objects.select_for_update(no_key=True).get(pk=attempt.pk)
    arrival = next((each for each in arrivals_at(attempt) if each.slug == slug), None)
    if arrival is None or arrival.opened is not None:
        return arrival is not None
    if held.state != "open":
        raise Refusal(
            _("This exercise was handed in, so nothing new is opened in it. Look at your receipt."),
            code="handed-in",
        )
    opened = OpenedInject.objects.create(attempt=held, inject=slug, opened_at=clock.now())
    opened.kept.set(_keep(held, arrival.release))
    return True


def _keep(attempt: Attempt, release: Release) -> list[Revision]:
    """Keep the answers as they stand; one that nobody has worked on has nothing to keep."""
    rows = Response.objects.filter(attempt=attempt, revision__gt=0).select_related("task")
    rows = rows.select_for_update(no_key=True, of=("self",)).defer("task__key", "task__brief")
    found = [row for row in rows if release.concerns(row.task.position)]
    Revision.objects.bulk_create(
        [
            Revision(
                response=row,
                number=row.revision,
                data=row.data,
                schema=row.schema,
                saved_at=row.saved_at or clock.now(),
                why="inject",
            )
            for row in found
        ],
        ignore_conflicts=True,
    )
    kept = Revision.objects.filter(response__in=found)
    numbers = {row.pk: row.revision for row in found}
    return [each for each in kept if numbers[each.response_id] == each.number]
