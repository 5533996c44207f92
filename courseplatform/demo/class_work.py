"""The December class at work: attempts, hand-ins, marks and their release, by the rules of today."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

from django.http import QueryDict

from courseplatform.demo import amends, margins
from courseplatform.demo.following import run
from courseplatform.demo.updating import judge_anew
from courseplatform.demo.working import answer_all, skill_of
from courseplatform.kit import clock
from courseplatform.people.models import User
from courses.catalogue.models import Session
from exercises.cohorts.models import Allotment
from exercises.marking import comments, marks, queueing, releasing
from exercises.marking.models import Script
from exercises.work.handing_in import hand_in
from exercises.work.opening import note_seen
from exercises.work.starting import begin

BEGAN = datetime(2024, 12, 21, 12, 10, tzinfo=UTC)
MARKED = datetime(2024, 12, 27, 9, tzinfo=UTC)
RELEASED = datetime(2024, 12, 30, 16, tzinfo=UTC)
NEVER_STARTED, NEVER_HANDED_IN = 17, 9  # one in so many; the first of them does with more time
TRIES_AGAIN, LATE = 4, 6
LEFT_OUT = 3  # one in so many leaves out the exercise of the evening, and gets no certificate
NOTES = (
    "Says plainly what is not known.",
    "The word and the number agree.",
    "Name the camps, and say that their lineage is unknown.",
    "Two explanations are missing: unofficial contact and honest error.",
    "Which item carries this? Say it, and say what follows if it is wrong.",
)
REMARK = "Say why the sources are weak. The page does so itself [¶3], and asks it again in [¶12]."
OVERALL = {
    True: "Answer first, doubt where it belongs. Next time, say which indicator you would watch.",
    False: "Start from who says so and how they depend on one another; then the judgement gets short.",
}


def work_and_mark(session: Session, staff: dict[str, User]) -> None:
    """Let the class work, the markers mark, and the lead release."""
    allotments = Allotment.objects.filter(
        member__cohort__ref=session.cohort.cohort_ref, member__state="active"
    ).select_related("member__person", "version")
    given = allotments.order_by("member_id", "pk")
    first = list(given.filter(version__injects=[]))
    for number, allotment in enumerate(first):
        if number % NEVER_STARTED != NEVER_STARTED - 1:
            _work(allotment, number)
    amends.ask_and_answer(staff["student"], staff["instructor"])
    amends.try_again(first[TRIES_AGAIN], staff["instructor"])
    amends.give_time(first[NEVER_HANDED_IN - 1], staff["instructor"])
    for number, allotment in enumerate(given.exclude(version__injects=[])):
        if number % LEFT_OUT != LEFT_OUT - 1:
            judge_anew(allotment, number, skill_of(allotment.member.person))
    margins.write_in(staff["student"])
    with clock.at(MARKED):
        queueing.gather()
    _mark(staff)
    with clock.at(RELEASED):
        for script in Script.objects.filter(state="marked").order_by("pk"):
            releasing.release(script, staff["instructor"])
        run(("letters.dispatch",))


def _work(allotment: Allotment, number: int) -> None:
    dice = Random(number)  # noqa: S311 - the demo must be the same every time
    began = BEGAN + timedelta(minutes=3 * number % 47)
    with clock.at(began):
        note_seen(allotment)
        attempt = begin(allotment)
    answer_all(attempt, skill_of(allotment.member.person), dice)
    if number % NEVER_HANDED_IN == NEVER_HANDED_IN - 1:
        return
    in_time = began + timedelta(hours=2, minutes=dice.randrange(5, 170))
    with clock.at(amends.HANDED_IN_LATE if number == LATE else in_time):
        hand_in(attempt)


def _mark(staff: dict[str, User]) -> None:
    """Two markers share the scripts; a few are left for the visitor to mark."""
    markers = (staff["marker"], staff["instructor"])
    scripts = list(Script.objects.filter(state="waiting").order_by("pk"))
    for number, script in enumerate(scripts[: max(0, len(scripts) - 3)]):
        with clock.at(MARKED + timedelta(minutes=11 * number)):
            _mark_one(script, markers[number % 2], number)


def _mark_one(script: Script, marker: User, number: int) -> None:
    queueing.claim(script, marker)
    if number % 3 == 0:
        comments.add(script, marker, paragraph=1, quote="", text=REMARK)
    mark = marks.mark_of(script, marker)
    good = len(str(script.response.data)) > 450
    post = QueryDict(mutable=True)
    for place, criterion in enumerate(mark.rubric.rubric.criteria):
        level = 2 + (number + place) % 3 if good else 1 + (number + place) % 2
        post[f"level-{criterion.slug}"] = str(min(4, level))
        post[f"note-{criterion.slug}"] = (
            NOTES[(number + place) % len(NOTES)] if place % 2 == 0 else ""
        )
    post["overall"] = OVERALL[good]
    post["revision"] = str(getattr(mark, "revision", 0))
    mark = marks.save(script, mark, post)
    marks.finish(script, mark)
