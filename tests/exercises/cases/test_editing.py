"""Changing a case at the desk: a draft until it is used, sources with numbers that citations follow."""

from __future__ import annotations

from contextlib import AbstractContextManager

import pytest

from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import User
from exercises.authoring.freezing import freeze_edition
from exercises.authoring.models import Exercise, ExerciseVersion, Task
from exercises.authoring.readiness import declare_ready
from exercises.cases import editing, sourcing
from exercises.cases.digest import edition_digest
from exercises.cases.layout import read_lines, text_of
from exercises.cases.models import Case, CaseEdition, CaseSource
from exercises.cases.sourcing import About, CitedError
from exercises.cases.stale import Stale
from exercises.kinds import registry
from tests.exercises.conftest import MakePerson, sample_of

FACTS = editing.Facts("Pier", "Exercise material", "Who?", introduction="Read **this**.")
ONE, TWO = "¶1 A ship.\n\n¶2 A barge.\n", "A buoy.\n"


@pytest.fixture
def author(make_person: MakePerson) -> User:
    return make_person("Ada Author")


@pytest.fixture
def draft(author: User) -> CaseEdition:
    """A draft of two sources: ¶1 and ¶2, and ¶3."""
    edition = editing.create_case("pier", FACTS, by=author)
    sourcing.add_source(edition, About("S1", "A page"), ONE, by=author)
    sourcing.add_source(edition, About("S2", "A note"), TWO, by=author)
    return edition


@pytest.fixture
def task(draft: CaseEdition, author: User) -> Task:
    """A task that cites ¶2 and ¶3, in a version that was declared ready."""
    exercise = Exercise.objects.create(slug="pier-one", case=draft.case, title="One")
    version = ExerciseVersion.objects.create(
        exercise=exercise, edition=draft, number=1, title="One", state="draft", sha256="0" * 64
    )
    kind, sample = registry.find("choice"), sample_of("choice", "right")
    task = Task.objects.create(
        version=version, position=1, kind="choice", schema=kind.schema, title="Choose",
        points_c=200, prompt_md="See ¶2 and ¶3.", brief=dict(sample.brief), key=dict(sample.key),
    )  # fmt: skip
    declare_ready(version, by=author)
    return task


def refused(code: str) -> AbstractContextManager[object]:
    return pytest.raises(Refusal, check=lambda refusal: refusal.code == code)


def source(edition: CaseEdition, code: str) -> CaseSource:
    return CaseSource.objects.select_related("edition__case").get(edition=edition, code=code)


def numbers(edition: CaseEdition) -> list[tuple[int, str]]:
    return list(edition.paragraphs.order_by("number").values_list("number", "text"))


def test_a_case_begins_as_a_draft_whose_hash_is_its_content(draft: CaseEdition) -> None:
    draft.refresh_from_db()
    assert numbers(draft) == [(1, "A ship."), (2, "A barge."), (3, "A buoy.")]
    assert draft.sha256 == edition_digest(draft)
    assert "<strong>this</strong>" in draft.intro_html


@pytest.mark.parametrize("slug", ["pier", "new", "import"])
def test_an_address_is_given_once_and_some_are_the_desks(
    draft: CaseEdition, author: User, slug: str
) -> None:
    with refused("slug-taken"):
        editing.create_case(slug, FACTS, by=author)
    assert Case.objects.count() == 1


def test_what_is_saved_again_unchanged_says_the_same(draft: CaseEdition, author: User) -> None:
    first = source(draft, "S1")
    before = edition_digest(draft)
    sourcing.change_source(first, 0, About("S1", "A page"), text_of(first), by=author)
    assert edition_digest(draft) == before


def test_a_new_paragraph_moves_numbers_and_citations_follow(
    draft: CaseEdition, task: Task, author: User
) -> None:
    first = source(draft, "S1")
    text = "¶1 A ship.\n\nA tug.\n\n¶2 A barge.\n"
    outlook = sourcing.look_ahead(draft, first, read_lines(text, [1, 2]))
    assert [number for number, _line in outlook.lines] == [1, 2, 3]
    assert outlook.moved
    assert not outlook.gone
    numbering = sourcing.change_source(first, 0, About("S1", "A page"), text, by=author)
    assert numbering.moved == {2: 3, 3: 4}
    task.refresh_from_db()
    assert task.prompt_md == "See ¶3 and ¶4."
    assert ExerciseVersion.objects.get(pk=task.version_id).state == "draft", "its words changed"


