"""The inquiry desk: lists by whose turn it is, one inquiry with its thread, and each act as a POST."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courseplatform.inquiries import handling
from courseplatform.inquiries.forms import AssignmentForm, ClosingForm, EntryForm
from courseplatform.inquiries.models import Inquiry, InquiryQuerySet, State
from courseplatform.inquiries.receiving import let_through
from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.people.granting import holders
from courseplatform.people.guards import requires, signed_in
from courseplatform.people.models import Organiser, User
from courseplatform.people.roles import Right

A_PAGE = 50
BESIDE = 15
answers = requires(Right.ANSWER_INQUIRIES)


@answers
@require_safe
def listed(request: HttpRequest, state: str = State.NEW) -> HttpResponse:
    """List the inquiries of one state; ``q`` finds, ``mine`` narrows."""
    person = signed_in(request)
    found = _of_state(person, state)
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    if words:
        found = found.filter(
            Q(name__icontains=words)
            | Q(organisation__icontains=words)
            | Q(email__icontains=words)
            | Q(message__icontains=words)
            | Q(ref__startswith=words.lower())
        )
    mine = request.GET.get("mine") == "1"
    if mine:
        found = found.filter(assigned_to=person)
    facts = {
        "state": state,
        "tabs": _tabs(person),
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "words": words,
        "mine": mine,
        "now": clock.now(),
        "zone": person.zone or Organiser.current().zone,
    }
    return render(request, "inquiries/desk_list.html", facts)


@answers
@require_safe
def shown(request: HttpRequest, ref: str) -> HttpResponse:
    """Show one inquiry."""
    return _page(request, _inquiry(request, ref))


@answers
@require_POST
def assignment(request: HttpRequest, ref: str) -> HttpResponse:
    """Take it, or give it to somebody (``person``)."""
    inquiry, me = _inquiry(request, ref), signed_in(request)
    if request.POST.get("act") == "take":
        handling.assign(inquiry, me, by=me)
        messages.success(request, _("It is yours now."))
        return redirect("desk-inquiry", ref)
    form = AssignmentForm(request.POST, consultants=holders(Right.ANSWER_INQUIRIES))
    if not form.is_valid():
        return _page(request, inquiry, assignment=form)
    to = form.cleaned_data["person"]
    handling.assign(inquiry, to, by=me)
    messages.success(request, _("It is with %(name)s now.") % {"name": to.called})
    return redirect("desk-inquiry", ref)


@answers
@require_POST
def reply(request: HttpRequest, ref: str) -> HttpResponse:
    """Answer by letter."""
    return _add(request, ref, handling.reply, _("The answer is on its way."))


@answers
@require_POST
def answer(request: HttpRequest, ref: str) -> HttpResponse:
    """Keep what they answered."""
    return _add(request, ref, handling.record_answer, _("Their answer is kept; it is our turn."))


@answers
@require_POST
def note(request: HttpRequest, ref: str) -> HttpResponse:
    """Keep a note for ourselves."""
    return _add(request, ref, handling.note, _("The note is kept."))


@answers
@require_POST
def closing(request: HttpRequest, ref: str) -> HttpResponse:
    """Close it with a reason."""
    inquiry = _inquiry(request, ref)
    form = ClosingForm(request.POST)
    if not form.is_valid():
        return _page(request, inquiry, closing=form)
    handling.close(inquiry, form.cleaned_data["because"], by=signed_in(request))
    messages.success(request, _("The inquiry is closed."))
    return redirect("desk-inquiry", ref)


@answers
@require_POST
def reopening(request: HttpRequest, ref: str) -> HttpResponse:
    """Open a closed one again."""
    handling.reopen(_inquiry(request, ref), by=signed_in(request))
    messages.success(request, _("The inquiry is open again."))
    return redirect("desk-inquiry", ref)


@answers
@require_POST
def release(request: HttpRequest, ref: str) -> HttpResponse:
    """Let a held post through."""
    let_through(_inquiry(request, ref), by=signed_in(request))
    messages.success(request, _("The post is let through and acknowledged."))
    return redirect("desk-inquiry", ref)


def _add(request: HttpRequest, ref: str, act: Callable[..., object], done: str) -> HttpResponse:
    """Do an act that takes a text; a refused one gives the text back."""
    inquiry = _inquiry(request, ref)
    form = EntryForm(request.POST)
    if form.is_valid():
        try:
            act(
                inquiry,
                form.cleaned_data["text"],
                by=signed_in(request),
                seen=form.cleaned_data["seen"],
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
            inquiry = _inquiry(request, ref)
        else:
            messages.success(request, done)
            return redirect("desk-inquiry", ref)
    return _page(request, inquiry, entry=form)


def _inquiry(request: HttpRequest, ref: str) -> Inquiry:
    visible = Inquiry.objects.visible_to(signed_in(request))
    return get_object_or_404(visible.select_related("assigned_to"), ref=ref)


def _of_state(person: User, state: str) -> InquiryQuerySet:
    found = Inquiry.objects.visible_to(person).filter(state=state).select_related("assigned_to")
    order = ("-closed_at", "-id") if state == State.CLOSED else ("due_at", "id")
    return found.order_by(*order)


def _tabs(person: User) -> list[dict[str, Any]]:
    """The five lists with their counts, in one query; "held" only while something is held."""
    visible = Inquiry.objects.visible_to(person).exclude(state=State.CLOSED)
    counts = dict(visible.values_list("state").annotate(Count("id")).order_by())
    words = {
        State.NEW: _("New"),
        State.OPEN: _("Open"),
        State.WAITING: _("Waiting for them"),
        State.CLOSED: _("Closed"),
        State.HELD: _("Held back"),
    }
    return [
        {
            "state": state,
            "label": label,
            "url": reverse("desk-inquiries")
            if state == State.NEW
            else reverse("desk-inquiries-of", args=[state]),
            "count": "" if state == State.CLOSED else counts.get(state, 0),
        }
        for state, label in words.items()
    ]


def _page(request: HttpRequest, inquiry: Inquiry, **forms: Form) -> HttpResponse:
    person = signed_in(request)
    consultants = holders(Right.ANSWER_INQUIRIES)
    bound = next(iter(forms.values()), None)
    entries = list(inquiry.entries.select_related("author"))
    facts = {
        "inquiry": inquiry,
        "entries": entries,
        "tabs": [{**tab, "current": tab["state"] == inquiry.state} for tab in _tabs(person)],
        "beside": _of_state(person, inquiry.state)[:BESIDE],
        "entry": forms.get("entry") or EntryForm(),
        "closing": forms.get("closing") or ClosingForm(),
        "assignment": forms.get("assignment") or AssignmentForm(consultants=consultants),
        "form": bound,
        "now": clock.now(),
        "zone": person.zone or Organiser.current().zone,
    }
    status = 422 if bound is not None and bound.errors else 200
    return render(request, "inquiries/desk_inquiry.html", facts, status=status)
