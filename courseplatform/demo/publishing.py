"""The demo's reports, the newest with an episode to hear."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.utils.text import slugify

from courseplatform.demo import audio
from courseplatform.demo.house import text
from courseplatform.kit import clock
from courseplatform.people.models import User
from courseplatform.publications import episodes, publishing
from courseplatform.publications.models import Report
from courses.catalogue.models import Course

CHAPTERS = (
    (0, "The claim"),
    (70, "Who says so"),
    (150, "What speaks against a deal"),
    (215, "What would change our mind"),
)
SECONDS = 275
TRANSCRIPT = (
    "This is the demonstration's sound: a soft chord for each chapter, made when the demo was "
    "loaded. A house of your own puts its recorded voice here, and its words below.\n\n"
)


def publish_reports(course: Course, editor: User, now: datetime) -> None:
    """Publish three reports in the weeks before ``now``; the newest is the case of the course."""
    older = (
        (25, "Three reports, one origin", "second_report",
         "Why a claim that arrives three times may rest on one source, and how to write that down.",
         "Most multi-outlet claims that reach a desk in their first day share an origin",
         "Likely (55 to 80 %)", "Moderate: from our own casework, not from a controlled study."),
        (26, "Likely is not enough", "third_report",
         "On saying a number once, a confidence once, and never both in one sentence.",
         "Readers act better on a number with a word than on a word alone",
         "Very likely (80 to 95 %)", "Moderate: several studies agree; few of them are of analysts."),
    )  # fmt: skip
    for weeks, (number, title, name, summary, judgement, likelihood, confidence) in zip(
        (30, 14), older, strict=True
    ):
        with clock.at(now - timedelta(weeks=weeks)):
            _publish(
                editor, number=number, title=title, summary=summary, judgement=judgement,
                likelihood=likelihood, confidence=confidence, body_md=text(name),
            )  # fmt: skip
    with clock.at(now - timedelta(days=9)):
        newest = _publish(
            editor,
            number=27,
            title="Ukraine's possible cooperation with HTS: solid intelligence or fake news?",
            slug="ukraine-hts",
            summary=(
                "Unnamed sources are said to report secret talks about drones for detained "
                "fighters. We look at what the alleged story rests on."
            ),
            judgement=(
                "That Kyiv and HTS agreed on the alleged exchange is not supported by the material"
            ),
            likelihood="An agreed exchange: very unlikely (5 to 20 %)",
            confidence="Low: no outlet, participant, place or date is named.",
            body_md=text("report"),
            gaps_md=text("gaps"),
            course=course,
        )
        _record(newest, editor)


def _publish(editor: User, *, slug: str = "", **fields: object) -> Report:
    address = slug or slugify(str(fields["title"]))
    report = publishing.create_report(by=editor, byline=editor.name, slug=address, **fields)
    publishing.publish(report, by=editor)
    return report


def _record(report: Report, editor: User) -> None:
    starts = [seconds for seconds, _title in CHAPTERS]
    episodes.attach(
        report,
        ContentFile(audio.make(starts, SECONDS), name=f"episode-{report.number}.wav"),
        seconds=SECONDS,
        chapters=[{"seconds": seconds, "title": title} for seconds, title in CHAPTERS],
        transcript_md=TRANSCRIPT + text("report"),
        by=editor,
    )
