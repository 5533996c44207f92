"""Loading cases from folders: the same content once, bad content never, faults in sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from courseplatform.kit.refusals import Refusal
from exercises.authoring.freezing import freeze_edition
from exercises.cases import library
from exercises.cases.digest import edition_digest
from exercises.cases.files import FileFault, read_toml
from exercises.cases.models import Case, CaseEdition, Paragraph

CASE = """
title = "Harbour"
mark = "Exercise material, invented for training"
question = "Did the ship sail?"
[[sources]]
code = "S1"
file = "page.md"
title = "A page"
"""
PAGE = "## What is said\n\n¶1 The ship sailed.\n\n¶2 It **may** come back,\nsome say.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "harbour"
    (folder / "dossier").mkdir(parents=True)
    (folder / "case.toml").write_text(CASE, encoding="utf-8")
    (folder / "dossier" / "page.md").write_text(PAGE, encoding="utf-8")
    return folder


def rewrite(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.django_db
def test_a_folder_becomes_an_edition_with_numbered_paragraphs(folder: Path) -> None:
    edition = library.load_folder(folder)
    assert (edition.case.slug, edition.number, edition.title) == ("harbour", 1, "Harbour")
    passages = edition.passages()
    assert list(passages) == ["¶1", "¶2"]
    assert passages["¶2"].html == "<p>It <strong>may</strong> come back,\nsome say.</p>\n"
    assert passages["¶1"].source == "A page"
    assert edition.paragraphs.get(number=1).heading == "What is said"
    assert edition.sha256 == edition_digest(edition)


@pytest.mark.django_db
def test_the_same_content_is_the_same_edition(folder: Path) -> None:
    first = library.load_folder(folder)
    assert library.load_folder(folder) == first
    freeze_edition(first)
    assert library.load_folder(folder) == first
    assert CaseEdition.objects.count() == 1


@pytest.mark.django_db
def test_changed_content_fills_an_unused_edition_anew(folder: Path) -> None:
    first = library.load_folder(folder)
    rewrite(folder, "dossier/page.md", "sailed", "sank")
    second = library.load_folder(folder)
    assert second == first
    assert Paragraph.objects.count() == 2
    assert "sank" in second.passages()["¶1"].html


@pytest.mark.django_db
def test_changed_content_of_a_used_edition_becomes_the_next_edition(folder: Path) -> None:
    first = library.load_folder(folder)
    freeze_edition(first)
    rewrite(folder, "case.toml", 'title = "Harbour"', 'title = "The harbour"')
    second = library.load_folder(folder)
    assert (second.number, second.title) == (2, "The harbour")
    assert Case.objects.get().title == "The harbour"
    first.refresh_from_db()
    assert first.title == "Harbour"
    rewrite(folder, "case.toml", "The harbour", "Harbour")
    assert library.load_folder(folder) == first, "content that was there before is found again"


@pytest.mark.django_db
def test_paragraphs_are_counted_through_all_sources(folder: Path) -> None:
    with (folder / "case.toml").open("a", encoding="utf-8") as file:
        file.write('[[sources]]\ncode = "S2"\nfile = "list.md"\ntitle = "A list"\n')
    (folder / "dossier" / "list.md").write_text("¶3 Ships.\n", encoding="utf-8")
    assert list(library.load_folder(folder).passages()) == ["¶1", "¶2", "¶3"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "old", "new", "sentence"),
    [
        (
            "dossier/page.md",
            "¶2 It",
            "¶3 It",
            "page.md, line 5: This paragraph must begin with its number: ¶2.",
        ),
        ("dossier/page.md", "¶2 It", "It", "must begin with its number: ¶2."),
        ("dossier/page.md", "¶1 The", "¶4 The", "must begin with its number: ¶1."),
        ("dossier/page.md", PAGE, "\n\n", "There is no paragraph in this file."),
        ("dossier/page.md", PAGE, "## Only a heading\n", "a heading needs a paragraph behind it."),
        (
            "dossier/page.md",
            "¶1 The",
            "¶1 " + "| a " * 60 + "|\n" + "|-" * 60 + "|\nThe",
            "line 3: A table may have 40 columns.",
        ),
        (
            "case.toml",
            'question = "Did the ship sail?"',
            "",
            "harbour/case.toml, question: This field is missing.",
        ),
        (
            "case.toml",
            'title = "Harbour"',
            "title = 3",
            "title: Text in quotation marks belongs here.",
        ),
        (
            "case.toml",
            'title = "Harbour"',
            'titel = "x"\ntitle = "Harbour"',
            "no field “titel” here. Did you mean “title”?",
        ),
        (
            "case.toml",
            "page.md",
            "../page.md",
            "sources[0].file: Give the name of a file in dossier/",
        ),
        ("case.toml", "page.md", "nothing.md", "dossier/nothing.md: This file is missing."),
        ("case.toml", 'mark = "', 'mark = "\\u0000', "character that cannot be stored (NUL)"),
        ("case.toml", "[[sources]]", "[[sources", "This is not TOML"),
        (
            "case.toml",
            "[[sources]]",
            "x = " + "[" * 5000 + "]" * 5000 + "\n[[sources]]",
            "Lists stand in lists too deep.",
        ),
        (
            "case.toml",
            "[[sources]]",
            ".".join("a" * 20) + " = 1\n[[sources]]",
            "line 5: This key has too many dots.",
        ),
        (
            "case.toml",
            "[[sources]]",
            "[" + ".".join("a" * 20) + "]\n[[sources]]",
            "This key has too many dots.",
        ),
        (
            "case.toml",
            "[[sources]]",
            "# " + "x" * 256_000 + "\n[[sources]]",
            "A file may have 256 kB",
        ),
    ],
)
def test_a_fault_is_named_with_file_place_and_what_to_do(
    folder: Path, name: str, old: str, new: str, sentence: str
) -> None:
    rewrite(folder, name, old, new)
    with pytest.raises(FileFault) as caught:
        library.load_folder(folder)
    assert sentence in caught.value.sentence
    assert not Case.objects.exists(), "nothing is left behind"


@pytest.mark.django_db
def test_two_sources_of_one_code_are_refused(folder: Path) -> None:
    with (folder / "case.toml").open("a", encoding="utf-8") as file:
        file.write('[[sources]]\ncode = "S1"\nfile = "page.md"\ntitle = "Again"\n')
    with pytest.raises(FileFault, match="Two sources have the same code"):
        library.load_folder(folder)


@pytest.mark.django_db
def test_a_file_that_is_no_text_is_refused_with_its_line(folder: Path) -> None:
    (folder / "dossier" / "page.md").write_bytes(b"\xc2\xb61 A ship\n\xff\n")
    with pytest.raises(FileFault, match=r"line 2: Save this file as UTF-8\."):
        library.load_folder(folder)
    (folder / "dossier" / "page.md").write_bytes(b"\xc2\xb61 A \x00 ship\n")
    with pytest.raises(FileFault, match="NUL"):
        library.load_folder(folder)


@pytest.mark.django_db
def test_a_folder_with_a_strange_name_is_refused(folder: Path) -> None:
    strange = folder.rename(folder.with_name("har bour"))
    with pytest.raises(FileFault, match="letters, digits and hyphens"):
        library.load_folder(strange)


def test_toml_that_is_too_odd_for_its_parser_is_refused(
    tmp_path: Path,
) -> None:
    path = tmp_path / "odd.toml"
    path.write_text("a = " + "[1, " * 3000, encoding="utf-8")
    with pytest.raises(FileFault):
        read_toml(path)


@pytest.mark.django_db
def test_a_case_the_library_does_not_have_is_refused_with_those_it_has() -> None:
    with pytest.raises(Refusal, match=r"It has: .*ukraine-hts"):
        library.load("../../etc")
