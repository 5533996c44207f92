"""Whom a corrected edition touches: whoever rests something on a changed paragraph, and nobody's name."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.letters.models import Letter
from courseplatform.people.models import User
from exercises.authoring import drafting, keys
from exercises.authoring.models import ExerciseVersion, Task
from exercises.cases.changes import changes_between, counterparts
from exercises.cases.models import Case, CaseEdition
from exercises.cohorts import membership
from exercises.cohorts.models import Cohort
from exercises.corrections.models import EditionNotice
from exercises.corrections.noticing import MOST_TEXT, write_notice
from exercises.corrections.privacy import PERSONAL
from exercises.corrections.touched import reach_of
from tests.exercises.corrections.conftest import Working

Correct = Callable[[dict[int, str]], CaseEdition]
Queries = Callable[[int], AbstractContextManager[Any]]
BETTER = "The guard saw two barges leave."


def test_what_changed_between_editions_is_listed_paragraph_by_paragraph(
    version: ExerciseVersion, correct: Correct
) -> None:
    made = correct({2: BETTER, 3: "Nothing of that is known."})
    changes = changes_between(version.edition, made)
    assert [(each.old, each.new, each.what) for each in changes.paragraphs] == [
        ("¶2", "¶2", "changed"), ("¶3", "", "removed"), ("", "¶3", "added"),
    ]  # fmt: skip
    assert changes.touched == {2, 3}
    assert counterparts(version.edition, made) == {1: 1, 2: 2}
    assert not changes_between(made, made)


def test_answers_that_cite_a_changed_paragraph_rest_on_it_and_others_do_not(
    cohort: Cohort, teacher: User, working: Working, correct: Correct
) -> None:
    working(cohort, "Ann", "As ¶2 says, and ¶3.")
    working(cohort, "Bea", "As ¶1 says.")
    edition = correct({2: BETTER})
    reach = reach_of(edition, teacher)
    ann, bea = reach.attempts
    assert ann.answers == {"Write": ["¶2"]}
    assert (ann.resting, bea.resting) == (True, False)
    assert (ann.edition, ann.told, reach.elsewhere) == (1, False, 0)


def test_everybody_rests_on_a_task_that_cites_a_changed_paragraph(
    cohort: Cohort, teacher: User, working: Working, correct: Correct
) -> None:
    working(cohort, "Ann")
    (ann,) = reach_of(correct({1: "The ship sailed at noon."}), teacher).attempts
    assert (ann.tasks, ann.answers, ann.resting) == (["Write"], {}, True)


def test_of_other_cohorts_one_learns_a_number_and_of_oneself_nothing(
    cohort: Cohort, teacher: User, working: Working, correct: Correct
) -> None:
    working(cohort, "Ann")
    working(membership.open_cohort("Another", "UTC"), "Xia")
    reach = reach_of(correct({1: "The ship sailed at noon."}), teacher)
    assert [each.attempt.allotment.member.code for each in reach.attempts] == ["Code Ann"]
    assert reach.elsewhere == 1


def test_the_page_asks_the_same_number_of_questions_for_one_person_and_for_many(
    client: Client,
    cohort: Cohort,
    teacher: User,
    working: Working,
    correct: Correct,
    django_assert_num_queries: Queries,
) -> None:
    working(cohort, "Ann", "¶2")
    edition = correct({2: BETTER})
    client.force_login(teacher)
    url = reverse("desk-edition-touched", args=[edition.case.slug, edition.number])
    client.get(url)
    with django_assert_num_queries(15):
        client.get(url)
    for name in ("Bea", "Cid", "Dov", "Eli"):
        working(cohort, name, "¶2")
    with django_assert_num_queries(15):
        page = client.get(url).content.decode()
    assert page.count("Code ") >= 5
    assert "Ann@" not in page


def refs(edition: CaseEdition, teacher: User) -> list[str]:
    return [each.attempt.allotment.member.ref for each in reach_of(edition, teacher).attempts]


def test_a_letter_goes_to_those_chosen_once(
    cohort: Cohort, teacher: User, working: Working, correct: Correct
) -> None:
    working(cohort, "Ann", "¶2")
    working(cohort, "Bea", "¶2")
    edition = correct({2: BETTER})
    chosen = [*refs(edition, teacher)[:1] * 2, "nobody-of-that-name"]
    assert write_notice(edition, chosen, " Look again. ", "one", by=teacher) == 1
    assert write_notice(edition, chosen, "Look again.", "one", by=teacher) == 0
    assert Letter.objects.filter(template="case_corrected").count() == 1
    assert [each.told for each in reach_of(edition, teacher).attempts] == [True, False]


@pytest.mark.parametrize(
    ("text", "everybody", "code"),
    [
        ("  ", True, "no-text"),
        ("x" * (MOST_TEXT + 1), True, "no-text"),
        ("Look again.", False, "nobody-chosen"),
    ],
)
def test_a_letter_needs_words_and_readers(
    cohort: Cohort,
    teacher: User,
    working: Working,
    correct: Correct,
    text: str,
    everybody: bool,
    code: str,
) -> None:
    working(cohort, "Ann", "¶2")
    edition = correct({2: BETTER})
    with pytest.raises(Refusal) as refused:
        write_notice(edition, refs(edition, teacher) if everybody else [], text, "t", by=teacher)
    assert refused.value.code == code
    assert not EditionNotice.objects.exists()


def test_what_was_typed_and_ticked_comes_back_with_the_sentence(
    client: Client, cohort: Cohort, teacher: User, working: Working, correct: Correct
) -> None:
    working(cohort, "Ann", "¶2")
    edition = correct({2: BETTER})
    client.force_login(teacher)
    url = reverse("desk-edition-notice", args=[edition.case.slug, edition.number])
    answer = client.post(url, {"text": "Look at the guard again."})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Choose at least one person to write to." in page
    assert "Look at the guard again." in page
    good = {"text": "Look.", "member": refs(edition, teacher), "token": answer.context["token"]}
    assert "1 person gets your letter." in client.post(url, good, follow=True).content.decode()
    again = client.post(url, good, follow=True).content.decode()
    assert "This letter was written already; nobody gets it twice." in again


def test_who_asks_gets_what_they_wrote_and_were_told_and_an_erased_author_leaves_no_words(
    cohort: Cohort, teacher: User, working: Working, correct: Correct
) -> None:
    attempt = working(cohort, "Ann", "¶2")
    edition = correct({2: BETTER})
    write_notice(edition, refs(edition, teacher), "Look again.", "one", by=teacher)
    reader = attempt.allotment.member.person
    assert [each["text"] for each in PERSONAL.export(teacher)] == ["Look again."]
    assert [each["told_about"] for each in PERSONAL.export(reader)] == [edition.title]
    assert PERSONAL.erase(teacher, clock.now()) == []
    assert EditionNotice.objects.get().text == "–"


def test_a_corrected_key_holds_beside_a_version_that_stays_as_it_is(
    version: ExerciseVersion, teacher: User
) -> None:
    task = Task.objects.with_keys().get(version=version)
    other = {**task.key, "checks": []}
    first = keys.propose(task, other, schema=task.schema, why="Ambiguous.", by=teacher)
    assert keys.key_in_force(task.pk).number == 0, "a proposal scores nothing"
    assert keys.put_in_force(first)
    assert not keys.put_in_force(first), "once"
    second = keys.propose(task, task.key, schema=task.schema, why="It was right.", by=teacher)
    assert (first.number, second.number) == (1, 2)
    assert keys.key_in_force(task.pk).data == other
    keys.drop(second)
    assert not keys.put_in_force(second)
    third = keys.propose(task, task.key, schema=task.schema, why="So it was.", by=teacher)
    keys.put_in_force(third)
    first.refresh_from_db()
    assert first.state == "replaced"
    assert Task.objects.with_keys().get(pk=task.pk).key == task.key


def test_the_next_version_begins_with_the_key_that_holds_now(
    version: ExerciseVersion, teacher: User
) -> None:
    task = Task.objects.with_keys().get(version=version)
    better = {**task.key, "weak": "A weaker text."}
    keys.put_in_force(keys.propose(task, better, schema=task.schema, why="Said so.", by=teacher))
    made = drafting.copy_version(version, version.exercise, 2, by=teacher)
    assert Task.objects.with_keys().get(version=made).key["weak"] == "A weaker text."
    assert made.sha256 != version.sha256


def test_a_draft_put_on_the_corrected_edition_takes_its_citations_along(
    version: ExerciseVersion, teacher: User, correct: Correct
) -> None:
    edition = correct({1: "Nobody knows anything about that night."})
    drafting.move_to_edition(version, edition, by=teacher)
    task = Task.objects.get(version=version)
    assert task.prompt_md == "Begin with ¶?."
    assert version.edition == edition
    other = CaseEdition.objects.create(
        case=_another_case(), number=1, title="X", mark="M", sha256="0" * 64
    )
    with pytest.raises(Refusal) as refused:
        drafting.move_to_edition(version, other, by=teacher)
    assert refused.value.code == "other-case"


def _another_case() -> Case:
    return Case.objects.create(slug="another", title="Another")
