"""One marker's mark: saved as a draft as it grows, finished when every criterion has a level."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from courseplatform.kit import clock, moves
from courseplatform.kit.refusals import Refusal
from courseplatform.kit.wake import wake
from courseplatform.people import audit
from courseplatform.people.models import User
from exercises.kinds.rubrics import Rubric
from exercises.marking.models import Mark, Script
from exercises.marking.points import open_criteria
from exercises.marking.queueing import HOLD, free_for, renew
from exercises.marking.rubrics import rubric_of
from exercises.work.drafts import Origin

LONGEST_NOTE = 4000
TOPIC = "marks"


@dataclass(frozen=True)
class Judgement:
    """What a marker's form says: levels and notes by criterion, and a word on the whole."""

    levels: dict[str, int]
    notes: dict[str, str]
    overall: str


class MarkConflict(Exception):  # noqa: N818 - an answer to a person, not an error
    """The same marker has saved this mark in another window; ``mark`` is what is stored."""

    def __init__(self, mark: Mark) -> None:
        super().__init__("changed in another window")
        self.mark = mark


def mark_of(script: Script, marker: User) -> Mark:
    """Return the marker's own mark of a script, begun now if there is none."""
    mark, _created = Mark.objects.get_or_create(
        script=script, marker=marker, defaults={"rubric": rubric_of(script)}
    )
    return mark


def read(rubric: Rubric, post: QueryDict, before: Mark) -> Judgement:
    """Read a posted form, or one criterion of it; what was not posted stays as it was."""
    levels, notes = dict(before.levels), dict(before.notes)
    for criterion in rubric.criteria:
        chosen = post.get(f"level-{criterion.slug}", "")
        if chosen.isascii() and chosen.isdigit() and criterion.rung(int(chosen[:2])):
            levels[criterion.slug] = int(chosen[:2])
        note = post.get(f"note-{criterion.slug}")
        if note is not None:
            notes[criterion.slug] = _clean(note)
    overall = post.get("overall")
    return Judgement(
        levels,
        {slug: note for slug, note in notes.items() if note},
        before.overall if overall is None else _clean(overall),
    )


def save(script: Script, mark: Mark, post: QueryDict) -> Mark:
    """Store a marker's draft and hold the script for another while.

    Raises:
        MarkConflict: another window of the same marker has saved since.
        Refusal: the mark is finished, or the script released.
    """
    _check_draft(mark)
    origin, judgement = Origin.of(post), read(rubric_of(script).rubric, post, mark)
    renew(script, mark.marker)
    if judgement == Judgement(mark.levels, mark.notes, mark.overall):
        return mark
    if not origin.may_replace(mark):
        raise MarkConflict(mark)
    won = moves.swap(
        mark,
        {"revision": mark.revision, "state": "draft"},
        levels=judgement.levels,
        notes=judgement.notes,
        overall=judgement.overall,
        revision=mark.revision + 1,
        window=origin.window,
        turn=origin.turn,
        saved_at=clock.now(),
    )
    if not won:
        mark.refresh_from_db()
        _check_draft(mark)
        raise MarkConflict(mark)
    return mark


@transaction.atomic
def finish(script: Script, mark: Mark) -> None:
    """Finish a mark: the script counts as marked, and only staff see it until its release.

    Raises:
        Refusal: a criterion has no level yet, or the script is held by somebody else.
    """
    missing = open_criteria(mark.rubric.rubric, mark.levels)
    if missing:
        raise Refusal(
            _("%(count)s standards have no level yet. Give each a level; 0 means not attempted.")
            % {"count": len(missing)},
            code="criteria-open",
        )
    now = clock.now()
    done = Script.objects.filter(free_for(mark.marker), pk=script.pk).update(
        state="marked", held_by=None, held_until=None, marked_at=now
    )
    if not done:
        raise Refusal(
            _(
                "Another marker has taken this script, so it was not finished. Your levels and "
                "notes are kept as your draft."
            ),
            code="hold-lost",
        )
    moves.try_move(mark, "draft", "final", finished_at=now)
    wake(TOPIC)


@transaction.atomic
def reopen(script: Script, person: User) -> None:
    """Open a finished mark again, for the marker who gave it; not after release.

    Raises:
        Refusal: the script is not marked, or the mark is somebody else's.
    """
    mark = Mark.objects.filter(script=script, marker=person, state="final").first()
    if mark is None:
        raise Refusal(
            _("Only the marker who finished this mark can open it again. Ask them to."),
            code="not-your-mark",
        )
    moves.move(
        script,
        "marked",
        "held",
        otherwise=_(
            "This mark was released, so it cannot be opened again. A regrade can change it."
        ),
        held_by=person,
        held_until=clock.now() + HOLD,
        marked_at=None,
    )
    moves.try_move(mark, "final", "draft", finished_at=None)
    audit.record(person, "mark.reopened", f"script:{script.ref}")


def _check_draft(mark: Mark) -> None:
    if mark.state != "draft":
        raise Refusal(
            _("This mark is finished. Open it again before you change it."), code="mark-finished"
        )


def _clean(text: str) -> str:
    return text.replace("\x00", "").replace("\r\n", "\n").strip()[:LONGEST_NOTE]
