"""The desk's vouchers: made singly or in a batch, found again, revoked, exported."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.test import Client

from courseplatform.people.models import AuditEntry, User
from courseplatform.people.roles import Role
from courses.catalogue.models import Session
from courses.enrolment import places
from courses.enrolment.models import Reserve
from courses.orders.billing import Billing
from courses.orders.opening import open_order
from courses.orders.terms import Accepted
from courses.pricing.models import Voucher
from courses.pricing.quote import Buyer, quote
from courses.pricing.vouchers import Promise, make

NEW = "/desk/vouchers/new/"
FORM = {
    "takes_off": "percent",
    "percent": "25",
    "currency": "EUR",
    "number": "1",
    "uses": "3",
}


@pytest.fixture
def desk(client: Client, person: Callable[..., User], now: Any) -> Client:
    client.force_login(person("Carla Neri", role=Role.COORDINATOR))
    return client


def text_of(answer: Any) -> str:
    """Return what a person reads on a page."""
    visible = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(visible.replace("\u202f", " ").replace("&#x27;", "'").split())


def test_one_voucher_is_made_under_a_chosen_code(desk: Client) -> None:
    answer = desk.post(NEW, {**FORM, "code": "spring-26", "note": "For the newsletter."})
    voucher = Voucher.objects.get()
    assert answer["Location"] == f"/desk/vouchers/{voucher.ref}/"
    assert (voucher.code, voucher.share_bp, voucher.uses) == ("SPRING-26", 2_500, 3)
    text = text_of(desk.get(answer["Location"]))
    for piece in ("SPRING-26", "25 % off", "0 of 3", "any course", "Nobody yet."):
        assert piece in text
    assert AuditEntry.objects.filter(act="voucher.made").count() == 1


def test_a_batch_is_made_with_a_place_kept_for_each(
    desk: Client, session: Callable[..., Session]
) -> None:
    one = session(capacity=6)
    answer = desk.post(
        NEW,
        {
            **FORM,
            "takes_off": "sum",
            "amount": "50.00",
            "number": "5",
            "uses": "1",
            "batch": "Press & guests",
            "session": one.ref,
            "kept_places": "1",
            "valid_until_on": "2026-03-01",
            "email_domain": "example.org",
        },
    )
    assert Voucher.objects.filter(amount_minor=5_000, session=one).count() == 5
    assert sum(Reserve.objects.values_list("left", flat=True)) == 5
    one.refresh_from_db()
    assert one.taken == 5
    listed = text_of(desk.get(answer["Location"]))
    assert listed.count("Press & guests".replace("&", "&amp;")) >= 5
    assert "5 vouchers" in listed
    assert "Kept for vouchers 5" in text_of(desk.get(f"/desk/sessions/{one.ref}/"))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"percent": ""}, "Say how much it takes off."),
        ({"percent": "101"}, "less than or equal to 100"),
        ({"percent": "1e400"}, "Error:"),
        ({"takes_off": "sum", "amount": ""}, "Say how much it takes off."),
        ({"takes_off": "sum", "amount": "12,3,x"}, "is not an amount"),
        ({"takes_off": "sum", "amount": "-5"}, "more than nothing"),
        ({"takes_off": "neither"}, "Error:"),
        ({"number": "501"}, "less than or equal to 500"),
        ({"number": "9223372036854775808"}, "less than or equal to 500"),
        ({"uses": "0"}, "greater than or equal to 1"),
        ({"code": "ab"}, "A code has 4 to 32"),
        ({"code": "TAKEN"}, "There is a voucher “TAKEN” already."),
        ({"code": "GOOD", "number": "2"}, "a chosen code makes one"),
        ({"kept_places": "2"}, "Places are kept in one session"),
        ({"email": "a@example.org", "email_domain": "example.org"}, "one address or for a domain"),
        ({"valid_from_on": "2026-03-02", "valid_until_on": "2026-03-01"}, "ends on the day"),
        ({"valid_until_on": "yesterday"}, "Error:"),
        ({"session": "nonsense"}, "Error:"),
    ],
)
def test_what_cannot_be_made_comes_back_with_a_sentence(
    desk: Client, changes: dict[str, str], sentence: str
) -> None:
    make(Promise(share_bp=1), code="TAKEN", actor=None)
    answer = desk.post(NEW, {**FORM, "note": "Kept while I mend it", **changes})
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert "Kept while I mend it" in answer.content.decode()
    assert Voucher.objects.count() == 1


def test_the_list_is_searched_and_filtered_by_its_address(desk: Client, now: Any) -> None:
    make(Promise(share_bp=100, note="for Ada"), code="FIRST", actor=None)
    gone = make(Promise(share_bp=100, email_domain="example.org"), code="SECOND", actor=None)
    Voucher.objects.filter(pk=gone.pk).update(revoked_at=now, used=1)
    for query, found in (
        ("", {"FIRST", "SECOND"}),
        ("?q=fir%20st", {"FIRST"}),
        ("?q=ada", {"FIRST"}),
        ("?q=example.org", {"SECOND"}),
        ("?part=open", {"FIRST"}),
        ("?part=used", {"SECOND"}),
        ("?part=revoked", {"SECOND"}),
        ("?part=nonsense", {"FIRST", "SECOND"}),
        ("?part=revoked&q=first", set()),
    ):
        text = text_of(desk.get(f"/desk/vouchers/{query}"))
        assert {code for code in ("FIRST", "SECOND") if code in text} == found, query
    assert "No voucher fits" in text


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_reads_little(
    desk: Client,
    session: Callable[..., Session],
    number: int,
    django_assert_num_queries: Any,
) -> None:
    one = session()
    for _ in range(number):
        make(Promise(share_bp=100, session=one), actor=None)
    desk.get("/desk/vouchers/")
    with django_assert_num_queries(7):
        desk.get("/desk/vouchers/")


def bought(session: Session, person: User, voucher: Voucher, now: Any) -> None:
    place = places.hold_place(session, person, now + timedelta(minutes=35), voucher=voucher)
    open_order(
        quote=quote(session.prices.terms(), now, reduction=voucher.reduction()),
        session=session,
        buyer=person,
        place=place,
        billing=Billing(buyer=Buyer.PERSON, name="Ada"),
        accepted=Accepted(pages=(), at=now),
        now=now,
    )


@pytest.mark.parametrize("number", [1, 12])
def test_a_vouchers_page_tells_who_used_it_in_few_queries(
    desk: Client,
    session: Callable[..., Session],
    person: Callable[..., User],
    now: Any,
    number: int,
    django_assert_num_queries: Any,
) -> None:
    one = session()
    voucher = make(Promise(share_bp=5_000, uses=20), actor=None)
    for index in range(number):
        bought(one, person(f"Guest {index}"), voucher, now)
    desk.get(voucher.get_absolute_url())
    with django_assert_num_queries(8):
        text = text_of(desk.get(voucher.get_absolute_url()))
    assert text.count("−€ 150.00") == number
    assert f"{number} of 20" in text
    assert "being paid for" in text


def test_a_revoked_voucher_gives_kept_places_back_at_once(
    desk: Client, session: Callable[..., Session]
) -> None:
    one = session(capacity=3)
    desk.post(NEW, {**FORM, "code": "KEEP", "session": one.ref, "kept_places": "2", "uses": "2"})
    voucher = Voucher.objects.get()
    answer = desk.post(f"/desk/vouchers/{voucher.ref}/revocation/", {"x": "1"}, follow=True)
    assert "The voucher is revoked." in text_of(answer)
    one.refresh_from_db()
    assert one.taken == 0
    again = desk.post(f"/desk/vouchers/{voucher.ref}/revocation/", {"x": "1"})
    assert again.status_code == 409


def test_a_note_is_changed_and_nothing_else(desk: Client) -> None:
    voucher = make(Promise(share_bp=100, note="Old"), code="NOTED", actor=None)
    desk.post(voucher.get_absolute_url(), {"note": "New", "uses": "99"})
    voucher.refresh_from_db()
    assert (voucher.note, voucher.uses) == ("New", 1)


def test_the_export_defuses_what_a_spreadsheet_would_run(desk: Client) -> None:
    make(Promise(share_bp=3_333, note="=HYPERLINK(1)"), code="EVIL", batch="+batch", actor=None)
    make(Promise(amount_minor=500, currency="EUR"), code="OTHER", actor=None)
    answer = desk.get("/desk/vouchers.csv?q=evil")
    content = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    (row,) = csv.DictReader(StringIO(content))
    assert row["code"] == "EVIL"
    assert row["percent"] == "33.33"
    assert not row["note"].startswith("=")
    assert not row["batch"].startswith("+")
