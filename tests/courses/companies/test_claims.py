"""Claims: one link for each place, good once, sent, made anew, withdrawn; and swapping a person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.letters.models import Letter
from courseplatform.letters.rendering import Sender, render
from courseplatform.people.models import AuditEntry, User
from courses.catalogue.sessions import cancel_session
from courses.companies import linking, managing, swapping
from courses.companies.reading import rows_of, told_of
from courses.enrolment import claiming
from courses.enrolment.models import Claim, Enrolment
from courses.orders.models import Order
from tests.courses.companies.conftest import claims_of, places_of
from tests.courses.companies.test_opening import refused

Confirmed = Callable[..., Order]
Taken = Callable[..., Enrolment]


def use(claim: Claim, person: User) -> Enrolment:
    return claiming.use(claim, person, ["name"], clock.now())


def test_a_claim_enrols_one_person_under_a_cover_name_once(
    confirmed: Confirmed, person: Callable[..., User]
) -> None:
    order = confirmed(2)
    claim, other = claims_of(order)
    ada = person("Ada")
    enrolment = use(claim, ada)
    assert (enrolment.person, enrolment.place.holder) == (ada, ada)
    assert " " in enrolment.alias
    claim.refresh_from_db()
    assert (claim.state, claim.person, claim.told) == ("used", ada, ["name"])
    assert use(claim, ada) == enrolment  # a second press
    stale = Claim.objects.get(pk=claim.pk)
    assert refused(lambda: use(stale, person())) == "claim-gone"
    assert refused(lambda: use(other, ada)) == "has-place"
    assert [row.name for row in rows_of(order)] == ["Ada", ""]


def test_a_link_is_signed_and_says_nothing_when_it_is_changed(confirmed: Confirmed) -> None:
    (claim, other) = claims_of(confirmed(2))
    token = claiming.token_of(claim)
    assert claiming.claim_of(token) == claim
    assert len({token, claiming.token_of(other)}) == 2
    for wrong in ("", "x", token[:-1], f"{other.ref}{token[26:]}", token.replace(".", "")):
        assert claiming.claim_of(wrong) is None


def test_a_new_link_makes_the_old_one_worthless(confirmed: Confirmed) -> None:
    (claim,) = claims_of(confirmed(1))
    old = claiming.token_of(claim)
    claiming.renew(claim)
    assert claiming.claim_of(old) is None
    assert claiming.claim_of(claiming.token_of(claim)) == claim
    stale = Claim.objects.get(pk=claim.pk)
    claiming.renew(claim)
    assert refused(lambda: claiming.renew(stale)) == "claim-gone"


def test_links_go_to_addresses_one_place_each_with_a_letter(confirmed: Confirmed) -> None:
    order = confirmed(3)
    sent = linking.send_links(order, ["Ada@Example.org ", "bob@example.org"], clock.now())
    assert sent == 2
    assert sorted(claim.sent_to for claim in claims_of(order)) == [
        "", "ada@example.org", "bob@example.org",
    ]  # fmt: skip
    letter = Letter.objects.get(address="ada@example.org")
    words = render(letter, Sender.current())
    assert (
        words.subject == "Beispiel GmbH has a place for you in Geopolitical Intelligence Analysis"
    )
    claim = Claim.objects.get(sent_to="ada@example.org")
    assert f"/claims/{claiming.token_of(claim)}/" in words.text
    assert "you pay nothing" in " ".join(words.text.split())
    assert "€" not in words.text


def test_what_cannot_be_sent_is_refused_as_a_whole(confirmed: Confirmed) -> None:
    order = confirmed(2)
    many = ["a@example.org", "b@example.org", "c@example.org"]
    assert refused(lambda: linking.send_links(order, many, clock.now())) == "too-many"
    linking.send_links(order, many[:1], clock.now())
    twice = [many[1], many[0]]
    assert refused(lambda: linking.send_links(order, twice, clock.now())) == "sent-already"
    assert Letter.objects.filter(template="claim_link").count() == 1


def test_a_link_that_goes_elsewhere_works_no_more_at_the_first_address(
    confirmed: Confirmed,
) -> None:
    order = confirmed(1)
    (claim,) = claims_of(order)
    linking.send_link(order, claim, "ada@example.org", clock.now())
    first = claiming.token_of(claim)
    linking.send_link(order, claim, "ada@example.org", clock.now() + timedelta(seconds=1))
    assert claiming.token_of(claim) == first
    linking.send_link(order, claim, "bob@example.org", clock.now() + timedelta(seconds=2))
    assert claiming.claim_of(first) is None
    assert Letter.objects.filter(template="claim_link").count() == 3


def test_links_of_an_order_have_a_limit_a_day(confirmed: Confirmed) -> None:
    order = confirmed(1)
    (claim,) = claims_of(order)
    for nth in range(120):
        linking.send_link(order, claim, "a@example.org", clock.now() + timedelta(seconds=nth))
    late = clock.now() + timedelta(seconds=121)
    assert refused(lambda: linking.send_link(order, claim, "a@example.org", late)) == "too-often"


def test_a_claim_ends_with_the_session_and_with_its_calling_off(
    confirmed: Confirmed, person: Callable[..., User], staff: User
) -> None:
    order = confirmed(2)
    claim, other = claims_of(order)
    with clock.at(order.session.ends_at):
        assert refused(lambda: use(claim, person())) == "claim-gone"
    with clock.at(order.session.ends_at - timedelta(seconds=1)):
        use(claim, person())
    cancel_session(order.session, staff)
    assert refused(lambda: use(Claim.objects.get(pk=other.pk), person())) == "claim-gone"


# Swapping


def test_a_swap_ends_one_enrolment_and_starts_another(
    confirmed: Confirmed, taken: Taken, petra: User
) -> None:
    order = confirmed(1)
    first = taken(order, "Ada Guest")
    (place,) = places_of(order)
    swapping.swap_out(order, place, actor=petra, now=clock.now())
    first.refresh_from_db()
    place.refresh_from_db()
    assert (first.state, first.ended_reason, place.holder, place.state) == (
        "ended", "swapped", None, "confirmed",
    )  # fmt: skip
    letter = Letter.objects.get(template="guest_place_over")
    assert letter.person == first.person
    text = " ".join(render(letter, Sender.current()).text.split())
    assert "Beispiel GmbH gave your place in Geopolitical Intelligence Analysis to somebody" in text
    second = taken(order, "Bob Guest")
    assert second.alias != first.alias
    assert [row.name for row in rows_of(order)] == ["Bob Guest"]
    assert Enrolment.objects.count() == 2


def test_a_swap_has_a_last_moment_for_the_company_and_none_for_staff(
    confirmed: Confirmed, taken: Taken, petra: User, staff: User
) -> None:
    order = confirmed(1)
    taken(order)
    (place,) = places_of(order)
    last = order.company.change_until_at
    assert last == order.session.starts_at - timedelta(hours=24)
    act = lambda: swapping.swap_out(order, place, actor=petra, now=last)  # noqa: E731
    assert refused(act) == "swap-late"
    swapping.swap_out(order, place, actor=staff, now=last, by_staff=True)
    assert AuditEntry.objects.filter(act="company-place.swapped", actor=staff).exists()
    again = lambda: swapping.swap_out(order, place, actor=staff, now=last, by_staff=True)  # noqa: E731
    assert refused(again) == "not-enrolled"


# What the company sees


def test_the_company_sees_what_the_person_was_told_and_no_more(
    confirmed: Confirmed, person: Callable[..., User]
) -> None:
    order = confirmed(2)
    claim, other = claims_of(order)
    assert told_of(order) == ["name"]
    claiming.use(claim, person("Ada"), ["name", "presence"], clock.now())
    claiming.use(other, person("Bob"), [], clock.now())
    rows = rows_of(order)
    assert [(row.name, row.tells_presence) for row in rows] == [("Ada", True), ("", False)]
    assert all(row.person_id for row in rows)


# Colleagues


def test_a_colleague_looks_after_the_places_and_sees_no_order(
    confirmed: Confirmed, person: Callable[..., User], petra: User
) -> None:
    order = confirmed(1)
    bob, eve = person("Bob"), person("Eve")
    managing.add(order, f" {bob.email.upper()} ", clock.now())  # type: ignore[union-attr]
    assert list(Order.objects.looked_after_by(bob)) == [order]
    assert list(Order.objects.looked_after_by(petra)) == [order]
    assert list(Order.objects.looked_after_by(eve)) == []
    assert list(Order.objects.visible_to(bob)) == []
    letter = Letter.objects.get(template="company_manager")
    assert letter.address == bob.email
    assert "€" not in render(letter, Sender.current()).text
    for address, code in ((bob.email, "known"), (petra.email, "own")):
        assert refused(lambda at=address: managing.add(order, at or "", clock.now())) == code
    for nth in range(9):
        managing.add(order, f"c{nth}@example.org", clock.now())
    assert refused(lambda: managing.add(order, "x@example.org", clock.now())) == "too-many"
    assert managing.remove(order, order.managers.get(email=bob.email).pk)
    assert list(Order.objects.looked_after_by(bob)) == []
    assert not managing.remove(order, 0)


def test_nobody_without_an_address_looks_after_anything(
    confirmed: Confirmed, person: Callable[..., User]
) -> None:
    confirmed(1)
    ghost = person("Ghost")
    User.objects.filter(pk=ghost.pk).update(email=None)
    ghost.refresh_from_db()
    assert list(Order.objects.looked_after_by(ghost)) == []


def test_a_refusal_of_a_claim_says_what_to_do(
    confirmed: Confirmed, taken: Taken, person: Callable[..., User]
) -> None:
    order = confirmed(1)
    (claim,) = claims_of(order)
    taken(order)
    with pytest.raises(Refusal, match="Ask whoever sent it for a new one"):
        use(claim, person())
