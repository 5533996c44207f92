"""A reader's own notes: the list, writing, changing, removing and putting back.

Each answer is a whole page or a redirect; a page that shows the dossier asks for the panel alone,
and gets with it the paragraphs whose highlights changed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courseplatform.kit import clock, wording
from courseplatform.kit.references import LENGTH, new_ref
from courseplatform.kit.refusals import Refusal
from courseplatform.people import viewer
from courseplatform.people.guards import private, signed_in
from courseplatform.people.models import User
from exercises.cohorts.models import Allotment
from exercises.notes import writing
from exercises.notes.models import ReaderNote
from exercises.notes.reading import own_notes, removed_notes
from exercises.notes.writing import NoteConflict, Spot
from exercises.work.injects import shown_dossier
from exercises.work.opening import opened_for

Act = Callable[[ReaderNote], object]


@dataclass
class Outcome:
    """What became of a POST, for the page that follows.

    Attributes:
        said: one sentence, read aloud.
        note: the note that was written, if one was.
        paragraph: the number of the paragraph whose highlights changed; -1 for none.
        refused: why nothing was stored; the typed text comes back with it.
        conflict: what another window left, and what was sent here.
    """

    said: str = ""
    note: ReaderNote | None = None
    paragraph: int = -1
    refused: str = ""
    conflict: NoteConflict | None = None
    typed: dict[str, str] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """The answer's HTTP status."""
        return 422 if self.refused else 409 if self.conflict else 200


@private
@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: HttpRequest, ref: str) -> HttpResponse:
    """List one's notes on the dossier of an exercise; a POST writes one."""
    person = signed_in(request)
    allotment = opened_for(person, ref)
    if request.method != "POST":
        return _page(request, person, allotment, Outcome(typed=_asked_for(request)))
    typed = {name: request.POST.get(name, "") for name in ("paragraph", "quote", "before", "text")}
    outcome = Outcome(typed=typed)
    try:
        outcome.note = writing.write(
            person,
            allotment.version.edition,
            Spot(_number(typed["paragraph"]), typed["quote"], typed["before"]),
            typed["text"],
            shown=shown_dossier(allotment).passages,
            key=_key(request.POST.get("key", "")),
            revision=_whole(request.POST.get("revision", "")),
        )
        outcome.paragraph, outcome.typed = outcome.note.paragraph, {}
        outcome.said = _("The note is kept.") if outcome.note.text else _("The words are marked.")
    except NoteConflict as conflict:
        outcome.conflict, outcome.typed = conflict, {}
    except Refusal as refusal:
        outcome.refused = refusal.sentence
    return _answer(request, person, allotment, outcome, place="new")


@private
@require_POST
def note(request: HttpRequest, ref: str, note_ref: str) -> HttpResponse:
    """Change the words of a note."""
    person = signed_in(request)
    allotment = opened_for(person, ref)
    found = _note(person, allotment, note_ref)
    outcome = Outcome(paragraph=found.paragraph)
    text = request.POST.get("text", "")
    try:
        revision = _whole(request.POST.get("revision", ""))
        outcome.note = writing.change(found, text, revision=revision)
        outcome.said = _("The note is kept.")
    except NoteConflict as conflict:
        outcome.conflict = conflict
    except Refusal as refusal:
        outcome.refused = refusal.sentence
        outcome.conflict = NoteConflict(found, text)
    return _answer(request, person, allotment, outcome, place=note_ref)


@private
@require_POST
def removal(request: HttpRequest, ref: str, note_ref: str) -> HttpResponse:
    """Remove a note; the page that follows offers to put it back."""
    return _act(request, ref, note_ref, writing.remove, _("The note is removed."))


@private
@require_POST
def put_back(request: HttpRequest, ref: str, note_ref: str) -> HttpResponse:
    """Put a removed note back."""
    return _act(request, ref, note_ref, writing.put_back, _("The note is back."))


def _act(request: HttpRequest, ref: str, note_ref: str, act: Act, said: str) -> HttpResponse:
    person = signed_in(request)
    allotment = opened_for(person, ref)
    found = _note(person, allotment, note_ref)
    act(found)
    outcome = Outcome(said=said, note=found, paragraph=found.paragraph)
    return _answer(request, person, allotment, outcome, place=note_ref)


