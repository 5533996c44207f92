"""No answer that a student can fetch holds anything of a key, before feedback is released.

The shipped exercises as the library gives them; their keys' sentences and rows of figures are looked
for in everything one browser receives. That what is in code only (a grade, a class, a bound) does
not show either is seen by changing it: the pages must stay the same.
"""

from __future__ import annotations

import difflib
import html
import io
import json
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from courseplatform.privacy.exporting import make_due
from courses.coursework.planning import Rules, ScoresFrom, plan
from exercises.authoring import library
from exercises.authoring.models import ExerciseVersion, Task
from exercises.cases import library as cases
from exercises.cases.models import Paragraph
from exercises.cohorts.models import Allotment
from exercises.kinds import registry
from exercises.work.starting import begin
from tests.roles.asking import text_of
from tests.roles.student_walk import Walk, work_through
from tests.roles.table import EXERCISES, HIDDEN, LOGIN
from tests.roles.world import World

# Each page has tests of its own; here it is only met.
pytestmark = [pytest.mark.no_cover, pytest.mark.timeout(900)]

SHORTEST = 12  # characters of a sentence that is somebody's own
FEWEST = 9  # characters of a row of figures or codes, without spaces: C,C,C,N,C
CASE = "ukraine-hts"


def plain(text: str) -> str:
    """Return a text without the ways in which pages and JSON spell signs; one space between words."""
    text = re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text)
    return re.sub(r"\s+", " ", html.unescape(text)).replace('\\"', '"')


def packed(text: str) -> str:
    """Return a text without spaces and quotation marks, as rows of figures are looked for."""
    return re.sub(r"[\s\"']", "", text)


def sentences(key: Any) -> Iterator[str]:
    """Yield every text of a key that is long enough to be told from any other."""
    if isinstance(key, dict):
        for part in key.values():
            yield from sentences(part)
    elif isinstance(key, list):
        for part in key:
            yield from sentences(part)
    elif isinstance(key, str) and not is_cell(key):
        yield plain(key)


def rows(key: Any) -> Iterator[str]:
    """Yield every list and table of figures or codes in a key, packed as JSON would hold it."""
    if isinstance(key, dict):
        cells = [f"{name}:{part}" for name, part in key.items() if is_cell(part)]
        parts = list(key.values())
    elif isinstance(key, list):
        cells = [str(part) for part in key if is_cell(part)]
        parts = key
    else:
        return
    row = packed(",".join(cells))
    if len(cells) > 1 and len(row) >= FEWEST:
        yield row
    for part in parts:
        yield from rows(part)


def is_cell(part: Any) -> bool:
    """Tell whether something is a figure or a code that the kind offers everybody."""
    if isinstance(part, str):
        return len(part) < SHORTEST or re.fullmatch(r"\w+", part) is not None
    return isinstance(part, int | float)


def told(version: ExerciseVersion) -> str:
    """Return what the exercise and its dossier tell everybody."""
    edition = version.edition
    texts = [version.intro_md, json.dumps(edition.facts, ensure_ascii=False)]
    texts += Paragraph.objects.filter(edition=edition).values_list("text", flat=True)
    for task in Task.objects.filter(version=version):
        texts += [task.title, task.prompt_md, json.dumps(task.brief, ensure_ascii=False)]
    return plain("\n".join(texts))


def secrets_of(versions: list[ExerciseVersion]) -> set[tuple[str, str]]:
    """Return the sentences and the rows of the keys that are told nowhere, each with its sort."""
    known = " ".join(told(version) for version in versions)
    found = set()
    for task in Task.objects.with_keys().filter(version__in=versions):
        found |= {("sentence", text) for text in sentences(task.key) if text not in known}
        found |= {("row", row) for row in rows(task.key) if row not in packed(known)}
    return found


def leaks(text: str, secrets: set[tuple[str, str]]) -> list[str]:
    """Return the secrets that stand in a text, however it spells them."""
    here = {"sentence": plain(text), "row": packed(plain(text))}
    return sorted(secret for sort, secret in secrets if secret in here[sort])


