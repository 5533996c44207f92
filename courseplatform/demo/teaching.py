"""The demo's course and what it says."""

from __future__ import annotations

from courseplatform.demo.house import text
from courses.catalogue.courses import create_course
from courses.catalogue.models import Course
from exercises import api

PROGRAMME = (
    (45, "The claim and the question", "What is said, by whom, and what the customer must know."),
    (60, "Grade the sources", "Two axes kept apart; when “cannot be judged” is the honest grade."),
    (15, "Break", ""),
    (75, "Sort thirty claims", "Fact, allegation, judgement, assumption, speculation, context."),
    (60, "Lunch", ""),
    (90, "Weigh the hypotheses", "Five explanations, twelve items, read for what refutes."),
    (45, "Say how sure you are", "A number, a word, and a confidence with its reason."),
    (30, "Debrief", "The class against the panel, and why they differ."),
)
QUESTIONS = (
    (
        "Do I need experience?",
        (
            "No. You need two quiet hours before the day for the dossier, and the wish to be shown "
            "where you were too sure."
        ),
    ),
    (
        "Is it recorded?",
        (
            "The course days are. The recording is for participants of the session and stays for "
            "twelve months."
        ),
    ),
    (
        "Will others see my name?",
        "No. You appear under a cover name such as “Heron 4”, also to those who mark your work.",
    ),
    (
        "Can my company pay?",
        "Yes: choose “company” when you book, and the bill is made out to it.",
    ),
)
OUTCOMES = """Grade a source and a piece of information on two separate axes
Tell a reported fact from an allegation, a judgement and an assumption
See when three reports are one origin
Weigh hypotheses by what refutes them, and find the linchpin
State a probability and a confidence, each in its own sentence"""


def write_course() -> Course:
    """Write the course *Geopolitical Intelligence Analysis*."""
    return create_course(
        "Geopolitical Intelligence Analysis",
        summary=(
            "One day, one published claim: who says so, what fits, how sure may one be. "
            "You leave with a written assessment, marked on nine tradecraft standards."
        ),
        outcomes=OUTCOMES,
        body_md=text("course_body"),
        needs="A current browser\nA headset\nTwo quiet hours for the dossier before the day",
        programme=[
            {"minutes": minutes, "title": title, "text": text_}
            for minutes, title, text_ in PROGRAMME
        ],
        excerpt_title="From the case: Did Kyiv deal with HTS?",
        excerpt_md=text("excerpt"),
        marking_md=text("marking"),
        questions=[{"question": question, "answer": answer} for question, answer in QUESTIONS],
    )


def exercises(*titles: str) -> list[api.Offered]:
    """Return the exercises of these titles, in this order; the library holds more than a day has."""
    offered = {each.title: each for each in api.exercises_offered()}
    return [offered[title] for title in titles]
