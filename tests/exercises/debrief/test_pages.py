"""The debrief at the desk, on the screen and for the class: who sees what, and from when on."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.letters.models import Letter
from courseplatform.people.models import AuditEntry, User
from exercises.authoring.models import ExerciseVersion
from exercises.cohorts import membership
from exercises.cohorts.models import Allotment, Cohort, Member
from exercises.debrief import opening
from exercises.debrief.models import ClassBoard, Debrief
from exercises.work.afterwards import links_of
from exercises.work.models import Attempt, Response
from tests.exercises.debrief.conftest import HandIn

MakePerson = Callable[..., User]


def words(answer: HttpResponse) -> str:
    text = re.sub(r"<(script|style).*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).replace("\u202f", " ").split())


@pytest.fixture
def desk(client: Client, teacher: User) -> Client:
    client.force_login(teacher)
    return client


@pytest.fixture
def page(cohort: Cohort, version: ExerciseVersion) -> str:
    return reverse("desk-debrief", args=[cohort.ref, version.ref])


def of(member: Member, version: ExerciseVersion) -> Allotment:
    return Allotment.objects.dated().get(member=member, version=version)


def as_member(member: Member) -> Client:
    browser = Client()
    browser.force_login(member.person)
    return browser


def debrief_page(member: Member, version: ExerciseVersion) -> str:
    return reverse("exercise-debrief", args=[of(member, version).ref])


# --- at the desk ------------------------------------------------------------------------------------
def test_the_list_names_each_exercise_of_ones_classes(
    desk: Client, cohort: Cohort, handed_in: list[Attempt], teacher: User, version: ExerciseVersion
) -> None:
    said = words(desk.get(reverse("desk-debriefs")))
    assert "The ship" in said
    assert "6 of 8" in said
    opening.open_to_class(cohort, version, teacher)
    assert "Open to the class" in words(desk.get(reverse("desk-debriefs")))


def test_before_anybody_handed_in_the_page_says_what_will_stand_there(
    desk: Client, page: str, members: list[Member]
) -> None:
    said = words(desk.get(page))
    assert "Nothing handed in yet" in said
    assert "Show on the projector" not in said


def test_the_instructor_sees_every_finding_with_the_experts_and_why(
    desk: Client, page: str, handed_in: list[Attempt]
) -> None:
    said = words(desk.get(page))
    for part in ("The matrix of the class", "n = 6", "The experts", "Show on the projector"):
        assert part in said
    assert "What the class sees Nothing yet." in said
    assert "2 members can still hand in" in said


def test_a_single_answer_is_told_to_the_instructor_and_to_nobody_else(
    desk: Client, page: str, members: list[Member], handing_in: HandIn
) -> None:
    handing_in(members[0])
    assert "n = 1" in words(desk.get(page))
    said = words(desk.get(f"{page}?view=projector"))
    assert "Shown from 5 answers on." in said
    assert "n = " not in said
    assert "CC" not in said


@pytest.mark.parametrize("asked", ["4", "written"])
def test_a_kind_without_a_board_says_so_politely(
    desk: Client, page: str, handed_in: list[Attempt], asked: str
) -> None:
    said = words(desk.get(f"{page}?task={asked}"))
    assert ("This kind of task has no board" in said) == (asked == "4")
    projected = desk.get(f"{page}?view=projector&task={asked}")
    assert projected.status_code == 200
    assert ("has no board" in words(projected)) == (asked == "4")


def test_every_task_with_a_board_has_its_page(
    desk: Client, page: str, handed_in: list[Attempt]
) -> None:
    said = [words(desk.get(f"{page}?task={place}")) for place in ("1", "2", "3")]
    assert "The matrix of the class" in said[0]
    assert "The range of what was held" in said[1] or "n = 6" in said[1]
    assert "n = 6" in said[2]


def test_pages_ask_the_database_the_same_for_six_and_for_eight(
    desk: Client,
    page: str,
    handed_in: list[Attempt],
    members: list[Member],
    handing_in: HandIn,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    def count(screen: int) -> None:
        for address, queries in (
            (reverse("desk-debriefs"), 7),
            (page, 11),
            (f"{page}?view=projector", screen),
        ):
            desk.get(address)  # counts, and keeps what it counted
            with django_assert_num_queries(queries):
                desk.get(address)

    count(8)
    for member in members[6:]:
        handing_in(member)
    count(9)  # it looks whether enough changed for another view


def test_only_who_teaches_the_class_may_look_or_open(
    client: Client,
    page: str,
    handed_in: list[Attempt],
    members: list[Member],
    make_person: MakePerson,
    cohort: Cohort,
) -> None:
    assert client.get(page).status_code == 302
    stranger = make_person("Nadia Colleague")
    membership.set_staff(membership.open_cohort("Another", "Europe/Rome"), stranger, "lead")
    marker = make_person("Mika Marker")
    membership.set_staff(cohort, marker, "marker")
    for person in (stranger, marker, members[0].person):
        client.force_login(person)
        assert client.get(page).status_code == 404
        assert client.post(f"{page}opening/").status_code == 404
        assert client.post(f"{page}closing/").status_code == 404


# --- on the screen ------------------------------------------------------------------------------------
def test_one_finding_a_screen_first_the_class_then_the_experts_then_why(
    desk: Client, page: str, handed_in: list[Attempt]
) -> None:
    first, second, third = (
        desk.get(f"{page}?view=projector&task=1&step={number}") for number in (1, 2, 3)
    )
    assert "The matrix of the class" in words(first)
    assert "◆" not in words(first)
    assert "◆ Cells that the experts see otherwise" in words(second)
    assert "KEY-ALL" not in words(second)
    assert "KEY-ALL the panel on the whole." in words(third)
    for answer in (first, second, third):
        assert "n = 6" in words(answer)
        assert 'data-view="projector"' in answer.content.decode()


def test_nobody_is_named_on_the_screen(
    desk: Client, page: str, handed_in: list[Attempt], members: list[Member], teacher: User
) -> None:
    at, seen = f"{page}?view=projector&task=1&step=1", []
    for _ in range(60):
        answer = desk.get(at)
        seen.append(words(answer))
        found = re.search(r'rel="next" href="([^"]+)"', answer.content.decode())
        if found is None:
            break
        at = page + html.unescape(found[1])
    assert len(seen) > 10  # the links alone lead through every task
    names = [word for each in members for word in (each.code, each.person.name, each.person.email)]
    assert not any(name in said for said in seen for name in (*names, teacher.name))


@pytest.mark.parametrize("step", ["0", "-1", "999", "one", ""])
def test_a_step_that_does_not_exist_shows_the_nearest(
    desk: Client, page: str, handed_in: list[Attempt], step: str
) -> None:
    answer = desk.get(f"{page}?view=projector&task=1&step={step}")
    assert answer.status_code == 200
    assert "n = 6" in words(answer) or step == "999"


# --- for the class ------------------------------------------------------------------------------------
def test_the_class_sees_nothing_before_the_instructor_opens_it(
    handed_in: list[Attempt], members: list[Member], version: ExerciseVersion
) -> None:
    said = words(as_member(members[0]).get(debrief_page(members[0], version)))
    assert "The debrief is not open yet" in said
    assert "KEY" not in said
    assert "n = " not in said
    assert links_of(of(members[0], version)) == []


def test_opened_it_shows_class_experts_reasons_and_ones_own_mark(
    desk: Client,
    page: str,
    handed_in: list[Attempt],
    members: list[Member],
    version: ExerciseVersion,
) -> None:
    desk.post(f"{page}opening/")
    assert "Open to the class" in words(desk.get(page))
    answer = as_member(members[0]).get(f"{debrief_page(members[0], version)}?task=3")
    said = words(answer)
    assert "n = 6" in said
    assert "KEY-" in said
    assert "▸ you" in said
    assert "data-you" in answer.content.decode()
    assert not any(each.code in said for each in members[1:])
    [link] = links_of(of(members[0], version))
    assert link.url == debrief_page(members[0], version)


def test_who_can_still_hand_in_sees_it_afterwards(
    handed_in: list[Attempt],
    members: list[Member],
    version: ExerciseVersion,
    cohort: Cohort,
    teacher: User,
    handing_in: HandIn,
) -> None:
    opening.open_to_class(cohort, version, teacher)
    late = members[7]
    said = words(as_member(late).get(debrief_page(late, version)))
    assert "Hand in first" in said
    assert "KEY" not in said
    assert links_of(of(late, version)) == []
    handing_in(late)
    said = words(as_member(late).get(debrief_page(late, version)))
    assert "The matrix of the class" in said
    assert len(links_of(of(late, version))) == 1


def test_after_it_closed_those_who_did_not_hand_in_see_it_too(
    handed_in: list[Attempt],
    members: list[Member],
    version: ExerciseVersion,
    cohort: Cohort,
    teacher: User,
) -> None:
    opening.open_to_class(cohort, version, teacher)
    allotment = of(members[7], version)
    assert opening.still_working(cohort, version) == 2
    Allotment.objects.filter(version=version).update(closes_at=clock.now())
    assert opening.still_working(cohort, version) == 0
    assert opening.may_see(of(members[7], version))
    said = words(as_member(members[7]).get(debrief_page(members[7], version)))
    assert "The matrix of the class" in said
    assert "▸ you" not in said
    assert allotment.ref in reverse("exercise-debrief", args=[allotment.ref])


def test_a_task_without_a_board_and_an_erased_answer_are_told_plainly(
    handed_in: list[Attempt],
    members: list[Member],
    version: ExerciseVersion,
    cohort: Cohort,
    teacher: User,
) -> None:
    opening.open_to_class(cohort, version, teacher)
    browser, address = as_member(members[0]), debrief_page(members[0], version)
    assert "has no board" in words(browser.get(f"{address}?task=4"))
    Response.objects.filter(attempt=handed_in[0]).update(erased_at=clock.now(), data={})
    for task in (1, 2, 3):
        assert "▸ you" not in words(browser.get(f"{address}?task={task}"))


def test_nobody_opens_anothers_debrief(
    handed_in: list[Attempt],
    members: list[Member],
    version: ExerciseVersion,
    cohort: Cohort,
    teacher: User,
) -> None:
    opening.open_to_class(cohort, version, teacher)
    assert as_member(members[1]).get(debrief_page(members[0], version)).status_code == 404


def test_an_answer_more_changes_nothing_that_the_class_sees_until_three_came(
    handed_in: list[Attempt],
    members: list[Member],
    version: ExerciseVersion,
    cohort: Cohort,
    teacher: User,
    handing_in: HandIn,
    desk: Client,
    page: str,
) -> None:
    opening.open_to_class(cohort, version, teacher)
    browser, address = as_member(members[0]), debrief_page(members[0], version)
    before = words(browser.get(address))
    assert "n = 6" in before
    for late in members[6:]:
        handing_in(late, "wrong")
        assert words(browser.get(address)) == before
        assert "n = 6" in words(desk.get(f"{page}?view=projector"))
    assert "n = 8" in words(desk.get(page))


# --- opening and closing --------------------------------------------------------------------------
def test_opening_writes_to_those_who_handed_in_once_and_leaves_a_trace(
    handed_in: list[Attempt], cohort: Cohort, version: ExerciseVersion, teacher: User
) -> None:
    opening.open_to_class(cohort, version, teacher)
    letters = Letter.objects.filter(template="debrief_open")
    assert letters.count() == 6
    with pytest.raises(Refusal, match="open to the class already"):
        opening.open_to_class(cohort, version, teacher)
    opening.close_to_class(opening.debrief_of(cohort, version), teacher)
    with pytest.raises(Refusal, match="not open to the class"):
        opening.close_to_class(opening.debrief_of(cohort, version), teacher)
    opening.open_to_class(cohort, version, teacher)
    assert letters.count() == 6  # nobody is told twice
    acts = AuditEntry.objects.filter(act__startswith="debrief.").order_by("pk")
    assert [each.act for each in acts] == ["debrief.opened", "debrief.closed", "debrief.opened"]


def test_who_left_the_class_gets_no_letter(
    handed_in: list[Attempt],
    members: list[Member],
    cohort: Cohort,
    version: ExerciseVersion,
    teacher: User,
) -> None:
    membership.dismiss(cohort, members[0].person)
    opening.open_to_class(cohort, version, teacher)
    assert Letter.objects.filter(template="debrief_open").count() == 5


def test_closing_takes_the_pages_back(
    desk: Client,
    page: str,
    handed_in: list[Attempt],
    members: list[Member],
    version: ExerciseVersion,
) -> None:
    assert desk.post(f"{page}closing/").status_code == 409
    desk.post(f"{page}opening/")
    assert desk.post(f"{page}opening/").status_code == 409
    assert "is closed to the class again" in words(desk.post(f"{page}closing/", follow=True))
    said = words(as_member(members[0]).get(debrief_page(members[0], version)))
    assert "not open yet" in said


def test_rows_name_themselves_without_naming_a_person(
    desk: Client, page: str, handed_in: list[Attempt]
) -> None:
    desk.get(page)
    desk.post(f"{page}opening/")
    told = [str(Debrief.objects.get()), str(ClassBoard.objects.get())]
    assert told[1].endswith("for instructor")
    assert not any("Member" in each for each in told)
