"""Folders sent in: tried first, applied once, and the same as what was written out before."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import User
from exercises.authoring import drafting, importing
from exercises.authoring.folder import KEY_ENDING, case_files, exercise_files
from exercises.authoring.models import Exercise, ExerciseVersion, FolderImport
from exercises.authoring.packing import pack
from exercises.cases.models import Case, CaseEdition
from tests.exercises.conftest import MakePerson

CASE = 'title = "Pier"\nmark = "Exercise material"\nquestion = "Who?"\n'
SOURCE = '[[sources]]\ncode = "S1"\nfile = "page.md"\ntitle = "A page"\n'
PIER = {"case.toml": CASE + SOURCE, "dossier/page.md": "¶1 A ship.\n\n¶2 A barge.\n"}
ASK = '[brief]\nquestion = "Which?"\noptions = [{id = "a", text = "A"}, {id = "b", text = "B"}]\n'
ALONE = {
    "exercise.toml": 'title = "Choose"\n',
    "1-choose.toml": f'kind = "choice"\ntitle = "Choose"\n{ASK}',
    f"1-choose{KEY_ENDING}": 'right = ["a"]\n',
}


@pytest.fixture
def author(make_person: MakePerson) -> User:
    return make_person("Ada Author")


def send(
    files: Mapping[str, str], author: User, name: str = "pier", case: Case | None = None
) -> FolderImport:
    return importing.receive(io.BytesIO(pack(name, files)), "x.zip", case, by=author)


def sentences(sent: FolderImport) -> list[str]:
    return [outcome.sentence for outcome in importing.outcomes_of(sent)]


def refusal(files: Mapping[str, str], author: User, name: str = "pier") -> Refusal:
    with pytest.raises(Refusal) as refused:
        send(files, author, name)
    assert not FolderImport.objects.exists()
    assert not Case.objects.exists()
    return refused.value


def test_a_case_written_out_and_sent_in_again_says_the_same(
    hts: ExerciseVersion, author: User
) -> None:
    files = case_files(hts.edition)
    same = send(files, author, "ukraine-hts")
    assert not any(outcome.changes for outcome in importing.outcomes_of(same))
    old, new = "exercises/did-kyiv-deal/", "exercises/twin/"
    twin = send({path.replace(old, new): text for path, text in files.items()}, author, "twin")
    assert not Case.objects.filter(slug="twin").exists(), "a trial keeps nothing"
    made = importing.apply(twin, by=author)
    assert made.edition.sha256 == hts.edition.sha256
    assert [version.sha256 for version in made.versions] == [hts.sha256]
    assert case_files(made.edition) == {
        path.replace(old, new): text for path, text in files.items()
    }


def test_without_keys_nothing_of_a_key_goes_along_and_what_comes_in_is_a_draft(
    hts: ExerciseVersion, author: User
) -> None:
    files = exercise_files(hts, keys=False)
    assert not [path for path in files if path.endswith(KEY_ENDING)]
    whole = exercise_files(hts)
    assert {path: text for path, text in whole.items() if not path.endswith(KEY_ENDING)} == files
    sent = send(files, author, "handed-on", hts.exercise.case)
    (version,) = importing.apply(sent, by=author).versions
    assert version.state == "draft"
    assert "without all keys" in sentences(sent)[0]


def test_what_a_folder_becomes_is_told_before_and_is_what_it_becomes(author: User) -> None:
    sent = send(PIER, author)
    assert sentences(sent) == ["“Pier” is a new case."]
    importing.apply(sent, by=author)
    assert FolderImport.objects.get(pk=sent.pk).files == {}, "texts are kept until applied"
    assert sentences(send(PIER, author)) == ["“Pier”: edition 1 says the same."]
    changed = {**PIER, "dossier/page.md": "¶1 A ship.\n"}
    assert sentences(send(changed, author)) == ["“Pier”: edition 1 is filled anew."]
    CaseEdition.objects.update(frozen_at=clock.now())
    assert sentences(send(changed, author)) == ["“Pier”: this becomes edition 2."]


def test_an_exercise_alone_is_built_on_the_newest_edition_of_a_case(author: User) -> None:
    importing.apply(send(PIER, author), by=author)
    case = Case.objects.get()
    sent = send(ALONE, author, "choose", case)
    assert sentences(sent) == ["Exercise “Choose”, 1 task: this becomes version 1."]
    (version,) = importing.apply(sent, by=author).versions
    assert (version.state, version.edition.number) == ("ready", 1)
    other = {**ALONE, f"1-choose{KEY_ENDING}": 'right = ["b"]\n'}
    assert sentences(send(other, author, "choose", case)) == [
        "Exercise “Choose”, 1 task: version 1 is filled anew."
    ]


def test_a_folder_is_applied_once(author: User) -> None:
    sent = send(PIER, author)
    other_window = FolderImport.objects.get(pk=sent.pk)
    importing.apply(sent, by=author)
    with pytest.raises(Refusal) as refused:
        importing.apply(other_window, by=author)
    assert refused.value.code == "applied-already"
    assert Case.objects.count() == 1


def test_what_would_come_to_something_else_by_now_is_not_applied(author: User) -> None:
    first, second = send(PIER, author), send(PIER, author)
    importing.apply(first, by=author)
    with pytest.raises(Refusal) as refused:
        importing.apply(second, by=author)
    assert refused.value.code == "changed-since"
    second.refresh_from_db()
    assert second.state == "waiting"
    assert sentences(second) == ["“Pier”: edition 1 says the same."]
    importing.apply(second, by=author)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"case.toml": CASE}, "case.toml"),
        ({"case.toml": "title = "}, "case.toml"),
        ({"case.toml": CASE + SOURCE.replace("page.md", "gone.md")}, "dossier/gone.md"),
        ({"dossier/page.md": "¶1 A.\n\nB.\n"}, "dossier/page.md, line 3"),
        ({"exercises/one/1.toml": ALONE["1-choose.toml"]}, ""),
        ({"exercises/one/exercise.toml": ALONE["exercise.toml"]}, "There is no task"),
    ],
)
def test_a_case_that_does_not_fit_is_refused_in_one_sentence_and_nothing_is_kept(
    author: User, changes: dict[str, str], sentence: str
) -> None:
    if not sentence:  # tasks without an exercise.toml are no exercise
        assert sentences(send({**PIER, **changes}, author)) == ["“Pier” is a new case."]
        return
    found = refusal({**PIER, **changes}, author).sentence
    assert sentence in found
    assert "\n" not in found


def test_a_name_the_desk_needs_and_an_exercise_without_a_case_are_refused(author: User) -> None:
    assert refusal(PIER, author, "new").code == "name-reserved"
    assert refusal(ALONE, author, "choose").code == "no-case"


def test_a_case_without_an_edition_carries_no_exercise(author: User) -> None:
    bare = Case.objects.create(slug="bare", title="Bare")
    with pytest.raises(Refusal) as refused:
        send(ALONE, author, "choose", bare)
    assert refused.value.code == "no-edition"


def test_the_address_of_another_cases_exercise_is_refused(author: User) -> None:
    importing.apply(send(PIER, author), by=author)
    drafting.create_exercise(CaseEdition.objects.get(), "choose", drafting.About("X"), by=author)
    folder = {f"exercises/choose/{path}": text for path, text in ALONE.items()}
    with pytest.raises(Refusal) as refused:
        send({**PIER, **folder}, author, "quay")
    assert refused.value.code == "slug-taken"
    assert Exercise.objects.count() == 1


def test_what_was_touched_at_the_desk_is_never_filled_anew(author: User) -> None:
    folder = {f"exercises/choose/{path}": text for path, text in ALONE.items()}
    (version,) = importing.apply(send({**PIER, **folder}, author), by=author).versions
    drafting.change_about(version, version.revision, drafting.About("Mine"), by=author)
    other = {**folder, "exercises/choose/exercise.toml": 'title = "Theirs"\n'}
    sent = send({**PIER, **other}, author)
    assert sentences(sent)[1] == "Exercise “Theirs”, 1 task: this becomes version 2."


def test_a_folder_nobody_applies_is_forgotten_after_two_days(author: User) -> None:
    sent = send(PIER, author)
    FolderImport.objects.filter(pk=sent.pk).update(sent_at=clock.now() - timedelta(days=3))
    kept = send(PIER, author)
    assert importing.WAITING.empty(clock.now() - importing.KEPT, 10) == 1
    assert list(FolderImport.objects.all()) == [kept]


def test_the_pages_take_a_zip_show_what_it_becomes_and_make_it(instructor_client: Client) -> None:
    url = reverse("desk-imports")
    assert instructor_client.post(url, {}).status_code == 422
    bad = SimpleUploadedFile("pier.zip", b"no zip")
    answer = instructor_client.post(url, {"folder": bad})
    assert answer.status_code == 422
    assert "This is no zip file that can be read." in answer.content.decode()
    good = SimpleUploadedFile("pier.zip", pack("pier", PIER))
    page = instructor_client.post(url, {"folder": good})
    sent = FolderImport.objects.get()
    assert page["Location"] == reverse("desk-import", args=[sent.ref])
    assert "“Pier” is a new case." in instructor_client.get(page["Location"]).content.decode()
    made = instructor_client.post(reverse("desk-import-apply", args=[sent.ref]))
    assert made["Location"] == reverse("desk-edition", args=["pier", 1])
    zipped = instructor_client.get(reverse("desk-case-folder", args=["pier", 1]))
    assert zipped["Content-Disposition"] == 'attachment; filename="pier-without-keys.zip"'


def test_nobody_opens_or_applies_anothers_folder(instructor_client: Client, author: User) -> None:
    sent = send(PIER, author)
    assert instructor_client.get(reverse("desk-import", args=[sent.ref])).status_code == 404
    assert instructor_client.post(reverse("desk-import-apply", args=[sent.ref])).status_code == 404
    instructor_client.post(reverse("desk-import-removal", args=[sent.ref]))
    assert FolderImport.objects.filter(pk=sent.pk).exists()
