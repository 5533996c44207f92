"""The mailbox: real SMTP in, everything readable, troubles on demand."""

from __future__ import annotations

import smtplib
import urllib.request
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import pytest
from django.core import mail

from courseplatform.sandbox.control.client import Control
from courseplatform.sandbox.running import Sandbox

Send = Callable[..., Any]


@pytest.fixture
def send(sandbox: Sandbox) -> Send:
    """Sends one mail over a connection of its own."""

    def make(to: str = "olena@example.org", subject: str = "Your place", **more: Any) -> Any:
        message = EmailMessage()
        message["Subject"], message["From"], message["To"] = subject, "desk@example.org", to
        message["Message-ID"] = "<one@example.org>"
        message.set_content(more.get("text", "All of it: http://127.0.0.1:8000/learn/."))
        if "html" in more:
            message.add_alternative(more["html"], subtype="html")
        if "calendar" in more:
            message.add_attachment(
                more["calendar"].encode(), "text", "calendar", filename="webinar.ics"
            )
        with smtplib.SMTP("127.0.0.1", sandbox.smtp_port, timeout=5) as server:
            return server.send_message(message)

    return make


def read(sandbox: Sandbox, path: str) -> tuple[str, Any]:
    with urllib.request.urlopen(sandbox.url + path) as answer:
        return answer.read().decode(), answer.headers


def test_a_mail_is_kept_before_it_is_answered(control: Control, send: Send) -> None:
    send(html="<p>Hello</p>")
    mail = control.mails()[0]
    assert mail["recipients"] == ["olena@example.org"]
    assert mail["message_id"] == "<one@example.org>"
    assert mail["text"].startswith("All of it")
    assert mail["html"].strip() == "<p>Hello</p>"


def test_djangos_own_mail_arrives(sandbox_mail: Sandbox) -> None:
    mail.send_mail("Привіт", "Київ", "desk@example.org", ["Olena@Example.org"])
    found = sandbox_mail.control.wait_for_mail("olena@example.org", "Привіт")
    assert found["text"].strip() == "Київ"


def test_mails_are_found_by_a_part_of_the_address(
    sandbox: Sandbox, control: Control, send: Send
) -> None:
    for name in ("olena", "taras"):
        send(f"{name}@example.org", f"To {name}")
    assert [mail["subject"] for mail in control.mails("taras")] == ["To taras"]
    page, _ = read(sandbox, "/mailbox/?to=OLENA")
    assert "To olena" in page
    assert "To taras" not in page
    assert "No letter to that address" in read(sandbox, "/mailbox/?to=nobody%25")[0]
    with pytest.raises(TimeoutError):
        control.wait_for_mail("nobody@example.org", timeout=0.1)
    assert control.forget_mails() == 2
    assert "No letter has arrived yet" in read(sandbox, "/mailbox/")[0]


def test_a_mail_is_shown_text_first_and_its_html_is_locked_in(
    sandbox: Sandbox, control: Control, send: Send
) -> None:
    send(
        text="See http://127.0.0.1:8000/x?a=1&b=2. <script>",
        html="<script>alert(1)</script><p>Hello</p>",
        calendar="BEGIN:VCALENDAR",
    )
    number = control.mails()[0]["id"]
    page, headers = read(sandbox, f"/mailbox/{number}/")
    assert '<a href="http://127.0.0.1:8000/x?a=1&amp;b=2">' in page
    assert "&lt;script&gt;" in page
    assert "alert" not in page
    assert page.index("As plain text") < page.index("As HTML")
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page
    assert "frame-src 'self'" in headers["Content-Security-Policy"]
    inner, headers = read(sandbox, f"/mailbox/{number}/html/")
    assert "<p>Hello</p>" in inner
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("sandbox ")
    assert "default-src 'none'" in policy
    assert "script" not in policy
    source, headers = read(sandbox, f"/mailbox/{number}/source/")
    assert source.startswith("Subject: Your place")
    assert headers["Content-Type"] == "text/plain; charset=utf-8"


def test_a_calendar_file_can_be_saved(sandbox: Sandbox, control: Control, send: Send) -> None:
    send(calendar="BEGIN:VCALENDAR")
    mail = control.mails()[0]
    assert [part["name"] for part in mail["attachments"]] == ["webinar.ics"]
    page, _ = read(sandbox, f"/mailbox/{mail['id']}/")
    path = page.split('href="/mailbox/')[-2].split('"')[0]
    content, headers = read(sandbox, f"/mailbox/{path}")
    assert content == "BEGIN:VCALENDAR"
    assert headers["Content-Type"] == "text/calendar"
    assert headers["Content-Disposition"] == 'attachment; filename="webinar.ics"'
    with pytest.raises(urllib.error.HTTPError):
        read(sandbox, f"/mailbox/{mail['id']}/parts/99/")


def test_a_mail_of_broken_bytes_is_kept_and_shown(sandbox: Sandbox, control: Control) -> None:
    with smtplib.SMTP("127.0.0.1", sandbox.smtp_port, timeout=5) as server:
        server.sendmail("a@example.org", ["b@example.org"], b"Subject: =?x?q?\xff\r\n\r\n\xff\xfe")
    number = control.mails()[0]["id"]
    assert read(sandbox, f"/mailbox/{number}/")[0]


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("busy", 452),
        ("poison", 554),
        ("closing", 421),
    ],
)
def test_data_can_be_refused(control: Control, send: Send, kind: str, code: int) -> None:
    control.mail_fault(kind, "olena@*")
    with pytest.raises(smtplib.SMTPDataError) as refusal:
        send()
    assert refusal.value.smtp_code == code
    assert control.mails() == []
    send()
    assert len(control.mails()) == 1


@pytest.mark.parametrize(("kind", "code"), [("refuse_recipient", 550), ("busy_recipient", 450)])
def test_a_recipient_can_be_refused(control: Control, send: Send, kind: str, code: int) -> None:
    control.mail_fault(kind, "olena@*")
    send("taras@example.org")
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refusal:
        send()
    assert refusal.value.recipients["olena@example.org"][0] == code


def test_the_connection_can_break_after_the_mail_was_taken(control: Control, send: Send) -> None:
    control.mail_fault("drop_after")
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send()
    assert len(control.mails()) == 1


def test_the_server_can_be_slow(control: Control, send: Send) -> None:
    control.mail_fault("slow", seconds=0.2)
    send()
    assert len(control.mails()) == 1
