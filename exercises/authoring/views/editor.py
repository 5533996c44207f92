"""Editing a brief and a key: forms derived from the kind's types, and the same data as text.

Brief and key have pages of their own, so that the two are never mixed up. What was typed is stored
with every press, also while it is not sound.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courseplatform.kit.refusals import Refusal
from courseplatform.people.guards import signed_in
from exercises.authoring import tasking
from exercises.authoring.drafting import require_in_work
from exercises.authoring.editor import acts, text
from exercises.authoring.editor.acts import Act
from exercises.authoring.editor.page import A_PAGE, BRIEF, KEY, Edited, stored
from exercises.authoring.editor.reading import read_group
from exercises.authoring.models import Task
from exercises.authoring.tasking import Words
from exercises.authoring.views.reading import task_for
from exercises.cases.dossier import dossier_of
from exercises.cases.guards import for_instructors
from exercises.cases.stale import Stale

_METHODS = ["GET", "HEAD", "POST"]
_ROUTES = {BRIEF: "desk-brief", KEY: "desk-key"}
TITLE_MOST = 160


@for_instructors
@require_http_methods(_METHODS)
def brief(request: HttpRequest, ref: str, number: int, pk: int) -> HttpResponse:
    """Edit what students see of a task."""
    return _edit(request, task_for(request, ref, number, pk), BRIEF)


@for_instructors
@require_http_methods(_METHODS)
def key(request: HttpRequest, ref: str, number: int, pk: int) -> HttpResponse:
    """Edit the key of a task."""
    return _edit(request, task_for(request, ref, number, pk), KEY)


@for_instructors
@require_http_methods(_METHODS)
def as_text(request: HttpRequest, ref: str, number: int, pk: int, part: str) -> HttpResponse:
    """Edit the same data as TOML, as they stand in a case's folder."""
    task = task_for(request, ref, number, pk)
    require_in_work(task.version)
    page = Page(request, task, part)
    if request.method != "POST":
        return page.text(_written(task, part))
    typed = request.POST.get("text", "")
    try:
        save_text(task, part, page.revision, typed, by=signed_in(request))
    except Stale as stale:
        task.refresh_from_db()
        return page.text(typed, stale.sentence, status=409, theirs=_written(task, part))
    except Refusal as refusal:
        return page.text(typed, refusal.sentence, status=422)
    messages.success(request, _("Saved."))
    return redirect(page.address)


@for_instructors
@require_POST
def restoration(request: HttpRequest, ref: str, number: int, pk: int, part: str) -> HttpResponse:
    """Bring back the entry removed last."""
    task = task_for(request, ref, number, pk)
    if tasking.restore_entry(task, part, by=signed_in(request)):
        messages.success(request, _("It is back."))
    return redirect(Page(request, task, part).address)


def _edit(request: HttpRequest, task: Task, part: str) -> HttpResponse:
    require_in_work(task.version)
    page = Page(request, task, part)
    if request.method != "POST":
        return page.form(stored(task, part))
    posted = page.posted(stored(task, part))
    try:
        posted.save(by=signed_in(request))
    except Stale as stale:
        task.refresh_from_db()
        return page.form(posted.data, stale.sentence, status=409, theirs=_written(task, part))
    except Refusal as refusal:
        return page.form(posted.data, refusal.sentence, status=422)
    return posted.go()


def _written(task: Task, part: str) -> str:
    data = stored(task, part)
    if part == KEY:
        return text.key_as_text(data)
    return text.task_as_text(task.kind, task.title, task.prompt_md, data)


def save_text(task: Task, part: str, revision: int, typed: str, *, by: Any) -> None:
    """Store what a part of a task says as TOML. Raises Stale and Refusal as the forms do."""
    if part == KEY:
        tasking.save_key(task, revision, text.read_key(typed), by=by)
        return
    said = text.read_task(task.kind, typed)
    words = Words(said.title, said.prompt)
    tasking.save_brief(task, revision, words, said.brief, by=by)


