"""Places of a company that go back: by its wish, unpaid, or with the session."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from courseplatform.kit import clock, sweeps
from courseplatform.kit.refusals import Refusal
from courseplatform.letters.models import Letter
from courseplatform.letters.rendering import Sender, render
from courseplatform.people.models import AuditEntry, User
from courses.catalogue.sessions import cancel_session
from courses.companies import linking, releasing
from courses.companies.delivering import settle
from courses.companies.giving_back import give_back, offer, unclaimed
from courses.companies.noticing import deliver_paid
from courses.enrolment.models import Claim, Enrolment
from courses.invoicing import bills, crediting
from courses.invoicing.following import write_missing
from courses.invoicing.models import Document
from courses.orders import calling_off, cancellation, giving
from courses.orders.balance import balance
from courses.orders.companies import Paying
from courses.orders.ledger import post
from courses.orders.models import Cancellation, EntryKind, EntrySource, Order, RefundOwed
from tests.courses.companies.conftest import claims_of, places_of
from tests.courses.companies.test_opening import refused

Confirmed = Callable[..., Order]
Taken = Callable[..., Enrolment]
LATE = timedelta(days=10)  # before the start: half comes back


def pay(order: Order, amount: int | None = None) -> None:
    post(
        order,
        EntryKind.CHARGE,
        order.total_minor if amount is None else amount,
        provider="stripe",
        provider_object_id=f"ch_{order.ref}_{amount}",
        occurred_at=clock.now(),
        source=EntrySource.WEBHOOK,
    )


def give(order: Order, number: int, actor: User) -> list[Cancellation]:
    found = offer(order, number, clock.now()).giving
    shown = (found.waived_minor, found.refund_minor)
    return give_back(order, number, actor=actor, now=clock.now(), expected=shown)


def read(template: str) -> str:
    letter = Letter.objects.get(template=template)
    words = render(letter, Sender.current())
    page = words.html.replace("\u202f", " ").replace("&#x27;", "'")
    for line in words.text.replace("\u202f", " ").split("\n--\n")[0].splitlines():
        label, _, value = line.partition(": ")
        assert (value or label).strip().rstrip(":") in page, line
    return " ".join(f"{words.subject}\n{words.text}".replace("\u202f", " ").split())


def test_of_an_unpaid_invoice_less_is_asked_for_and_a_credit_note_says_so(
    confirmed: Confirmed, petra: User
) -> None:
    order = confirmed(4)
    written = give(order, 1, petra)
    assert [row.waived_minor for row in written] == [30_012]
    assert (balance(order).open_minor, balance(order).waived_minor) == (90_036, 30_012)
    note = Document.objects.get(kind="credit_note")
    assert (note.total_minor, note.vat_minor) == (30_012, 5_412)
    assert not RefundOwed.objects.exists()
    order.session.refresh_from_db()
    assert order.session.taken == 3
    assert len(claims_of(order)) == 3
    assert write_missing() == 0
    text = read("company_places_back")
    assert "1 place in Geopolitical Intelligence Analysis went back" in text
    assert "€ 300.12 need not be paid any more; a credit note says so." in text


def test_of_a_paid_order_money_comes_back_under_the_terms(
    confirmed: Confirmed, petra: User
) -> None:
    order = confirmed(4)
    pay(order)
    bills.bill_paid(order, clock.now())
    with clock.at(order.session.starts_at - LATE):
        written = give(order, 2, petra)
    assert [row.refund_minor for row in written] == [15_006, 15_006]
    owed = RefundOwed.objects.get()
    assert (owed.amount_minor, owed.reason) == (30_012, "policy")
    assert "Comes back to you: € 300.12" in read("company_places_back")
    assert "Stays under the cancellation terms: € 300.12" in read("company_places_back")


def test_late_places_stay_owed_and_nobody_takes_that_back(
    confirmed: Confirmed, petra: User
) -> None:
    order = confirmed(2)
    with clock.at(order.session.starts_at - timedelta(days=1)):
        give(order, 2, petra)
        assert balance(order).open_minor == order.total_minor
        assert write_missing() == 0
    assert crediting.left(order) == order.total_minor


def test_places_whose_link_was_sent_to_nobody_go_first(confirmed: Confirmed, petra: User) -> None:
    order = confirmed(3)
    linking.send_links(order, ["a@example.org", "b@example.org"], clock.now())
    (unsent,) = [claim for claim in claims_of(order) if not claim.sent_to]
    assert unclaimed(order)[0].pk == unsent.place_id
    give(order, 1, petra)
    assert sorted(claim.sent_to for claim in claims_of(order)) == ["a@example.org", "b@example.org"]
    assert Claim.objects.get(pk=unsent.pk).state == "withdrawn"


def test_only_free_places_go_back_and_only_as_shown(
    confirmed: Confirmed, taken: Taken, petra: User
) -> None:
    order = confirmed(2)
    taken(order)
    assert refused(lambda: offer(order, 2, clock.now())) == "too-many"
    assert refused(lambda: offer(order, 0, clock.now())) == "too-many"
    with pytest.raises(Refusal) as caught:
        give_back(order, 1, actor=petra, now=clock.now(), expected=(0, 30_012))
    assert caught.value.code == "terms-moved"
    with clock.at(order.session.starts_at):
        assert refused(lambda: offer(order, 1, clock.now())) == "session-begun"


def test_staff_give_back_for_a_company_and_it_is_written_down(
    confirmed: Confirmed, staff: User
) -> None:
    order = confirmed(2)
    give(order, 1, staff)
    assert AuditEntry.objects.filter(act="company-places.given-back", actor=staff).exists()
    assert Cancellation.objects.get().by == "staff"


def test_a_persons_own_page_does_not_cancel_a_companys_place(
    confirmed: Confirmed, taken: Taken
) -> None:
    own = confirmed(2, one_is_mine=True)
    mine = Enrolment.objects.get(person=own.buyer)
    guest = taken(own)
    assert refused(lambda: cancellation.offer(mine, clock.now())) == "company-place"
    assert refused(lambda: cancellation.offer_to_staff(guest, clock.now())) == "company-place"


# Called off


def test_a_session_called_off_gives_all_back_once_with_one_letter(
    confirmed: Confirmed, taken: Taken, staff: User
) -> None:
    order = confirmed(4)
    guest = taken(order)
    pay(order, 50_000)
    cancel_session(order.session, staff)
    while calling_off.give_back(clock.now()):
        pass
    assert {place.state for place in places_of(order)} == {"cancelled"}
    guest.refresh_from_db()
    assert guest.ended_reason == "session-cancelled"
    money = balance(order)
    assert (money.waived_minor, money.open_minor, money.promised_minor) == (70_048, 0, 50_000)
    assert write_missing() == 1
    assert write_missing() == 0
    assert Document.objects.get(kind="credit_note").total_minor == 70_048
    assert "so your 4 places went back. We are sorry." in read("company_places_back")
    assert "We had to call this session" in read("guest_place_over")
    assert "€" not in read("guest_place_over")


# The money that does not come, or comes


def test_held_places_go_back_when_the_money_does_not_come(ordered: Callable[..., Order]) -> None:
    order = ordered(3, paying=Paying.INVOICE)
    ends = places_of(order)[0].held_until
    assert ends is not None
    assert not releasing.is_due(order, ends - timedelta(seconds=1))
    assert releasing.is_due(order, ends)
    assert releasing.release(order, ends)
    assert not releasing.release(order, ends)
    assert {place.state for place in places_of(order)} == {"released"}
    order.session.refresh_from_db()
    assert order.session.taken == 0
    note = Document.objects.get(kind="credit_note")
    assert (note.total_minor, note.snapshot["why"]) == (order.total_minor, "unpaid")
    assert "went back, because the money did not come in time" in read("company_places_back")
    assert write_missing() == 0


def test_confirmed_places_go_back_too_where_that_was_agreed(
    confirmed: Confirmed, taken: Taken
) -> None:
    order = confirmed(2)
    taken(order)
    assert releasing.release(order, clock.now())
    assert balance(order).open_minor == 0
    assert crediting.left(order) == 0
    assert "went back, because it was not paid" in read("guest_place_over")


def test_an_order_of_which_a_part_was_paid_is_never_released_by_itself(
    ordered: Callable[..., Order],
) -> None:
    order = ordered(2, paying=Paying.INVOICE)
    pay(order, 100)
    assert not releasing.release(order, clock.now())


def test_a_transfer_noted_by_staff_confirms_the_places(
    ordered: Callable[..., Order], staff: User
) -> None:
    order = ordered(2, paying=Paying.INVOICE)
    giving.record_transfer(order, 20_000, reference="B1", actor=staff, occurred_at=clock.now())
    assert deliver_paid() == 0
    giving.record_transfer(order, 40_024, reference="B2", actor=staff, occurred_at=clock.now())
    assert deliver_paid() == 1
    assert deliver_paid() == 0
    assert len(claims_of(order)) == 2
    receipt = Document.objects.get(kind="receipt")
    assert (receipt.about and receipt.about.kind, receipt.total_minor) == ("invoice", 60_024)
    sweeps.run("companies.paid")


def test_money_that_comes_after_the_places_went_back_takes_them_again_if_they_are_free(
    ordered: Callable[..., Order], session: Callable[..., object]
) -> None:
    order = ordered(2, paying=Paying.INVOICE)
    releasing.release(order, clock.now())
    pay(order)
    document = settle(order, clock.now(), clock.now())
    assert document is not None
    # The invoice was taken back, so another one says that all is paid.
    assert (document.kind, document.number) == ("invoice", "I-2026-00002")
    assert crediting.left(order) == order.total_minor
    assert len(claims_of(order)) == 2


def test_money_for_places_that_are_gone_changes_nothing(
    ordered: Callable[..., Order], person: Callable[..., User]
) -> None:
    order = ordered(2, paying=Paying.INVOICE)
    releasing.release(order, clock.now())
    ordered(19, buyer=person())
    assert settle(order, clock.now(), clock.now()) is None
    assert {place.state for place in places_of(order)} == {"released"}
    order.session.refresh_from_db()
    assert order.session.taken == 19