def test_a_paragraph_that_is_cited_goes_only_when_it_is_meant(
    draft: CaseEdition, task: Task, author: User
) -> None:
    first = source(draft, "S1")
    with pytest.raises(CitedError) as refusal:
        sourcing.change_source(first, 0, About("S1", "A page"), "¶1 A ship.", by=author)
    assert refusal.value.gone
    assert len(numbers(draft)) == 3
    sourcing.change_source(first, 0, About("S1", "A page"), "¶1 A ship.", by=author, anyway=True)
    task.refresh_from_db()
    assert task.prompt_md == "See ¶? and ¶2."


def test_the_second_of_two_windows_is_told(draft: CaseEdition, author: User) -> None:
    first = source(draft, "S1")
    sourcing.change_source(first, 0, About("S1", "Mine"), ONE, by=author)
    with pytest.raises(Stale):
        sourcing.change_source(first, 0, About("S1", "Theirs"), ONE, by=author)
    draft.refresh_from_db()
    editing.change_facts(draft, draft.revision, FACTS, by=author)
    with pytest.raises(Stale):
        editing.change_facts(draft, draft.revision - 1, FACTS, by=author)
    assert source(draft, "S1").title == "Mine"


def test_sources_move_go_and_come_back(draft: CaseEdition, author: User) -> None:
    assert sourcing.move_source(source(draft, "S1"), -1, by=author) is None
    sourcing.move_source(source(draft, "S2"), -1, by=author)
    assert [text for _number, text in numbers(draft)] == ["A buoy.", "A ship.", "A barge."]
    sourcing.remove_source(source(draft, "S2"), by=author)
    assert numbers(draft) == [(1, "A ship."), (2, "A barge.")]
    back = sourcing.restore_source(draft, by=author)
    assert back is not None
    assert [text for _number, text in numbers(draft)] == ["A buoy.", "A ship.", "A barge."]
    assert sourcing.restore_source(draft, by=author) is None


def test_injects_stand_behind_what_is_there_from_the_beginning(
    draft: CaseEdition, author: User
) -> None:
    late = About("S3", "Late", inject="late", mark="Late")
    sourcing.add_source(draft, late, "A storm.", by=author)
    outlook = sourcing.look_ahead(draft, None, read_lines("A gull.", []))
    assert [number for number, _line in outlook.lines] == [4]
    sourcing.add_source(draft, About("S4", "A gull"), "A gull.", by=author)
    assert numbers(draft)[3:] == [(4, "A gull."), (5, "A storm.")]
    with refused("inject-taken"):
        sourcing.add_source(draft, About("S5", "Later", inject="late"), "X.", by=author)


def test_paragraphs_begin_at_nought_or_one(draft: CaseEdition, task: Task, author: User) -> None:
    sourcing.set_first_number(draft, 0, by=author)
    task.refresh_from_db()
    assert [number for number, _text in numbers(draft)] == [0, 1, 2]
    assert task.prompt_md == "See ¶1 and ¶2."


def test_what_cannot_be_stored_is_refused_and_nothing_changes(
    draft: CaseEdition, author: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    with refused("code-taken"):
        sourcing.add_source(draft, About("S1", "Again"), "X.", by=author)
    with refused("code-taken"):
        sourcing.change_source(source(draft, "S2"), 0, About("S1", "Again"), TWO, by=author)
    with refused("text-not-readable"):
        sourcing.add_source(draft, About("S3", "Bare"), "## Heading", by=author)
    with refused("text-too-long"):
        sourcing.add_source(draft, About("S3", "Long"), "x" * 100_001, by=author)
    monkeypatch.setattr(sourcing, "MOST_SOURCES", 2)
    with refused("too-many-sources"):
        sourcing.add_source(draft, About("S3", "More"), "X.", by=author)
    assert len(numbers(draft)) == 3


def test_an_edition_in_use_stays_and_the_next_one_begins_as_its_copy(
    draft: CaseEdition, author: User
) -> None:
    case = Case.objects.get()
    assert editing.begin_edition(case, by=author) == draft, "nobody uses it yet"
    draft.refresh_from_db()
    freeze_edition(draft)
    with refused("edition-frozen"):
        sourcing.set_first_number(draft, 0, by=author)
    made = editing.begin_edition(case, by=author)
    assert (made.number, made.sha256) == (2, draft.sha256)
    assert editing.begin_edition(case, by=author) == made
    assert editing.newest_number(case) == 2
    bare = Case.objects.create(slug="bare", title="Bare")
    assert editing.newest_number(bare) == 0
    with refused("no-edition"):
        editing.begin_edition(bare, by=author)