def allotted(world: World, version: ExerciseVersion) -> Allotment:
    plan(world.session, version.exercise.ref, rules=Rules(scores=ScoresFrom.BY_HAND))
    given = Allotment.objects.dated().select_related("version")
    return given.get(member__person=world.people["student"], version=version)


def walk_of(world: World) -> Walk:
    client = Client()
    client.force_login(world.people["student"])
    return Walk(client)


def the_rest(walk: Walk) -> None:
    """Look at everything else: the public pages, the course, calendars and feeds, one's own data."""
    walk.stage = "elsewhere"
    seeds = ["/", "/learn/", reverse("sample"), reverse("profile-data"), reverse("forecasts")]
    list(walk.crawl(*seeds, within=re.compile("^/")))
    walk.post(reverse("sample"), {})


EXERCISES_OF_THE_CASE = sorted(
    path.parent.name for path in (cases.folder_of(CASE) / "exercises").glob("*/exercise.toml")
)


@pytest.mark.parametrize("slug", EXERCISES_OF_THE_CASE)
def test_nothing_of_a_key_is_in_what_the_student_of_an_exercise_can_fetch(
    slug: str, world: World
) -> None:
    versions = {version.exercise.slug: version for version in library.load(CASE)}
    walk = walk_of(world)
    work_through(walk, allotted(world, versions[slug]))
    texts = walk.received | own_data(walk, world)
    assert told_by(texts, secrets_of(list(versions.values()))) == {}

    assert walk.statuses["draft"] >= {200, 302, 409}
    assert walk.statuses["notes"] >= {200, 302}
    theirs = {row.name for row in EXERCISES if row.answers["student"] not in {LOGIN, HIDDEN}}
    assert theirs - walk.statuses.keys() - BESIDE_IT == set()


BESIDE_IT = {"forecasts", "forecast", "inject-opening", "injects", "note", "note-removal",
             "note-return", "question-closing"}  # fmt: skip
"""What answers without a page of its own, stands outside one exercise, or is not in each."""


def test_nothing_of_a_key_is_in_anything_else_that_they_can_fetch(world: World) -> None:
    versions = library.load(CASE)
    for version in versions:
        begin(allotted(world, version))
    walk = walk_of(world)
    the_rest(walk)
    assert walk.statuses.keys() >= {"learn", "course-room", "calendar-link", "sample", "forecast"}
    texts = walk.received | own_data(walk, world)
    assert told_by(texts, secrets_of(versions)) == {}


def told_by(texts: dict[str, str], secrets: set[tuple[str, str]]) -> dict[str, list[str]]:
    """Return what is told where; sentences are looked for once in a line that many answers share."""
    assert len(secrets) > 300
    in_lines = {(sort, secret) for sort, secret in secrets if sort == "sentence"}
    met: set[str] = set()
    found = {}
    for asked, text in texts.items():
        fresh = [line for line in text.split("\n") if line not in met]
        met.update(fresh)
        found[asked] = leaks("\n".join(fresh), in_lines) + leaks(text, secrets - in_lines)
    return {asked: some for asked, some in found.items() if some}


def own_data(walk: Walk, world: World) -> dict[str, str]:
    """Have the copy of one's own data made, fetch it, and return its files."""
    assert make_due() == 1
    answer = walk.client.get(reverse("profile-export-file", args=[world.export.ref]))
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:  # type: ignore[arg-type]
        files = {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}
    assert len(files) > 1
    return files


