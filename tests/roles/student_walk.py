"""A student's way through an exercise: every page that is linked, every answer that is sent back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.core.cache import cache
from django.test import Client
from django.urls import resolve, reverse

from courseplatform.kit import clock
from exercises.authoring.models import Task
from exercises.cohorts.models import Allotment
from exercises.work.models import Attempt
from tests.roles.asking import text_of
from tests.roles.forms import PageForm, forms_on

LINK = re.compile(r'(?:href|src|hx-get|action)="([^"#]*)')
OF_AN_EXERCISE = re.compile(r"^/(?:exercises|attempts|questions)/")
ELSEWHERE = re.compile(r"^/(?:static|accounts|desk|admin)/|[?&]view=")
ABOUT_THE_FORM = {"revision", "part", "item", "row"}
NUMBERS = ("chance", "number", "p-", "year", "day", "at_least")
FOR_SCRIPT = {"HTTP_ACCEPT": "application/json"}
GOES_ON = timedelta(minutes=61)  # every inject of the shipped case has come by then


@dataclass
class Walk:
    """Everything that one browser has received, by what was asked for."""

    client: Client
    received: dict[str, str] = field(default_factory=dict)
    statuses: dict[str, set[int]] = field(default_factory=dict)
    stage: str = ""

    def get(self, url: str) -> Any:
        """Ask for an address, and note what comes."""
        return self._note("GET", url, self.client.get(url))

    def post(self, url: str, data: dict[str, Any], how: str = "", **headers: Any) -> Any:
        """Send a form, and note what comes."""
        return self._note(f"POST {how}", url, self.client.post(url, data, **headers))

    def _note(self, how: str, url: str, answer: Any) -> Any:
        cache.clear()
        self.received[f"{self.stage}: {how} {url} ({len(self.received)})"] = text_of(answer)
        name = resolve(urlsplit(url).path).url_name or ""
        self.statuses.setdefault(name, set()).add(answer.status_code)
        return answer

    def crawl(self, *seeds: str, within: re.Pattern[str] = OF_AN_EXERCISE) -> Iterator[str]:
        """Ask for the seeds and for every address they lead to; yield those that show a page."""
        waiting, known = list(seeds), set(seeds)
        while waiting:
            url = waiting.pop(0)
            answer = self.get(url)
            if not is_page(answer):
                found = [answer["Location"]] if answer.has_header("Location") else []
            else:
                yield url
                found = LINK.findall(answer.content.decode())
            for link in found:
                target = urljoin(url, link.replace("&amp;", "&"))
                if target in known or not within.search(target) or ELSEWHERE.search(target):
                    continue
                known.add(target)
                waiting.append(target)


def is_page(answer: Any) -> bool:
    """Tell whether an answer is a page to read on from."""
    return answer.status_code == 200 and answer["Content-Type"].startswith("text/html")


def filled(form: PageForm) -> dict[str, str]:
    """Return a form as a student may fill it in: own words, and the last of what can be chosen."""
    sent = {}
    for name, values in form.fields.items():
        if name in {"then", "go", "csrfmiddlewaretoken", "grid", "reasons"}:
            continue
        if name in ABOUT_THE_FORM or values[-1]:
            sent[name] = values[0] if name in ABOUT_THE_FORM else values[-1]
        else:
            sent[name] = "37" if name.startswith(NUMBERS) else "Our own words."
    return sent


def work_through(walk: Walk, allotment: Allotment) -> None:
    """Work on an exercise in every way there is, hand it in, and look at all that is there then."""
    page = reverse("exercise", args=[allotment.ref])
    notes, questions = (reverse(name, args=[allotment.ref]) for name in ("notes", "questions"))
    others = ("dossier", "dossier-print", "exercise-debrief")
    around = [page, notes, questions, *(reverse(name, args=[allotment.ref]) for name in others)]
    walk.stage = "before the start"
    list(walk.crawl(*around))
    walk.post(reverse("exercise-start", args=[allotment.ref]), {"after": "0"})
    attempt = Attempt.objects.get(allotment=allotment)
    numbers = range(1, Task.objects.filter(version=allotment.version_id).count() + 1)

    walk.stage = "at work"
    tasks = [reverse("task", args=[attempt.ref, number]) for number in numbers]
    for url in list(walk.crawl(page, *tasks)):
        if url in tasks:
            answer_in_every_way(walk, url)
        elif urlsplit(url).path in tasks:
            save(walk, url)
    walk.post(questions, {"text": "What does it mean?", "task": "1", "paragraph": "2"})
    walk.post(notes, {"revision": "0", "paragraph": "2", "text": "Mine.", "key": "m" * 26})

    walk.stage = "later"
    with clock.at(clock.now() + GOES_ON):
        for release in allotment.version.releases:
            for url in tasks:
                walk.get(url)
            walk.post(reverse("inject-opening", args=[attempt.ref, release.inject]), {})
        versions = [
            f"{reverse('answer-versions', args=[attempt.ref, number])}?show={shown}"
            for number in numbers
            for shown in (1, 2)
        ]
        whole = [reverse(name, args=[attempt.ref]) for name in ("injects", "attempt-print")]
        for url in (*around, *whole, *tasks, *versions, reverse("submission", args=[attempt.ref])):
            walk.get(url)
        walk.post(reverse("submission", args=[attempt.ref]), {})

        walk.stage = "handed in"
        check = reverse("receipt-check", args=[attempt.ref])
        names = ("receipt", "receipt-file", "attempt-print", "feedback")
        receipt = [check, *(reverse(name, args=[attempt.ref]) for name in names)]
        parts = [
            reverse(name, args=[attempt.ref, number])
            for number in numbers
            for name in ("feedback-task", "answer-versions")
        ]
        list(walk.crawl(*around, *receipt, *parts, *tasks))
        walk.post(check, {"fingerprint": "0" * 64})
        for number in numbers:
            for name in ("draft", "late-answer", "live"):
                url = reverse(name, args=[attempt.ref, number])
                walk.post(url, {"revision": "1"})
                walk.post(url, {"revision": "1"}, "for a script", **FOR_SCRIPT)


def sheet(walk: Walk, url: str) -> PageForm:
    """Return the form of an answer as a page shows it."""
    found = forms_on(url, walk.get(url).content.decode())
    return next(form for form in found if form.action == draft_of(url))


def draft_of(url: str) -> str:
    """Return where the answer on a task's page is sent."""
    return urljoin(url, "draft/")


def save(walk: Walk, url: str) -> dict[str, str]:
    """Fill a sheet in and save it; return what was sent."""
    sent = filled(sheet(walk, url))
    walk.post(draft_of(url), sent)
    return sent


def answer_in_every_way(walk: Walk, url: str) -> None:
    """Save what stands on a sheet by form, by script, live, twice at once, and wrongly."""
    draft = draft_of(url)
    sent = save(walk, url)
    walk.post(urljoin(url, "live/"), sent, "live")
    stale = sent | {"revision": "0", "window": "another"}
    walk.post(draft, stale, "conflict")
    walk.post(draft, stale, "conflict for a script", **FOR_SCRIPT)
    again = sent | {"revision": sheet(walk, url).fields["revision"][0]}
    walk.post(draft, again, "for a script", **FOR_SCRIPT)
    wrong = {name: "many" if name.startswith(NUMBERS) else value for name, value in again.items()}
    walk.post(draft, wrong | {"revision": sheet(walk, url).fields["revision"][0]}, "wrong")
