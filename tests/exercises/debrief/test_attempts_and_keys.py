"""An open debrief beside several attempts and beside keys that are corrected later."""

from __future__ import annotations

from courseplatform.letters.models import Letter
from courseplatform.people.models import User
from exercises.analysis.collecting import work_on
from exercises.authoring import keys
from exercises.authoring.drafting import begin_version
from exercises.authoring.freezing import version_digest
from exercises.authoring.models import ExerciseVersion, Task
from exercises.authoring.tasks import key_of
from exercises.cohorts import allotting
from exercises.cohorts.models import Allotment, Cohort, Member
from exercises.cohorts.rules import Rules
from exercises.debrief import opening
from exercises.debrief.counting import board_of
from exercises.kinds import registry
from exercises.tradecraft.disclosure import Audience
from exercises.work.afterwards import links_of
from exercises.work.handing_in import hand_in
from exercises.work.models import Attempt
from exercises.work.starting import begin_next
from tests.exercises.debrief.conftest import HandIn


def given_to(member: Member, version: ExerciseVersion) -> Allotment:
    return Allotment.objects.dated().get(member=member, version=version)


def test_who_has_an_attempt_left_sees_the_debrief_and_hears_of_it_only_after_the_last(
    cohort: Cohort, version: ExerciseVersion, members: list[Member], teacher: User,
    handing_in: HandIn,
) -> None:  # fmt: skip
    allotting.allot(cohort, version.exercise, rules=Rules(attempts=2))
    for member in members[:2]:
        handing_in(member)
    hand_in(begin_next(given_to(members[0], version), after=1))
    opening.open_to_class(cohort, version, teacher)
    assert [opening.may_see(given_to(each, version)) for each in members[:3]] == [
        True,
        False,
        False,
    ]
    assert links_of(given_to(members[1], version)) == []
    assert opening.still_working(cohort, version) == len(members) - 1
    told = Letter.objects.filter(template="debrief_open")
    assert list(told.values_list("person", flat=True)) == [members[0].person_id]


def _correct(task: Task, key: dict[str, object], by: User) -> None:
    made = keys.propose(task, key, schema=task.schema, why="The port's log says so.", by=by)
    assert keys.put_in_force(made)


def _other_key(task: Task) -> dict[str, object]:
    """The key of an estimate with its first range moved."""
    full = Task.objects.with_keys().get(pk=task.pk)
    key = registry.find(task.kind).to_json(key_of(full))
    first = next(iter(key["questions"].values()))
    first["low"], first["high"] = 1, 2
    return key


def test_a_corrected_key_reaches_screen_item_analysis_and_the_next_version(
    cohort: Cohort, version: ExerciseVersion, handed_in: list[Attempt], teacher: User
) -> None:
    task = Task.objects.get(version=version, kind="estimate")
    before = {each: board_of(cohort, version, task, each).findings for each in Audience}
    corrected = _other_key(task)
    _correct(task, corrected, teacher)
    after = {each: board_of(cohort, version, task, each).findings for each in Audience}
    assert all(before[each] != after[each] for each in (Audience.INSTRUCTOR, Audience.LIVE))
    kind = registry.find("estimate")
    used = next(each for each in work_on(version, [cohort]) if each.opened.pk == task.pk)
    assert kind.to_json(used.key) == corrected
    following = begin_version(version.exercise, by=teacher)
    assert Task.objects.with_keys().get(version=following, kind="estimate").key == corrected
    assert following.sha256 == version_digest(following) != version.sha256
    assert Task.objects.with_keys().get(pk=task.pk).key != corrected, "the old version stays"
