"""The inquiries that lie on the demo's desk, one of each kind."""

from __future__ import annotations

from datetime import datetime, timedelta

from courseplatform.inquiries import handling, receiving
from courseplatform.inquiries.models import Inquiry
from courseplatform.kit import clock
from courseplatform.people.models import User


def receive(staff: dict[str, User], now: datetime) -> None:
    """Receive and partly handle six inquiries in the last two weeks."""
    consultant, coordinator = staff["consultant"], staff["coordinator"]
    closed = _post(
        now - timedelta(days=13), "Petra Amsel", "petra.amsel@ministry.example", "Invented Ministry",
        "course", "Could you run the course for twelve of our desk officers, at our place, in "
        "spring? We would need an offer with the net price.",
    )  # fmt: skip
    with clock.at(now - timedelta(days=12)):
        handling.assign(closed, consultant, by=coordinator)
        handling.reply(
            closed,
            "Gladly. For twelve people we propose two days at your place, with a case of your own "
            "choice on the second. The offer follows today.",
            by=consultant,
        )
    with clock.at(now - timedelta(days=10)):
        handling.record_answer(closed, "Thank you, the offer was accepted.", by=consultant)
        handling.close(closed, "answered", by=consultant)
    waiting = _post(
        now - timedelta(days=4), "Samir Nadel", "samir@newsroom.example", "The Invented Courier",
        "assessment", "We have three videos that are said to show the same event. Can you tell us "
        "whether they have one origin?",
    )  # fmt: skip
    with clock.at(now - timedelta(days=3)):
        handling.assign(waiting, consultant, by=consultant)
        handling.note(waiting, "Ask for the first upload of each before we quote.", by=consultant)
        handling.reply(
            waiting, "Could you send us the earliest link you know for each of them?", by=consultant
        )
    mine = _post(
        now - timedelta(days=1, hours=3), "Lena Ostrow", "lena.ostrow@tank.example",
        "Institute for Invented Studies", "course",
        "Is the course suitable for interns without any experience in analysis?",
    )  # fmt: skip
    with clock.at(now - timedelta(days=1)):
        handling.assign(mine, consultant, by=consultant)
    _post(
        now - timedelta(hours=2), "Ruben Castel", "ruben@risk.example", "Castel Risk",
        "assessment", "We need a second opinion on an assessment before Thursday. It is four pages "
        "long and rests on a single source.",
    )  # fmt: skip
    _post(
        now - timedelta(hours=5), "Best Offers", "win@prizes.example", "", "other",
        "Congratulations!!! http://prizes.example http://more.example http://win.example",
        doubts=["links"],
    )  # fmt: skip


def _post(  # noqa: PLR0917 - a row of a table, read in order
    at: datetime,
    name: str,
    email: str,
    organisation: str,
    topic: str,
    message: str,
    doubts: list[str] | None = None,
) -> Inquiry:
    with clock.at(at):
        return receiving.receive(
            name=name,
            email=email,
            organisation=organisation,
            topic=topic,
            message=message,
            doubts=doubts or [],
            source="/contact/",
        )
