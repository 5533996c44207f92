"""Injects at the desk: written as sources, released by exercises, previewed, in folders and copies."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import User
from exercises.authoring import drafting, tasking
from exercises.authoring.checking import faults
from exercises.authoring.folder import case_files
from exercises.authoring.library import load_folder
from exercises.authoring.models import ExerciseVersion
from exercises.authoring.releases import CountedFrom, Release
from exercises.cases import sourcing
from exercises.cases.dossier import dossier_of, whole_dossier
from exercises.cases.editing import Facts, create_case
from exercises.cases.files import FileFault
from exercises.cases.models import CaseEdition, CaseSource
from exercises.cases.sourcing import About
from exercises.cases.stale import Stale

MARK = "Exercise material, invented for training"


@pytest.fixture
def author(db: None) -> User:
    return User.objects.create_user("author@example.org")


@pytest.fixture
def draft(author: User) -> CaseEdition:
    """A case with a source of two paragraphs and an inject of one."""
    edition = create_case("quay", Facts("Quay", MARK, "Who was it?"), by=author)
    sourcing.add_source(edition, About("S1", "A page"), "One.\n\nTwo.", by=author)
    log = About("S2", "A log", inject="log", mark=MARK)
    sourcing.add_source(edition, log, "Found.", by=author)
    return edition


@pytest.fixture
def exercise(draft: CaseEdition, author: User) -> ExerciseVersion:
    """A draft of an exercise of two tasks."""
    version = drafting.create_exercise(draft, "who", drafting.About("Who?"), by=author)
    for title in ("One", "Two"):
        tasking.add_task(version, "short_text", title, by=author)
    return version


def texts(edition: CaseEdition, *opened: str) -> list[str]:
    return [each.html.strip() for each in dossier_of(edition, opened).passages.values()]


def test_an_inject_is_in_the_dossier_only_when_it_is_named(draft: CaseEdition) -> None:
    assert texts(draft) == ["<p>One.</p>", "<p>Two.</p>"]
    assert texts(draft, "log") == ["<p>One.</p>", "<p>Two.</p>", "<p>Found.</p>"]
    assert texts(draft, "other") == texts(draft)
    assert list(whole_dossier(draft).passages) == ["¶1", "¶2", "¶3"]


def test_injects_stand_behind_whatever_is_added_later(draft: CaseEdition, author: User) -> None:
    sourcing.add_source(draft, About("S3", "A letter"), "Three.", by=author)
    assert texts(draft) == ["<p>One.</p>", "<p>Two.</p>", "<p>Three.</p>"]
    assert list(dossier_of(draft).passages) == ["¶1", "¶2", "¶3"]
    assert list(whole_dossier(draft).passages)[-1] == "¶4"
    outlook = sourcing.look_ahead(draft, None, [])
    assert not outlook.numbering.moved


def test_two_injects_cannot_have_one_name(draft: CaseEdition, author: User) -> None:
    twin = About("S3", "Another", inject="log", mark=MARK)
    with pytest.raises(Refusal, match="called “log”"):
        sourcing.add_source(draft, twin, "Four.", by=author)
    with pytest.raises(IntegrityError, match="an_inject_carries_its"), transaction.atomic():
        CaseSource.objects.filter(edition=draft, code="S2").update(mark="")


def test_what_makes_it_an_inject_counts_in_the_hash(draft: CaseEdition, author: User) -> None:
    before = draft.sha256
    log = CaseSource.objects.select_related("edition").get(edition=draft, inject="log")
    about = About("S2", "A log", inject="log", mark="Invented")
    sourcing.change_source(log, 0, about, "¶3 Found.", by=author)
    draft.refresh_from_db()
    assert draft.sha256 != before


def test_releases_are_set_by_revision_and_follow_their_tasks(
    exercise: ExerciseVersion, author: User
) -> None:
    revision = exercise.revision
    wanted = Release("log", 20, CountedFrom.OPENING, (2,))
    drafting.change_releases(exercise, revision, [wanted], by=author)
    assert exercise.releases == (wanted,)
    with pytest.raises(Stale):
        drafting.change_releases(exercise, revision, [], by=author)
    tasking.move_task(exercise.tasks.get(position=2), -1, by=author)
    exercise.refresh_from_db()
    assert exercise.releases[0].tasks == (1,)


@pytest.mark.parametrize(
    ("releases", "fault"),
    [
        ([Release("nothing", 5)], "has no inject “nothing”"),
        ([Release("log", 5), Release("log", 9)], "“log” is released twice"),
        ([Release("log", 5, tasks=(3,))], "concerns a task that is not there"),
    ],
)
def test_a_version_with_a_release_that_does_not_fit_is_not_ready(
    exercise: ExerciseVersion, author: User, releases: list[Release], fault: str
) -> None:
    drafting.change_releases(exercise, exercise.revision, releases, by=author)
    assert any(fault in each for each in faults(exercise))


def test_the_desk_writes_an_inject_sets_its_time_and_previews_it(
    instructor_client: Client, draft: CaseEdition, exercise: ExerciseVersion
) -> None:
    new = reverse("desk-source-new", args=["quay", 1])
    page = instructor_client.get(new).content.decode()
    assert "Release it later, as an inject" in page
    fields = {"code": "S4", "title": "A call", "text": "Heard.", "inject": "call", "revision": "0"}
    assert instructor_client.post(new, fields).status_code == 302
    assert CaseSource.objects.get(inject="call").mark == MARK
    wrong = instructor_client.post(new, {**fields, "code": "S5", "inject": "A call!"})
    assert wrong.status_code == 422

    where = [exercise.exercise.ref, 1]
    injects = reverse("desk-version-injects", args=where)
    assert "A log" in instructor_client.get(injects).content.decode()
    exercise.refresh_from_db()
    posted = {
        "revision": str(exercise.revision),
        "log-after_minutes": "20",
        "log-counted_from": "start",
        "log-tasks": ["2"],
        "call-after_minutes": "",
        "call-counted_from": "opening",
    }
    bad = instructor_client.post(injects, {**posted, "log-after_minutes": "-1"})
    assert bad.status_code == 422
    assert instructor_client.post(injects, posted).status_code == 302
    stale = instructor_client.post(injects, posted)
    assert stale.status_code == 409
    exercise.refresh_from_db()
    shown = stale.content.decode().replace("&#x27;", "'")
    assert "after 20 minutes, counted from the student's own start" in shown
    assert "not in this exercise" in shown
    again = {**posted, "revision": str(exercise.revision)}
    assert f'value="{exercise.revision}"' in shown, "saving again puts one's own in its place"
    assert instructor_client.post(injects, again).status_code == 302
    exercise.refresh_from_db()
    assert exercise.releases == (Release("log", 20, tasks=(2,)),)
    assert "20 minutes after one" in instructor_client.get(
        reverse("desk-version", args=where)
    ).content.decode().replace("&#x27;", "'")

    preview = reverse("desk-preview-exercise", args=where)
    assert "Found." not in instructor_client.get(preview).content.decode()
    assert "Found." in instructor_client.get(preview, {"minute": "20"}).content.decode()
    assert "Found." in instructor_client.get(preview).content.decode()  # it is remembered
    assert "Found." not in instructor_client.get(preview, {"minute": "19"}).content.decode()


def test_a_shipped_case_goes_out_as_a_folder_and_comes_back_the_same(
    db: None, tmp_path: Path
) -> None:
    from exercises.authoring import library

    library.load("ukraine-hts")
    edition = CaseEdition.objects.get(case__slug="ukraine-hts")
    hashes = set(ExerciseVersion.objects.values_list("sha256", flat=True))
    folder = tmp_path / "ukraine-hts"
    for name, text in case_files(edition).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    load_folder(folder)
    assert CaseEdition.objects.count() == 1
    assert set(ExerciseVersion.objects.values_list("sha256", flat=True)) == hashes
    assert ExerciseVersion.objects.exclude(injects=[]).count() == 1


@pytest.mark.parametrize(
    ("name", "old", "new", "sentence"),
    [
        ("case.toml", 'slug = "same-wording"', 'slug = "Same"', "hyphens"),
        ("case.toml", 'slug = "same-wording"', 'slug = "timestamp-list"', "same name"),
        ("case.toml", '"same-wording.md"', '"../same.md"', "injects[1].file"),
        (
            "exercises/hts-something-new/exercise.toml",
            'inject = "same-wording"',
            'inject = "missing"',
            "no inject “missing”",
        ),
    ],
)
def test_a_folder_with_a_wrong_inject_says_where(
    db: None, tmp_path: Path, name: str, old: str, new: str, sentence: str
) -> None:
    import shutil

    from exercises.cases.library import LIBRARY

    folder = tmp_path / "ukraine-hts"
    shutil.copytree(LIBRARY / "ukraine-hts", folder)
    path = folder / name
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(FileFault) as caught:
        load_folder(folder)
    assert sentence in caught.value.sentence
