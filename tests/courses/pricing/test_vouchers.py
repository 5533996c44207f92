"""Vouchers: made, revoked, redeemed, and what is refused."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction

from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import AuditEntry
from courses.pricing import vouchers
from courses.pricing.models import Voucher
from courses.pricing.privacy import PERSONAL
from courses.pricing.vouchers import Promise, make, redeemable, revoke
from courses.pricing.wording import takes_off

pytestmark = pytest.mark.django_db
HALF = Promise(share_bp=5_000)


@pytest.fixture
def staff(now, person):
    return person("Carla")


def test_a_code_that_nobody_chose_cannot_be_guessed(staff):
    made = [make(HALF, actor=staff) for _ in range(20)]
    assert len({voucher.code for voucher in made}) == 20
    for voucher in made:
        groups = voucher.code.split("-")
        assert [len(group) for group in groups] == [4, 4, 4]
        assert set("".join(groups)) <= set(vouchers.ALPHABET)
    assert len(vouchers.ALPHABET) ** 12 > 2**59


def test_a_chosen_code_is_found_in_any_case_and_with_blanks(staff, session, person, now):
    one = session()
    make(Promise(amount_minor=5_000, currency="EUR"), code=" spring-26 ", actor=staff)
    found = redeemable("Spring -26", one, person(), now)
    assert found.code == "SPRING-26"
    assert AuditEntry.objects.get(act="voucher.made").facts == {
        "amount_minor": 5_000,
        "currency": "EUR",
        "share_bp": None,
        "uses": 1,
    }


@pytest.mark.parametrize("code", ["ABC", "-ABCD", "ABCD-", "A B!", "x" * 33, "ПРИВЕТ", "AB\x00CD"])
def test_a_code_that_cannot_be_typed_is_refused(staff, code):
    with pytest.raises(Refusal) as refused:
        make(HALF, code=code, actor=staff)
    assert refused.value.code == "bad-code"


def test_a_code_is_given_once(staff):
    make(HALF, code="SPRING", actor=staff)
    with pytest.raises(Refusal) as refused:
        make(HALF, code="spring", actor=staff)
    assert refused.value.code == "code-taken"
    assert Voucher.objects.count() == 1


@pytest.mark.parametrize(
    "promise",
    [
        Promise(),
        Promise(amount_minor=100, currency="EUR", share_bp=100),
        Promise(amount_minor=0, currency="EUR"),
        Promise(share_bp=10_001),
        Promise(share_bp=0),
        Promise(share_bp=100, uses=0),
        Promise(share_bp=100, email="a@example.org", email_domain="example.org"),
        Promise(share_bp=100, email_domain="example"),
        Promise(share_bp=100, email_domain="a@example.org"),
        Promise(share_bp=100, valid_from_on=date(2026, 3, 2), valid_until_on=date(2026, 3, 1)),
    ],
)
def test_a_promise_that_makes_no_sense_is_refused(staff, promise):
    with pytest.raises(Refusal) as refused:
        make(promise, actor=staff)
    assert refused.value.code == "bad-voucher"
    assert refused.value.sentence.endswith(".")


def test_a_session_of_another_course_is_refused(staff, session):
    elsewhere = SimpleNamespace(pk=-1)
    with pytest.raises(Refusal):
        make(Promise(share_bp=100, session=session(), course=elsewhere), actor=staff)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "columns",
    [
        {"code": "lower", "share_bp": 100},
        {"code": "ABCD"},
        {"code": "ABCD", "share_bp": 100, "amount_minor": 100, "currency": "EUR"},
        {"code": "ABCD", "share_bp": 100, "used": 2},
        {"code": "ABCD", "share_bp": 100, "email": "a@b.org", "email_domain": "b.org"},
    ],
)
def test_the_database_holds_what_a_voucher_is(now, columns):
    with pytest.raises(IntegrityError), transaction.atomic():
        Voucher.objects.create(zone="UTC", **columns)


def test_each_reason_is_a_sentence_that_says_what_to_do(staff, session, person, now):
    one, other = session(), session(slug="other")
    ada = person()
    cases = {
        "voucher-unknown": "NOBODY",
        "voucher-other-session": make(Promise(share_bp=100, session=other), actor=staff).code,
        "voucher-other-currency": make(Promise(amount_minor=1, currency="CHF"), actor=staff).code,
        "voucher-other-person": make(Promise(share_bp=1, email="x@y.org"), actor=staff).code,
        "voucher-other-domain": make(Promise(share_bp=1, email_domain="y.org"), actor=staff).code,
        "voucher-too-early": make(
            Promise(share_bp=1, valid_from_on=date(2026, 2, 3)), actor=staff
        ).code,
        "voucher-expired": make(
            Promise(share_bp=1, valid_until_on=date(2026, 2, 1)), actor=staff
        ).code,
    }
    sentences = set()
    for code, typed in cases.items():
        with pytest.raises(Refusal) as refused:
            redeemable(typed, one, ada, now)
        assert refused.value.code == code
        sentences.add(refused.value.sentence)
    assert len(sentences) == len(cases)
    assert any("1 Feb 2026" in sentence for sentence in sentences)
    assert any("y.org" in sentence for sentence in sentences)


def test_a_revoked_voucher_is_used_no_more_and_revoked_once(staff, session, person, now):
    voucher = make(HALF, code="GONE", actor=staff)
    revoke(voucher, actor=staff)
    with pytest.raises(Refusal) as refused:
        redeemable("GONE", session(), person(), now)
    assert refused.value.code == "voucher-revoked"
    assert not vouchers.take_use(voucher)
    with pytest.raises(Refusal):
        revoke(voucher, actor=staff)
    assert AuditEntry.objects.filter(act="voucher.revoked").count() == 1


def test_uses_are_counted_to_the_last_and_given_back(staff):
    voucher = make(Promise(share_bp=100, uses=2), actor=staff)
    assert [vouchers.take_use(voucher) for _ in range(3)] == [True, True, False]
    vouchers.give_use_back(voucher.pk)
    assert vouchers.take_use(voucher)


def test_a_voucher_is_told_in_words(staff):
    assert takes_off(make(Promise(share_bp=3_333), actor=staff)) == "33.33 % off"
    made = make(Promise(amount_minor=5_000, currency="EUR"), actor=staff)
    assert takes_off(made).replace("\u202f", " ") == "€ 50.00 off"


def test_an_address_on_a_voucher_is_exported_and_erased_with_its_person(staff, person, now):
    ada = person()
    mine = make(Promise(share_bp=100, email=ada.email), actor=staff)
    make(Promise(share_bp=100, email="else@example.org"), actor=staff)
    assert [row["code"] for row in PERSONAL.export(ada)] == [mine.code]
    PERSONAL.erase(ada, now)
    mine.refresh_from_db()
    # Without its address it would be good for everybody, so it is revoked along with it.
    assert (mine.email, mine.revoked_at) == ("", now)
