"""What the demo asks for forecasts: training questions on an invented coast, and the case's own four.

Everything about Merrow Sound is invented, outcomes included. The four questions of the case name real
states: they are asked and never answered here, because the material holds no outcome.
"""

from __future__ import annotations

from dataclasses import dataclass

MARK = "Exercise material, invented for training"
LOG = "The notice board of the harbour office of Merrow Sound, as kept in the course folder."
VOID = "The notice of that day is not in the course folder."


@dataclass(frozen=True)
class Training:
    """One invented yes-or-no question: what it asks, how a good forecaster stood, how it came out."""

    text: str
    good: int
    came_true: bool
    notice: str


def _asks(what: str, good: int, came_true: bool, notice: str) -> Training:
    return Training(f"Merrow Sound: will {what}?", good, came_true, notice)


TRAINING = (
    _asks("the night ferry sail on all seven days of the week", 80, True, "Seven sailings logged."),
    _asks("the harbour council publish its dredging tender this week", 35, False, "No tender."),
    _asks(
        "a storm warning of level 2 or higher be hoisted this week", 60, True, "Level 2, Tuesday."
    ),
    _asks("the price of lamp oil at the quay rise above 12 crowns", 25, False, "11.40 on Friday."),
    _asks("the survey ship Halla leave dry dock before Friday", 70, True, "Left on Thursday."),
    _asks("the pilots' guild accept the new roster", 55, True, "Accepted, 31 to 24."),
    _asks("both ministers attend the opening of the breakwater", 40, False, "One attended."),
    _asks("the salt works restart their second pan", 15, False, "Pan 2 cold."),
    _asks("more than 40 vessels call at the outer basin this week", 65, True, "44 calls."),
    _asks("the customs house suspend its night inspections", 10, False, "Inspections as usual."),
    _asks("the radio mast on Gull Head be back on air by Sunday", 75, True, "On air Saturday."),
    _asks("the coastguard name the owner of the drifting barge", 45, False, "Owner not named."),
    _asks("the fish auction open late on three days or more", 30, True, "Late on four days."),
    _asks("the council vote on the quarantine by-law", 50, True, "Voted on Wednesday."),
    _asks("a second tug be chartered for the outer basin", 20, False, "One tug."),
    _asks("the weekly packet bring the census forms", 85, True, "Forms landed Monday."),
    _asks("the lighthouse keeper's post be filled", 30, False, "Post vacant."),
    _asks("the Lower Quay reopen to carts", 60, False, "Closed until further notice."),
    _asks("the harbour office correct its tide table again", 35, True, "Corrected, 11 December."),
    _asks("fewer than 5 berths be free on Friday noon", 70, True, "3 free."),
    _asks("the insurers raise the premium for the north channel", 40, True, "Raised by a tenth."),
    _asks("the strike committee call a full stoppage", 12, False, "Go-slow only."),
    _asks("the new crane pass its load test", 78, True, "Passed at 12 tonnes."),
    _asks("the missing mailbag be found", 18, False, "Not found."),
)

BERTHS = (
    "Merrow Sound: how many berths of the inner basin will be free on Friday noon?",
    ("none", "1 to 3", "4 to 7", "8 or more"),
    (15, 45, 30, 10),
    1,
    "3 free.",
)


@dataclass(frozen=True)
class CaseQuestion:
    """One question of the Ukraine–HTS case with the synthetic reference that tests its screens."""

    text: str
    settled_by: str
    outcomes: tuple[str, ...]
    ordered: bool
    days: int
    reference: tuple[int, ...]


CASE_VOID = (
    "The named body ceases to exist, its channels close, or two of three instructors cannot agree."
)
CASE_MARK = "Asked for training; the reference forecast is synthetic and predicts nothing"
CASE_QUESTIONS = (
    CaseQuestion(
        "Will an identifiable Ukrainian state body publicly confirm the alleged meeting with HTS?",
        (
            "An official channel or an attributable statement on the record; leaks and anonymous "
            "quotes do not count."
        ),
        (),
        False,
        90,
        (3,),
    ),
    CaseQuestion(
        (
            "Will the US government, the Council of the EU or the European Commission announce a cut "
            "or pause in aid to Ukraine that gives alleged links with HTS or another armed group as a "
            "reason?"
        ),
        "The announcement itself; the reason must stand in it.",
        (),
        False,
        180,
        (2,),
    ),
    CaseQuestion(
        "How many distinct primary items about the alleged meeting will be public?",
        (
            "A list kept by the instructors with archived copies: photographs, videos, documents, "
            "named first-hand witnesses. Derivatives of one item count once."
        ),
        ("0", "1", "2 to 3", "4 or more"),
        True,
        90,
        (70, 15, 10, 5),
    ),
    CaseQuestion(
        "What will HTS's own first public position on the reported claim be?",
        "The first statement on a channel that HTS itself has acknowledged.",
        ("denies", "confirms", "ambiguous", "none"),
        False,
        180,
        (20, 3, 7, 70),
    ),
)
