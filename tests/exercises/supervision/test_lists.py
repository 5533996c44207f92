"""The list of who is where: its filters, its numbers, its CSV, and who may look."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from courseplatform.kit import clock
from courseplatform.people.models import User
from exercises.cohorts import membership
from exercises.cohorts.models import Assignment, Cohort
from exercises.supervision.lists import counts, lines_of, shown
from exercises.supervision.stages import Filter

MakePerson = Callable[..., User]
DAY = timedelta(days=1)


def here(assignment: Assignment, name: str = "cohort-exercise", *more: str) -> str:
    return reverse(name, args=[assignment.cohort.ref, assignment.exercise.ref, *more])


def test_everybody_stands_on_the_lists_their_stage_names(
    assignment: Assignment, saturday: datetime
) -> None:
    lines = lines_of(assignment)
    codes = {
        wanted: [line.member.code for line in shown(lines, wanted, saturday)] for wanted in Filter
    }
    assert codes == {
        Filter.ALL: ["Crane 1", "Crane 2", "Crane 3", "Crane 4", "Crane 5"],
        Filter.MISSING: ["Crane 1", "Crane 2", "Crane 3"],
        Filter.UNSEEN: ["Crane 1"],
        Filter.SEEN: ["Crane 2"],
        Filter.STARTED: ["Crane 3"],
        Filter.OVERDUE: [],
        Filter.HANDED_IN: ["Crane 4", "Crane 5"],
        Filter.LATE: ["Crane 5"],
    }
    counted = counts(lines, saturday + 3 * DAY)
    assert (counted[Filter.ALL], counted[Filter.OVERDUE]) == (5, 3)


def test_who_left_is_on_no_list(assignment: Assignment, cohort: Cohort) -> None:
    membership.dismiss(cohort, User.objects.get(name="Ada Adler"))
    assert lines_of(assignment)[0].member.code == "Crane 2"


def test_the_filter_stands_in_the_address(assignment: Assignment, desk: Client) -> None:
    page = desk.get(here(assignment) + "?show=started").text
    assert "Crane 3" in page
    assert "Crane 4" not in page
    assert "Crane 4" in desk.get(here(assignment) + "?show=nonsense").text
    assert "Nobody on this list" in desk.get(here(assignment) + "?show=overdue").text


def test_instructors_see_cover_names_and_coordinators_names_as_well(
    assignment: Assignment, desk: Client, office: Client
) -> None:
    for path in (here(assignment), here(assignment, "cohort-exercise-csv")):
        seen = b"".join(desk.get(path)).decode()
        assert "Crane 3" in seen
        assert "Corn" not in seen
        assert "example.org" not in seen.replace("marta.lead@example.org", "")
        assert "Cy Corn" in b"".join(office.get(path)).decode()


def test_the_csv_holds_the_list_that_is_shown(assignment: Assignment, desk: Client) -> None:
    answer = desk.get(here(assignment, "cohort-exercise-csv") + "?show=handed-in")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer).decode())))
    assert [(row["alias"], row["stage"], row["attempts"]) for row in rows] == [
        ("Crane 4", "handed-in", "1/1"),
        ("Crane 5", "late", "1/1"),
    ]
    assert rows[0]["handed_in_at"] == "2024-12-21T09:00:00+00:00"
    assert rows[0]["due_at"] == "2024-12-23T09:00:00+00:00"


def test_it_says_when_the_letter_about_the_due_date_goes_out(
    assignment: Assignment, desk: Client, saturday: datetime
) -> None:
    page = desk.get(here(assignment)).text
    assert "goes out by itself to whoever has not handed in" in page
    assert "Sun 22 Dec 2024, 11:00" in page
    with clock.at(saturday + DAY):
        assert "The letter about the due date went to 0 people." in desk.get(here(assignment)).text


def test_one_person_is_shown_with_dates_attempts_and_a_checked_receipt(
    assignment: Assignment, desk: Client
) -> None:
    lines = {line.member.code: line for line in lines_of(assignment)}
    late = desk.get(here(assignment, "cohort-person", lines["Crane 5"].member.ref)).text
    assert "late, 1 day begun" in late
    assert "holds" in late
    assert "Ed Esch" not in late
    none = desk.get(here(assignment, "cohort-person", lines["Crane 1"].member.ref)).text
    assert "Not started yet." in none


def test_markers_strangers_and_members_find_nothing(
    assignment: Assignment, cohort: Cohort, make_person: MakePerson
) -> None:
    marker, stranger = make_person("Ivo Marker"), make_person("Sam Strange")
    membership.set_staff(cohort, marker, "marker")
    member = User.objects.get(name="Ada Adler")
    for person in (marker, stranger, member):
        client = Client()
        client.force_login(person)
        for path in (
            reverse("desk-cohort", args=[cohort.ref]),
            here(assignment),
            here(assignment, "cohort-exercise-csv"),
            here(assignment, "cohort-answers"),
        ):
            assert client.get(path).status_code == 404, path


def test_a_lead_of_another_cohort_finds_nothing_here(
    assignment: Assignment, make_person: MakePerson
) -> None:
    other = make_person("Lea Lead")
    membership.set_staff(membership.open_cohort("Another", "UTC"), other, "lead")
    client = Client()
    client.force_login(other)
    assert client.get(here(assignment)).status_code == 404
    assert assignment.cohort.title not in client.get(reverse("desk-cohorts")).text


def test_the_cohort_shows_exercises_with_numbers_and_members_with_their_time(
    assignment: Assignment, cohort: Cohort, desk: Client, office: Client
) -> None:
    page = desk.get(reverse("desk-cohort", args=[cohort.ref])).text
    assert "2 of 5 handed in" in page
    assert "as the class" in page
    assert "Di Dahl" not in page
    assert "Di Dahl" in office.get(reverse("desk-cohort", args=[cohort.ref])).text
    assert "5 people" in desk.get(reverse("desk-cohorts")).text


@pytest.mark.parametrize("more", [0, 3])
def test_the_list_asks_the_same_with_five_and_with_eight(
    assignment: Assignment,
    cohort: Cohort,
    desk: Client,
    make_person: MakePerson,
    more: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(more):
        membership.admit(cohort, make_person(f"Person {number}"), f"Swift {number}")
    with django_assert_num_queries(10):
        desk.get(here(assignment))
    with django_assert_num_queries(8):
        desk.get(reverse("desk-cohort", args=[cohort.ref]))