def _answer(
    request: HttpRequest, person: User, allotment: Allotment, outcome: Outcome, *, place: str
) -> HttpResponse:
    """Answer a POST: the line about saving, the panel, the page with what is wrong, or a redirect."""
    if request.POST.get("quiet"):
        return render(request, "notes/saved.html", _saved(request, allotment, outcome, place))
    if request.headers.get("HX-Request") == "true":
        return render(
            request,
            "notes/answer.html",
            _context(request, person, allotment, outcome),
            status=outcome.status,
        )
    if outcome.status != 200:
        return _page(request, person, allotment, outcome)
    messages.success(request, outcome.said)
    return redirect(f"{_back(request, allotment)}#my-notes")


def _page(
    request: HttpRequest, person: User, allotment: Allotment, outcome: Outcome
) -> HttpResponse:
    context = _context(request, person, allotment, outcome)
    context["removed"] = removed_notes(person, allotment)
    context["back_url"] = reverse("dossier", args=[allotment.ref])
    return render(request, "notes/notes.html", context, status=outcome.status)


def _context(
    request: HttpRequest, person: User, allotment: Allotment, outcome: Outcome
) -> dict[str, Any]:
    dossier = shown_dossier(allotment)
    mine = own_notes(person, allotment, dossier)
    changed = {*mine.numbers, outcome.paragraph} if request.POST.get("marks") else set()
    rows = (each for document in dossier.documents for each in document.paragraphs)
    return {
        "allotment": allotment,
        "version": allotment.version,
        "edition": allotment.version.edition,
        "zone": viewer.of(request).zone or allotment.member.cohort.zone,
        "notes": mine,
        "outcome": outcome,
        "typed": outcome.typed,
        "fresh": mine.number_of(outcome.note) if outcome.note else 0,
        "notes_open": True,
        "marks": bool(request.POST.get("marks")),
        "back": _back(request, allotment),
        "changed": [each for each in rows if each.number in changed],
    }


def _saved(
    request: HttpRequest, allotment: Allotment, outcome: Outcome, place: str
) -> dict[str, Any]:
    """Return the line under a note that is being typed, and the revision its form goes on from."""
    zone = viewer.of(request).zone or allotment.member.cohort.zone
    if outcome.refused:
        too_early = not request.POST.get("text", "").strip()
        sentence = "" if too_early else outcome.refused
    elif outcome.conflict:
        sentence = _("Changed in another window. Press Save to see both.")
    else:
        sentence = _("Saved %(time)s") % {"time": wording.hours(clock.now(), None, zone)}
    return {"sentence": sentence, "note": outcome.note, "place": place}


def _back(request: HttpRequest, allotment: Allotment) -> str:
    """Return the page of ours that the form stood on; the list of notes for anything else."""
    asked = request.POST.get("back", "")
    if asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
        return asked.partition("#")[0]
    return reverse("notes", args=[allotment.ref])


def _asked_for(request: HttpRequest) -> dict[str, str]:
    """Return the paragraph that a link wants a note on."""
    number = request.GET.get("paragraph", "")
    return {"paragraph": str(_number(number))} if number else {}


def _note(person: User, allotment: Allotment, ref: str) -> ReaderNote:
    mine = ReaderNote.objects.visible_to(person).filter(edition=allotment.version.edition_id)
    found = mine.filter(ref=ref).first()
    if found is None:
        raise Http404(_("There is no such note of yours."))
    return found


def _key(sent: str) -> str:
    """Return a form's own name as it was sent, or a new one."""
    known = len(sent) == LENGTH and sent.isascii() and sent.isalnum()
    return sent if known else new_ref()


def _number(typed: str) -> int:
    """Read the number of a paragraph, with or without its sign; -1 for anything else."""
    bare = typed.strip().lstrip("¶").strip()
    return int(bare) if bare.isascii() and bare.isdigit() and len(bare) < 5 else -1


def _whole(text: str) -> int:
    """Read a count that a page wrote; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