@dataclass(frozen=True)
class Posted:
    """A posted form, read: the data, and what was pressed."""

    page: Page
    words: Words
    data: dict[str, Any]
    before: dict[str, Any]
    act: Act | None
    at: str

    def save(self, *, by: Any) -> None:
        """Store what was typed; a removal keeps what there was before it."""
        task, revision = self.page.task, self.page.revision
        undo = self.before if self.act and self.act.removes else None
        if self.page.part == KEY:
            tasking.save_key(task, revision, self.data, by=by, undo=undo)
        else:
            tasking.save_brief(task, revision, self.words, self.data, by=by, undo=undo)

    def go(self) -> HttpResponse:
        """Return the answer after saving: to the entry that was moved, or on to the next page."""
        page, then = self.page, self.page.request.POST.get("then", "")
        if self.act is not None:
            query = f"?from={page.begin_of(self.at)}&at={self.at}"
            return redirect(f"{page.address}{query}#id_{self.at}")
        messages.success(page.request, _("Saved."))
        if then == "key":
            return redirect(reverse(_ROUTES[KEY], args=page.arguments))
        if then == "task":
            version = page.task.version
            return redirect("desk-version", version.exercise.ref, version.number)
        if then.startswith("from "):
            return redirect(f"{page.address}?from={then.removeprefix('from ')}")
        return redirect(f"{page.address}?from={page.begin}" if page.begin else page.address)


class Page:
    """The pages of one part of one task."""

    def __init__(self, request: HttpRequest, task: Task, part: str) -> None:
        self.request, self.task, self.part = request, task, part
        self.begin = _whole(request.POST.get("from") or request.GET.get("from", ""))

    @property
    def revision(self) -> int:
        """The revision that the posted form started from."""
        return _whole(self.request.POST.get("revision", ""))

    @property
    def arguments(self) -> tuple[str, int, int]:
        """What the addresses of the task's pages are built from."""
        version = self.task.version
        return version.exercise.ref, version.number, self.task.pk

    @property
    def address(self) -> str:
        """The page with the form."""
        return reverse(_ROUTES[self.part], args=self.arguments)

    def posted(self, previous: Mapping[str, Any]) -> Posted:
        """Read the posted form, and do what its small button says."""
        post = self.request.POST
        words = Words(
            " ".join(post.get("task-title", self.task.title).split())[:TITLE_MOST],
            post.get("task-prompt", self.task.prompt_md).replace("\r\n", "\n").strip()[:8000],
        )
        group = Edited(self.task, self.part).group
        before = read_group(group, post, previous)
        act = acts.read_act(post.get("act", ""))
        done = acts.perform(group, before, act) if act else None
        if done is None:
            return Posted(self, words, before, before, None, "")
        return Posted(self, words, done.data, before, act, done.at)

    def begin_of(self, at: str) -> int:
        """The page of a long list that holds an entry."""
        last = at.rsplit(".", 1)[-1]
        number = _whole(last) if at.count(".") == 1 else self.begin
        return number // A_PAGE * A_PAGE

    def form(
        self, data: Mapping[str, Any], error: str = "", status: int = 200, theirs: str = ""
    ) -> HttpResponse:
        """Return the page with the form."""
        edited = Edited(self.task, self.part, data, self.begin)
        post = self.request.POST
        more = {
            "edited": edited,
            "title": post.get("task-title", self.task.title),
            "prompt": post.get("task-prompt", self.task.prompt_md),
            "focus": self.request.GET.get("at", ""),
            "undo": bool(self.task.undo and self.task.undo["part"] == self.part),
            "begin": self.begin,
        }
        context = self._context(error, theirs, more)
        return render(self.request, "authoring/editor.html", context, status=status)

    def text(
        self, typed: str, error: str = "", status: int = 200, theirs: str = ""
    ) -> HttpResponse:
        """Return the page with the text."""
        context = self._context(error, theirs, {"text": typed})
        return render(self.request, "authoring/editor_text.html", context, status=status)

    def _context(self, error: str, theirs: str, more: Mapping[str, Any]) -> dict[str, Any]:
        version = self.task.version
        return {
            "exercise": version.exercise,
            "version": version,
            "edition": version.edition,
            "task": self.task,
            "kind": Edited(self.task, self.part).kind,
            "part": self.part,
            "revision": getattr(self.task, f"{self.part}_revision"),
            "dossier": dossier_of(version.edition),
            "error": error,
            "theirs": theirs,
            **more,
        }


def _whole(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0
