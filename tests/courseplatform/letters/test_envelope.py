"""Headers and parts of a letter, as the receiving side sees them."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest
from pytest_django import Settings

from courseplatform.letters import dispatch, stopping
from courseplatform.letters.models import Letter
from courseplatform.letters.writing import write
from courseplatform.people.models import Organiser, User
from tests.courseplatform.sink import Sink

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plain_templates")]

CALENDAR = "BEGIN:VCALENDAR\r\nMETHOD:{}\r\nSUMMARY:Ünïcode\r\nEND:VCALENDAR\r\n"


@pytest.fixture
def post(sink: Sink) -> Callable[..., tuple[Letter, EmailMessage]]:
    def send(**facts: object) -> tuple[Letter, EmailMessage]:
        to = facts.pop("to", "p@example.org")
        letter = write("k", "note", to=to, context={"number": 7}, **facts)  # type: ignore[arg-type]
        assert letter
        dispatch.dispatch()
        return letter, sink.taken[0]

    return send


def test_every_letter_is_recognisable_and_says_it_is_automatic(post: Callable) -> None:
    letter, mail = post()
    assert mail["Message-ID"] == f"<{letter.ref}@example.org>"
    assert mail["X-Letter-Ref"] == letter.ref
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["To"] == "p@example.org"
    assert mail["Date"]
    for name in ("Precedence", "X-Priority", "References", "In-Reply-To"):
        assert mail[name] is None


def test_a_letter_that_must_come_has_no_stop_header(post: Callable) -> None:
    _letter, mail = post()
    assert mail["List-Unsubscribe"] is None
    assert mail["List-Unsubscribe-Post"] is None


def test_a_stoppable_letter_has_both_headers_exactly(post: Callable, settings: Settings) -> None:
    settings.SITE_URL = "https://courses.example.org"
    letter, mail = post(stoppable=True)
    token = stopping.token_of(letter)
    raw = mail["List-Unsubscribe"].replace("\r\n", "").replace(" ", "")
    assert raw == f"<https://courses.example.org/letters/stop/{token}/>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_letters_about_one_thing_share_a_thread(post: Callable) -> None:
    _letter, mail = post(thread="webinar-abc.person-def")
    root = "<webinar-abc.person-def@example.org>"
    assert (mail["References"], mail["In-Reply-To"]) == (root, root)


def test_a_thread_s_name_is_made_fit_for_a_header(post: Callable) -> None:
    _letter, mail = post(thread="webinar:abc\r\nBcc: x")
    assert mail["References"] == "<webinar-abc--Bcc--x@example.org>"
    assert mail["Bcc"] is None


def test_the_organiser_stands_before_the_address_and_takes_answers(post: Callable) -> None:
    Organiser.objects.create(pk=1, name="Sønderjylland; “Desk”", email="ask@example.org")
    _letter, mail = post()
    assert mail["From"].addresses[0].display_name == "Sønderjylland; “Desk”"
    assert mail["From"].addresses[0].addr_spec == "desk@example.org"
    assert mail["Reply-To"] == "ask@example.org"


def test_text_and_page_say_the_same_and_the_text_comes_first(post: Callable) -> None:
    _letter, mail = post()
    assert mail.get_content_type() == "multipart/alternative"
    kinds = [part.get_content_type() for part in mail.iter_parts()]
    assert kinds == ["text/plain", "text/html"]
    text = mail.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert text == "Number 7 & more\n\nhttp://127.0.0.1:8000/\n"
    assert "Number 7 &amp; more" in mail.get_body(("html",)).get_content()


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_an_invitation_is_the_last_form_of_the_letter_and_no_attachment(
    post: Callable, method: str
) -> None:
    _letter, mail = post(calendar=CALENDAR.format(method), calendar_method=method)
    assert mail.get_content_type() == "multipart/alternative"
    last = list(mail.iter_parts())[-1]
    assert last.get_content_type() == "text/calendar"
    assert last.get_param("method") == method
    assert [name for name, _ in last.get_params()].count("charset") == 1
    assert last["Content-Disposition"] is None
    assert f"METHOD:{method}" in last.get_content()
    assert "Ünïcode" in last.get_content()


def test_a_programme_to_keep_is_attached_as_a_file(post: Callable) -> None:
    _letter, mail = post(calendar=CALENDAR.format("PUBLISH"), calendar_method="PUBLISH")
    assert mail.get_content_type() == "multipart/mixed"
    (attached,) = mail.iter_attachments()
    assert attached.get_filename() == "calendar.ics"
    assert attached.get_content_type() == "text/calendar"


def test_words_are_in_the_reader_s_language_and_on_the_reader_s_clock(
    sink: Sink, plain_templates: Path
) -> None:
    (plain_templates / "note.txt").write_text(
        "{% load letter %}{% when starts ends zone='Europe/Kyiv' %}\n{% moment starts %}\n"
        "{{ minor|money:'EUR' }}\n{% full '/learn/' %}\n"
    )
    (plain_templates / "note.html").write_text(
        "{% load letter %}{% when starts ends zone='Europe/Kyiv' %} {% full '/x/?a=1&b=2' %}"
    )
    rome = User.objects.create_user("p@example.org", zone="Europe/Rome")
    facts = {"starts": "2026-03-14T08:00:00+00:00", "ends": "2026-03-14T15:00:00Z", "minor": 24000}
    write("a", "note", to=rome, context=facts)
    write("b", "note", to="nobody@example.org", context=facts)
    write("c", "note", to="far@example.org", context=facts, zone="Pacific/Auckland")
    dispatch.dispatch()
    texts = [mail.get_body(("plain",)).get_content().splitlines() for mail in sink.taken]
    assert texts[0] == [
        "Saturday 14 March 2026, 10:00–17:00 Kyiv time (UTC+02:00)",
        "09:00–16:00 for you (Rome time, UTC+01:00)",
        "Saturday 14 March 2026, 09:00 Rome time (UTC+01:00)",
        "€\u202f240.00",
        "http://127.0.0.1:8000/learn/",
    ]
    assert texts[1][1] == "Saturday 14 March 2026, 08:00 UTC"
    assert texts[2][1].startswith("21:00 – Sun 15 Mar 2026, 04:00 for you (Auckland time")
    html = sink.taken[0].get_body(("html",)).get_content()
    assert "Kyiv time (UTC+02:00)<br>09:00–16:00 for you" in html
    assert "a=1&amp;b=2" in html


def test_the_text_keeps_to_72_columns_and_never_cuts_an_address(
    sink: Sink, plain_templates: Path
) -> None:
    address = "https://courses.example.org/" + "a" * 90 + "/"
    (plain_templates / "note.txt").write_text("{{ words }}\n\n\n{{ address }}\n")
    facts = {"words": "A sentence of some words. " * 9, "address": address}
    write("a", "note", to="p@example.org", context=facts)
    dispatch.dispatch()
    lines = sink.taken[0].get_body(("plain",)).get_content().splitlines()
    assert address in lines
    assert max(len(line) for line in lines if line != address) <= 72
    assert " ".join(lines).startswith(facts["words"].strip())


def test_an_instant_without_a_zone_is_refused_as_a_fault_of_ours(
    sink: Sink, plain_templates: Path
) -> None:
    (plain_templates / "note.txt").write_text("{% load letter %}{% moment starts %}")
    write("a", "note", to="p@example.org", context={"starts": "2026-03-14T08:00:00"})
    dispatch.dispatch()
    row = Letter.objects.get()
    assert (row.state, row.fault) == ("failed", "template")
    assert "no zone" in row.error
