"""Checking a certificate, its PDF, the course room, withdrawing, revoking, being forgotten."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.letters.models import Letter
from courseplatform.letters.rendering import Sender, render
from courseplatform.people.models import AuditEntry, User
from courses.certificates import correcting, ending, privacy, snapshots
from courses.certificates.models import Certificate
from courses.certificates.pages import GUESSED, PRINTED
from courses.certificates.pdf import pdf_of
from courses.enrolment.models import Enrolment
from tests.courses.certificates.conftest import AFTER

pytestmark = pytest.mark.django_db

AsUser = Callable[[User], Client]


def main(answer: Any) -> str:
    return str(answer.content.decode().split("<main")[1])


def address(what: str, certificate: Certificate) -> str:
    return reverse(what, args=[certificate.ref])


# Checking


def test_anybody_with_the_address_reads_that_it_is_genuine(certificate: Certificate) -> None:
    answer = Client().get(certificate.get_absolute_url())
    page = main(answer)
    for fact in (
        "This certificate is genuine", "Dr Ada Łovelace", "Geopolitical Intelligence Analysis",
        "Sat 14 Mar 2026", "10:00–17:00", "6 h", "Meridian Desk", certificate.ref,
    ):  # fmt: skip
        assert fact in page, fact
    assert "Withdraw" not in page
    assert "Revoke" not in page
    assert "noindex" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_an_unknown_reference_is_not_found_and_guessing_ends(certificate: Certificate) -> None:
    for _guess in range(GUESSED.times):
        assert Client().get(reverse("certificate", args=["a" * 26])).status_code == 404
    assert Client().get(reverse("certificate", args=["b" * 26])).status_code == 429
    assert Client().get(certificate.get_absolute_url()).status_code == 200


def test_the_page_costs_few_queries(
    certificate: Certificate, django_assert_num_queries: Any
) -> None:
    Client().get(certificate.get_absolute_url())
    with django_assert_num_queries(2):
        Client().get(certificate.get_absolute_url())


# On paper


def test_the_pdf_is_an_archive_file_that_says_what_was_frozen(certificate: Certificate) -> None:
    answer = Client().get(address("certificate-pdf", certificate))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Robots-Tag"] == "noindex"
    reader = PdfReader(BytesIO(answer.content))
    facts = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    for fact in ("<pdfaid:part>2<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<"):
        assert fact in facts
    (page,) = reader.pages
    text = " ".join(page.extract_text().split())
    for fact in (
        "Certificate of attendance", "Dr Ada Łovelace", "Geopolitical Intelligence Analysis",
        "Saturday 14 March 2026, Kyiv time", "6 h", "Monday 2 February 2026",
        certificate.ref, certificate.sha256,
    ):  # fmt: skip
        assert fact in text, fact


def test_the_same_certificate_prints_the_same_bytes_whatever_changes_later(
    certificate: Certificate, ada: User
) -> None:
    first = pdf_of(certificate)
    User.objects.filter(pk=ada.pk).update(certificate_name="Somebody Else")
    certificate.enrolment.session.course.title = "Another"
    certificate.enrolment.session.course.save()
    with clock.at(AFTER):
        assert pdf_of(Certificate.objects.get()) == first


def test_printing_has_a_limit(certificate: Certificate, monkeypatch: pytest.MonkeyPatch) -> None:
    for _time in range(PRINTED.times):
        PRINTED.take("127.0.0.0/24")
    assert Client().get(address("certificate-pdf", certificate)).status_code == 429


# Withdrawing and revoking


def test_its_holder_withdraws_it_and_shows_it_again(
    certificate: Certificate, ada: User, as_user: AsUser
) -> None:
    client = as_user(ada)
    assert "Withdraw my certificate" in main(client.get(certificate.get_absolute_url()))
    assert client.get(address("certificate-withdrawal", certificate)).status_code == 200
    answer = client.post(address("certificate-withdrawal", certificate), follow=True)
    assert "Nobody can see your certificate any more." in answer.content.decode()
    page = main(Client().get(certificate.get_absolute_url()))
    assert "at its holder's wish" in page.replace("&#x27;", "'")
    assert "Ada" not in page
    assert Client().get(address("certificate-pdf", certificate)).status_code == 409
    assert client.post(address("certificate-withdrawal", certificate)).status_code == 409
    client.post(address("certificate-return", certificate))
    assert "This certificate is genuine" in main(Client().get(certificate.get_absolute_url()))
    assert client.post(address("certificate-return", certificate)).status_code == 409


def test_nobody_else_withdraws_it(
    certificate: Certificate, person: Callable[..., User], as_user: AsUser, staff: User
) -> None:
    for other in (person(), staff):
        for what in ("certificate-withdrawal", "certificate-return"):
            assert as_user(other).post(address(what, certificate)).status_code == 404
    certificate.refresh_from_db()
    assert certificate.state == "issued"


def test_staff_revoke_it_for_a_reason_that_the_public_does_not_read(
    certificate: Certificate, staff: User, ada: User, as_user: AsUser
) -> None:
    client = as_user(staff)
    assert client.post(address("certificate-revocation", certificate)).status_code == 422
    answer = client.post(
        address("certificate-revocation", certificate), {"reason": "Somebody else sat there."}
    )
    assert answer["Location"] == reverse("desk-roster", args=[certificate.enrolment.session.ref])
    entry = AuditEntry.objects.get(act="certificate.revoked")
    assert (entry.actor, entry.subject) == (staff, f"certificate:{certificate.ref}")
    page = main(Client().get(certificate.get_absolute_url()))
    assert "The organiser revoked it on" in page
    assert "Somebody else" not in page
    assert "Ada" not in page
    assert "Somebody else sat there." in main(client.get(certificate.get_absolute_url()))
    assert "withdraw" not in main(as_user(ada).get(certificate.get_absolute_url())).lower()
    certificate.refresh_from_db()
    for act in (
        lambda: ending.withdraw(certificate),
        lambda: ending.show_again(certificate),
        lambda: ending.revoke(certificate, actor=staff, reason="Again."),
    ):
        with pytest.raises(Refusal):
            act()


def test_staff_correct_the_name_and_page_and_paper_follow(
    certificate: Certificate, staff: User, as_user: AsUser
) -> None:
    client, before = as_user(staff), certificate.sha256
    assert "Correct the name" in main(client.get(certificate.get_absolute_url()))
    asked = client.get(address("certificate-name", certificate))
    assert "Dr Ada Łovelace" in main(asked)
    for wrong in ("", "王"):
        answer = client.post(address("certificate-name", certificate), {"name": wrong})
        assert answer.status_code == 422
    client.post(address("certificate-name", certificate), {"name": " Dr  Ada Lovelace "})
    page = main(Client().get(certificate.get_absolute_url()))
    assert "Dr Ada Lovelace" in page
    found = Certificate.objects.get()
    assert found.sha256 == snapshots.digest("Dr Ada Lovelace", found.facts) != before
    entry = AuditEntry.objects.get(act="certificate.name-corrected")
    assert (entry.actor, entry.facts) == (staff, {})
    with pytest.raises(Refusal, match="meanwhile"):
        correcting.correct_name(certificate, "Another", actor=staff)
    ending.revoke(found, actor=staff, reason="A mistake.")
    assert client.post(address("certificate-name", found), {"name": "X"}).status_code == 409


def test_the_roster_leads_to_it(certificate: Certificate, staff: User, as_user: AsUser) -> None:
    roster = reverse("desk-roster", args=[certificate.enrolment.session.ref])
    assert certificate.get_absolute_url() in main(as_user(staff).get(roster))


# The course room and the letter


def test_the_room_says_what_is_missing_then_leads_to_the_certificate(
    place: Enrolment,
    ada: User,
    came: Callable[..., None],
    worked: Callable[[User], None],
    as_user: AsUser,
    settle: Callable[[], int],
) -> None:
    room, client = reverse("course-room", args=[place.ref]), as_user(ada)
    page = main(client.get(room))
    assert "once the session is over" in page
    assert "Live meetings attended: 0 of 2, needed: 1." in page
    assert "Morning · Afternoon" in page
    assert "Exercises handed in: 0 of 1, needed: 1." in page
    with clock.at(AFTER):
        came(ada, 180)
        page = main(client.get(room))
        assert "Live meetings attended: 1 of 2, needed: 1." in page
        assert "as soon as everything below is done" in page
        worked(ada)
        assert "You have earned it." in main(client.get(room))
        settle()
        certificate = Certificate.objects.get()
        for where in (room, reverse("learn")):
            assert certificate.get_absolute_url() in main(client.get(where))
        ending.withdraw(certificate)
        assert "You withdrew it" in main(client.get(room))
        assert certificate.get_absolute_url() not in main(client.get(reverse("learn")))


def test_the_room_says_when_it_is_out_of_reach_and_when_a_name_is_wanting(
    place: Enrolment, ada: User, came: Callable[..., None], as_user: AsUser
) -> None:
    room = reverse("course-room", args=[place.ref])
    User.objects.filter(pk=ada.pk).update(certificate_name="王小明")
    with clock.at(AFTER):
        assert "can no longer be reached" in main(as_user(ada).get(room))
        came(ada, 180)
        assert "Write the name in my profile" in main(as_user(ada).get(room))


def test_the_letter_leads_to_the_page_and_says_in_whose_name(certificate: Certificate) -> None:
    letter = render(Letter.objects.get(template="certificate"), Sender.current())
    assert letter.subject == "Your certificate for Geopolitical Intelligence Analysis"
    for body in (letter.text, letter.html):
        assert "Dr Ada Łovelace" in body
        assert certificate.get_absolute_url() in body


def test_a_room_in_which_nothing_counts_is_silent_about_it(
    place: Enrolment, ada: User, as_user: AsUser
) -> None:
    page = main(as_user(ada).get(reverse("course-room", args=[place.ref])))
    assert "Certificate" not in page


def test_the_profile_refuses_a_name_that_cannot_be_printed(ada: User, as_user: AsUser) -> None:
    form = {"name": "Ada", "certificate_name": "王 Ada", "zone": "Europe/Rome", "language": "en",
            "theme": "system"}  # fmt: skip
    answer = as_user(ada).post(reverse("profile"), form)
    assert "A certificate cannot show these signs: 王" in answer.content.decode()


# What is kept


def test_its_holder_takes_it_along_and_can_be_forgotten(
    certificate: Certificate, ada: User, staff: User
) -> None:
    (row,) = privacy.data.export(ada)
    assert row["name"] == "Dr Ada Łovelace"
    assert row["course"] == "Geopolitical Intelligence Analysis"
    assert list(privacy.data.export(staff)) == []
    assert len(privacy.data.erase(ada, clock.now())) == 1
    certificate.refresh_from_db()
    assert (certificate.state, certificate.name, certificate.sha256) == ("withdrawn", "", "")
    assert "holder" in main(Client().get(certificate.get_absolute_url()))
    assert privacy.data.erase(staff, clock.now()) == []
