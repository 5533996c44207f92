"""The exercises of a session: one cohort, who is in it, which dates hold."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection

from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import AuditEntry
from courseplatform.people.roles import Role
from courses.catalogue.duplicating import duplicate_session
from courses.catalogue.models import TeachingRole
from courses.catalogue.sessions import set_teaching
from courses.coursework import admission, duplicating, planning
from courses.coursework.jobs import keep_cohorts_right
from courses.coursework.models import Admission, ExercisePlan, SessionCohort
from courses.coursework.reading import progress, progress_in
from courses.enrolment import enrolling, places
from courses.enrolment.models import EndReason

DUE = datetime(2026, 3, 21, 18, 0)


@pytest.mark.django_db
def test_a_session_has_one_cohort_with_its_teachers(run, person):
    lead = person("Marta")
    set_teaching(run, lead, TeachingRole.LEAD)
    first = planning.cohort_of(run)
    assert planning.cohort_of(run) == first
    assert SessionCohort.objects.count() == 1
    from exercises.cohorts.models import Cohort

    cohort = Cohort.objects.get(ref=first.cohort_ref)
    assert cohort.title == "Geopolitical Intelligence Analysis, 14 March 2026"
    assert [(row.person, row.role) for row in cohort.staff.all()] == [(lead, "lead")]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_five_at_once_open_one_cohort(run):
    barrier, found = threading.Barrier(5), []

    def open_it():
        barrier.wait()
        try:
            found.append(planning.cohort_of(run).cohort_ref)
        finally:
            connection.close()

    threads = [threading.Thread(target=open_it) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 5
    assert set(found) == {SessionCohort.objects.get().cohort_ref}


@pytest.mark.django_db
def test_a_newcomer_has_everything_that_was_given_before(run, exercise, enrolled, person):
    planning.plan(run, exercise.ref, due_local=DUE)
    place = enrolled(run, person())
    assert progress(place) == []
    admission.ensure_admitted(place)
    admission.ensure_admitted(place)
    (row,) = progress(place)
    assert (row.title, row.due_at) == (exercise.title, datetime(2026, 3, 21, 16, tzinfo=UTC))
    assert row.state == "open"
    assert Admission.objects.count() == 1


@pytest.mark.django_db
def test_the_sweep_admits_once_and_comes_to_rest(run, exercise, enrolled, person):
    planning.plan(run, exercise.ref)
    enrolled(run, person())
    assert keep_cohorts_right() == 1
    assert keep_cohorts_right() == 0


@pytest.mark.django_db
def test_who_leaves_sees_nothing_and_comes_back_to_their_work(run, exercise, enrolled, person, now):
    planning.plan(run, exercise.ref)
    ada = person()
    first = enrolled(run, ada)
    keep_cohorts_right()
    given = progress(first)[0].ref
    enrolling.end(first, EndReason.CANCELLED)
    places.cancel(first.place)
    assert keep_cohorts_right() == 1
    assert keep_cohorts_right() == 0
    assert progress(first) == []
    second = enrolled(run, ada)
    admission.ensure_admitted(second)
    assert keep_cohorts_right() == 0
    assert [row.ref for row in progress(second)] == [given]


@pytest.mark.django_db
def test_leaving_and_coming_back_between_two_runs_dismisses_nobody(run, exercise, enrolled, person):
    planning.plan(run, exercise.ref)
    ada = person()
    first = enrolled(run, ada)
    keep_cohorts_right()
    enrolling.end(first, EndReason.CANCELLED)
    places.cancel(first.place)
    second = enrolled(run, ada)
    keep_cohorts_right()
    assert len(progress(second)) == 1


@pytest.mark.django_db
def test_an_ended_enrolment_is_not_admitted(run, exercise, enrolled, person):
    planning.plan(run, exercise.ref)
    place = enrolled(run, person())
    enrolling.end(place, EndReason.CANCELLED)
    admission.ensure_admitted(place)
    assert keep_cohorts_right() == 0
    assert not Admission.objects.exists()


@pytest.mark.django_db
def test_a_plan_moves_its_dates_for_everybody(run, exercise, enrolled, person):
    cora = person(role=Role.COORDINATOR)
    planning.plan(run, exercise.ref, due_local=DUE, actor=cora)
    place = enrolled(run, person())
    admission.ensure_admitted(place)
    later = datetime(2026, 3, 30, 18, 0)
    planning.plan(run, exercise.ref, due_local=later, closes_local=later, actor=cora)
    assert ExercisePlan.objects.get().due_local == later
    (row,) = progress(place)
    assert row.due_at == datetime(2026, 3, 30, 15, tzinfo=UTC)
    assert AuditEntry.objects.filter(act="exercise.planned", actor=cora).count() == 2


@pytest.mark.django_db
def test_what_cannot_be_planned_is_refused_and_leaves_nothing(run, exercise):
    with pytest.raises(Refusal, match="no such exercise"):
        planning.plan(run, "a" * 26)
    with pytest.raises(Refusal, match="does not exist"):
        planning.plan(run, exercise.ref, due_local=datetime(2026, 3, 29, 3, 30))
    with pytest.raises(Refusal):
        planning.plan(run, exercise.ref, due_local=DUE, closes_local=datetime(2026, 3, 20, 18))
    assert not ExercisePlan.objects.exists()


@pytest.mark.django_db
def test_a_copy_of_a_session_has_its_exercises_on_shifted_days(run, exercise):
    planning.plan(run, exercise.ref, opens_local=datetime(2026, 3, 14, 11), due_local=DUE)
    copy = duplicate_session(run, datetime(2026, 4, 11, 10))
    (row,) = duplicating.duplicate(run, copy, 28, actor=None)
    assert (row.session, row.exercise_ref) == (copy, exercise.ref)
    assert row.opens_local == datetime(2026, 4, 11, 11)
    assert row.due_local == datetime(2026, 4, 18, 18)
    assert row.closes_local is None


@pytest.mark.django_db
def test_progress_costs_the_same_queries_in_one_session_and_in_three(
    run, session, exercise, enrolled, person, django_assert_num_queries
):
    ada = person()
    sessions = [run, *(session(starts_local=datetime(2026, month, 2, 10)) for month in (4, 5))]
    for one in sessions:
        planning.plan(one, exercise.ref)
        admission.ensure_admitted(enrolled(one, ada))
    with django_assert_num_queries(4):
        progress_in([run.pk], ada)
    with django_assert_num_queries(4):
        found = progress_in([one.pk for one in sessions], ada)
    assert {len(rows) for rows in found.values()} == {1}
    assert len(found) == 3
