"""Writing to exactly the people of a list: compose, preview, send; and looking at what was sent."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from courseplatform.kit import clock
from courseplatform.kit.references import new_ref
from courseplatform.kit.refusals import Refusal
from courseplatform.people.guards import requires, signed_in
from exercises.cohorts.models import Assignment
from exercises.supervision import writing
from exercises.supervision.doors import RIGHTS, assignment_for, knows_names
from exercises.supervision.lists import Line, chosen, lines_of, shown
from exercises.supervision.models import CohortLetter
from exercises.supervision.placeholders import IN_SUBJECT, IN_TEXT, Place, fill
from exercises.supervision.stages import Filter
from exercises.supervision.views.people import LABELS, filter_of, frame


@requires(*RIGHTS)
@require_POST
def letter(request: HttpRequest, ref: str, exercise_ref: str) -> HttpResponse:
    """Compose a letter to the ticked people; preview it; send it once."""
    person = signed_in(request)
    assignment = assignment_for(person, ref, exercise_ref)
    wanted = filter_of(request.POST.get("show", ""))
    lines = picked(request, lines_of(assignment), wanted)
    subject, text = _typed(request, assignment)
    step, refused = request.POST.get("step", ""), ""
    try:
        _check_chosen(lines)
        if step in {"preview", "send"}:
            writing.check(subject, text)
        if step == "send":
            sent = writing.send(
                assignment,
                ref=_own_ref(request),
                subject=subject,
                text=text,
                lines=lines,
                wanted=wanted,
                by=person,
            )
            messages.success(request, _sentence(sent))
            return redirect("cohort-letter-sent", ref, exercise_ref, sent.ref)
    except Refusal as refusal:
        refused = refusal.sentence
    context = {
        **frame(request, assignment),
        "wanted": wanted.value,
        "wanted_words": LABELS[wanted],
        "lines": lines,
        "who": ",".join(line.member.ref for line in lines),
        "subject": subject,
        "text": text,
        "refused": refused,
        "subject_places": _places(IN_SUBJECT),
        "text_places": _places(IN_TEXT),
        "preview": None if refused or step != "preview" else _preview(request, assignment, lines),
        "letter_ref": new_ref(),
    }
    return render(request, "supervision/letter.html", context, status=422 if refused else 200)


@requires(*RIGHTS)
@require_safe
def sent(request: HttpRequest, ref: str, exercise_ref: str, letter_ref: str) -> HttpResponse:
    """Show a letter as it was written, and who got it."""
    assignment = assignment_for(signed_in(request), ref, exercise_ref)
    rows = CohortLetter.objects.filter(assignment=assignment).select_related("written_by")
    found = get_object_or_404(rows, ref=letter_ref)
    context = {
        **frame(request, assignment),
        "letter": found,
        "wanted_words": LABELS[filter_of(found.shown)],
        "readers": found.readers.select_related("member__person").order_by("member__code"),
    }
    return render(request, "supervision/letter_sent.html", context)


def picked(request: HttpRequest, lines: list[Line], wanted: Filter) -> list[Line]:
    """Return who was ticked, one by one or as one field; everybody of the list with ``all``."""
    if request.POST.get("all") == "1":
        return shown(lines, wanted, clock.now())
    refs = {each for value in request.POST.getlist("who") for each in value.split(",")}
    return chosen(lines, refs)


def _check_chosen(lines: list[Line]) -> None:
    if not lines:
        raise Refusal(
            _("Nobody is ticked. Go back to the list and tick the people it is for."),
            code="nobody-chosen",
        )


def _typed(request: HttpRequest, assignment: Assignment) -> tuple[str, str]:
    """Return what was typed; before anything was, a plain letter to change."""
    if "text" in request.POST:
        text = request.POST["text"].replace("\x00", "").replace("\r\n", "\n")
        return " ".join(request.POST.get("subject", "").replace("\x00", "").split()), text
    plain = _(
        "Dear {name},\n\nyou have not handed in “{exercise}” yet. It is due {due}.\n\nIf something keeps "
        "you from it, write to me: ask from any task of the exercise."
    )
    due = assignment.window.due_at
    undated = _(
        "Dear {name},\n\nyou have not handed in “{exercise}” yet.\n\nIf something keeps you from it, "
        "write to me: ask from any task of the exercise."
    )
    return _("About {exercise}"), plain if due else undated


def _own_ref(request: HttpRequest) -> str:
    """Return the preview's reference; a form that lost it gets one of its own."""
    ref = request.POST.get("letter_ref", "")
    return ref if len(ref) == 26 and ref.isalnum() and ref.isascii() else new_ref()


def _preview(request: HttpRequest, assignment: Assignment, lines: list[Line]) -> dict[str, Any]:
    """Return the letter as the first of the readers gets it."""
    person = signed_in(request)
    subject, text = _typed(request, assignment)
    name = "" if knows_names(person) else _("(the reader's name)")
    values = writing.values_for(lines[0], assignment, name=name)
    return {
        "code": lines[0].member.code,
        "subject": fill(subject, values),
        "text": fill(text, values),
    }


def _places(allowed: frozenset[Place]) -> list[tuple[str, str]]:
    words = {
        Place.NAME: _("the reader's name"),
        Place.ALIAS: _("the reader's cover name"),
        Place.EXERCISE: _("the exercise"),
        Place.COHORT: _("the cohort"),
        Place.DUE: _("the reader's own due date"),
        Place.CLOSES: _("the reader's own end"),
        Place.LINK: _("the address of the exercise's page"),
    }
    return [(f"{{{place.value}}}", words[place]) for place in Place if place in allowed]


def _sentence(sent: CohortLetter) -> str:
    written = sent.readers.filter(outcome="written").count()
    sentence = ngettext(
        "%(count)s letter is on its way.", "%(count)s letters are on their way.", written
    )
    return sentence % {"count": written}