@pytest.mark.parametrize(
    "leak",
    [
        "<p>It&#x27;s the   author&#x27;s own reason.</p>",
        '{"html": "It\\u0027s the author\\u0027s own reason."}',
        '<td data-experts="[&quot;C&quot;, &quot;C&quot;, &quot;N&quot;, &quot;CC&quot;, &quot;C&quot;]">',
        '{"Q1": {"low": 5, "high": 20}}',
        "<script>x={'H1': 10, 'H2': 20}</script>",
    ],
)
def test_a_leak_would_be_seen_however_it_is_spelled(leak: str) -> None:
    key = {
        "why": "It's the author's own reason.",
        "experts": [["C", "C", "N", "CC", "C"]],
        "Q1": {"low": 5, "high": 20, "why": "Another reason."},
        "chances": {"H1": 10, "H2": 20},
    }
    secrets = {("sentence", text) for text in sentences(key)} | {("row", row) for row in rows(key)}
    assert len(secrets) == 5
    assert len(leaks(f"<html>{leak}</html>", secrets)) == 1
    assert leaks("<html>The author has a reason; C, C, N. Low 5, high 20.</html>", secrets) == []


OTHERWISE: dict[str, Any] = {
    "source": ["A"],
    "information": ["1"],
    "confidence": ["high"],
    "low": 90,
    "high": 95,
    "experts": [["II", "CC", "NA", "II", "CC"]],
    "chances": {"H1": 60, "H2": 10, "H3": 10, "H4": 10, "H5": 10},
    "also": {},
}
"""Other codes and bounds that a key may hold in the same place."""


def otherwise(key: Any) -> Any:
    """Return a key whose every code and bound is another one."""
    if not isinstance(key, dict):
        return key
    changed = {name: OTHERWISE.get(name, otherwise(part)) for name, part in key.items()}
    if "main" in key:
        changed["main"] = "SP" if key["main"] != "SP" else "RF"
    return changed


OF_ITS_TIME = re.compile(
    r"\b(?:[0-9a-z]{26}|[0-9a-f]{64}|(?:[0-9a-f]{4} ){15}[0-9a-f]{4}|[0-9A-Za-z]{64})\b"
    r"|(?<=handed-in-)[0-9a-z]{8}|(?<=id=\"post-)[0-9]+|(?<=Content-Length: )[0-9]+"
)
"""References, fingerprints, tokens and counts, which are others in every world; lengths with them."""


def test_another_grade_class_or_bound_in_the_key_changes_no_page(world: World) -> None:
    folder = cases.folder_of(CASE)
    version = library.load_exercise(
        cases.load_folder(folder), folder / "exercises" / "did-kyiv-deal"
    )
    first = seen_with_these_keys(world, version)
    staff = what_staff_see(world, version)
    for task in Task.objects.with_keys().filter(version=version):
        kind = registry.find(task.kind)
        key = otherwise(task.key)
        assert (key != task.key) == (task.kind != "written_assessment")
        assert kind.validate(kind.brief_from(task.brief), kind.key_from(key)) == []
        Task.objects.filter(pk=task.pk).update(key=key)
    second = seen_with_these_keys(world, version)
    assert differing(staff, what_staff_see(world, version)) != []
    assert len(first) > 100
    assert first.keys() == second.keys()
    assert [each for asked in first for each in differing(first[asked], second[asked])] == []


def differing(one: str, other: str) -> list[str]:
    """Return the lines in which two answers differ."""
    lines = difflib.unified_diff(one.split("\n"), other.split("\n"), lineterm="", n=0)
    return [line[:200] for line in lines if not line.startswith(("---", "+++", "@@"))]


def seen_with_these_keys(world: World, version: ExerciseVersion) -> dict[str, str]:
    """Work through an exercise, undo it all, and return what was received."""
    walk = walk_of(world)
    with transaction.atomic():
        work_through(walk, allotted(world, version))
        transaction.set_rollback(True)
    return {
        OF_ITS_TIME.sub("…", asked): OF_ITS_TIME.sub("…", text)
        for asked, text in walk.received.items()
    }


def what_staff_see(world: World, version: ExerciseVersion) -> str:
    """Return the desk's page of the first task, where the key stands."""
    client = Client()
    client.force_login(world.people["instructor"])
    address = {"ref": version.exercise.ref, "number": version.number, "position": 1}
    return text_of(client.get(reverse("desk-task", kwargs=address)))
