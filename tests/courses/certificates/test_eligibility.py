"""What earns a certificate: presence at half of the meetings, and all work with a last day."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.certificates.eligibility import Facts, Finding, Meeting, Rule, Verdict, Work, find

CAME, LEFT_EARLY = Meeting("Morning", 181, 91, True), Meeting("Morning", 181, 90, True)
AWAY, COMING = Meeting("Noon", 60, 0, True), Meeting("Night", 60, 0, False)
DONE, OPEN, CLOSED = Work("A", True, True), Work("B", False, True), Work("C", False, False)


def facts(
    *parts: Meeting | Work, over: bool = True, active: bool = True, named: bool = True
) -> Facts:
    return Facts(
        is_over=over,
        is_active=active,
        has_name=named,
        meetings=tuple(part for part in parts if isinstance(part, Meeting)),
        work=tuple(part for part in parts if isinstance(part, Work)),
    )


@pytest.mark.parametrize(
    ("known", "verdict"),
    [
        (facts(CAME, DONE), "earned"),
        (facts(CAME), "earned"),
        (facts(DONE), "earned"),
        (facts(CAME, AWAY, DONE), "earned"),
        (facts(CAME, AWAY, AWAY, DONE), "missed"),
        (facts(LEFT_EARLY, DONE), "missed"),
        (facts(CAME, DONE, CLOSED), "missed"),
        (facts(CAME, DONE, OPEN), "not-yet"),
        (facts(CAME, OPEN, CLOSED), "missed"),
        (facts(CAME, COMING, DONE, over=False), "not-yet"),
        (facts(AWAY, COMING, over=False), "not-yet"),
        (facts(AWAY, AWAY, COMING, over=False), "missed"),
        (facts(CAME, DONE, named=False), "not-yet"),
        (facts(CAME, DONE, active=False), "missed"),
        (facts(), "not-offered"),
        (facts(active=False), "not-offered"),
    ],
)
def test_the_verdict_follows_from_presence_and_work(known: Facts, verdict: str) -> None:
    assert find(known).verdict == verdict


def test_what_can_still_be_done_is_named() -> None:
    finding = find(facts(AWAY, COMING, DONE, OPEN, CLOSED, over=False))
    assert finding.meetings.ahead == ("Night",)
    assert finding.work.ahead == ("B",)
    assert (finding.meetings.needed, finding.work.needed) == (1, 3)


def test_another_rule_asks_for_other_shares() -> None:
    known = facts(LEFT_EARLY, AWAY, DONE, CLOSED)
    assert find(known, Rule(presence_pc=49, meetings_pc=50, work_pc=50)).verdict == "earned"
    assert find(known, Rule(presence_pc=49, meetings_pc=51, work_pc=50)).verdict == "missed"


meetings = st.builds(Meeting, st.just("M"), st.integers(5, 720), st.integers(0, 720), st.booleans())
works = st.builds(Work, st.just("W"), st.booleans(), st.booleans())
anything = st.builds(
    Facts,
    is_over=st.booleans(),
    is_active=st.booleans(),
    has_name=st.booleans(),
    meetings=st.lists(meetings, max_size=6).map(tuple),
    work=st.lists(works, max_size=6).map(tuple),
)
rules = st.builds(Rule, st.integers(0, 100), st.integers(0, 100), st.integers(0, 100))


@given(anything, rules)
def test_who_earned_it_lacks_nothing_and_who_missed_it_cannot_mend_it(
    known: Facts, rule: Rule
) -> None:
    finding = find(known, rule)
    if finding.verdict == Verdict.EARNED:
        assert finding.meetings.is_met
        assert finding.work.is_met
    mended = find(_all_that_can_be(known), rule)
    assert (mended.verdict == Verdict.MISSED) == (finding.verdict == Verdict.MISSED)


@given(anything, rules)
def test_more_presence_and_more_work_never_take_it_away(known: Facts, rule: Rule) -> None:
    if find(known, rule).verdict == Verdict.EARNED:
        more = replace(
            known,
            meetings=tuple(replace(one, present=one.present + 1) for one in known.meetings),
            work=tuple(replace(one, handed_in=True) for one in known.work),
        )
        finding: Finding = find(more, rule)
        assert finding.verdict == Verdict.EARNED


def _all_that_can_be(known: Facts) -> Facts:
    """Return the facts once everything that can still be done was done."""
    return replace(
        known,
        meetings=tuple(
            one if one.is_over else replace(one, present=one.minutes) for one in known.meetings
        ),
        work=tuple(replace(one, handed_in=one.handed_in or one.is_open) for one in known.work),
    )
