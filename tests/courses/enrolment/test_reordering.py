"""What staff do to a queue, each with a reason and an audit row; and declining by letter."""

from datetime import timedelta

import pytest

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.letters.models import Letter
from courseplatform.people.models import AuditEntry
from courseplatform.people.roles import Role
from courses.catalogue.sessions import cancel_session, resize
from courses.enrolment import declining, places, waiting
from courses.enrolment.jobs import move_up
from courses.enrolment.models import Waiting
from courses.enrolment.privacy import PERSONAL
from courses.enrolment.reordering import Why, move_turn, offer_now, take_out

pytestmark = pytest.mark.django_db
HOLD = timedelta(minutes=35)


@pytest.fixture
def boss(person):
    return person("Carla", role=Role.COORDINATOR)


@pytest.fixture
def queue(now, session, person):
    """Return a full session of one place and four turns in its queue, of one instant."""
    one = session(capacity=1)
    places.hold_place(one, person(), now + HOLD)
    return one, [waiting.join(one, person(f"Waiting {n}")) for n in range(4)]


def order(session):
    rows = Waiting.objects.filter(session=session, state="waiting").order_by("turn_at", "pk")
    return [row.person.name[-1] for row in rows.select_related("person")]


@pytest.mark.parametrize(
    ("who", "to", "then"),
    [
        (3, 1, "3012"),
        (0, 4, "1230"),
        (2, 2, "0213"),
        (1, 2, "0123"),
        (0, 99, "1230"),
        (3, -5, "3012"),
    ],
)
def test_a_turn_is_moved_and_the_others_keep_their_order(queue, boss, who, to, then):
    one, turns = queue
    was = move_turn(turns[who], to, why=Why.PROMISED, note="Told on the phone.", actor=boss)
    assert was == who + 1
    assert "".join(order(one)) == then
    turns[who].refresh_from_db()
    assert turns[who].staff_note == "Told on the phone."
    assert turns[who].queued_at < turns[who].turn_at or turns[who].queued_at == turns[who].turn_at
    audit = AuditEntry.objects.get(act="waiting.moved")
    assert audit.actor == boss
    assert audit.facts == {"why": "promised", "was": who + 1, "now": then.index(str(who)) + 1}


def test_a_moved_turn_is_offered_first_and_later_ones_stay_behind(queue, boss, person, now):
    one, turns = queue
    move_turn(turns[3], 1, why=Why.MISTAKE, note="", actor=boss)
    with clock.at(now + timedelta(hours=1)):
        late = waiting.join(one, person("Waiting 9"))
        assert waiting.position(late) == 5
        resize(one, 2)
        assert move_up() == 1
    turns[3].refresh_from_db()
    assert turns[3].state == "offered"
    assert "".join(order(one)) == "0129"


def test_who_was_offered_a_place_is_not_moved(queue, boss):
    one, turns = queue
    resize(one, 2)
    move_up()
    with pytest.raises(Refusal) as refused:
        move_turn(turns[0], 2, why=Why.OTHER, note="", actor=boss)
    assert refused.value.code == "not-waiting"
    assert not AuditEntry.objects.filter(act="waiting.moved").exists()


def test_a_place_is_offered_out_of_turn(queue, boss):
    one, turns = queue
    with pytest.raises(Refusal) as refused:
        offer_now(turns[2], why=Why.ACCESS, note="", actor=boss)
    assert refused.value.code == "nothing-free"
    resize(one, 2)
    offered = offer_now(turns[2], why=Why.ACCESS, note="", actor=boss)
    assert (offered.pk, offered.state) == (turns[2].pk, "offered")
    assert "".join(order(one)) == "013"
    assert AuditEntry.objects.get(act="waiting.offered").facts == {"why": "access"}
    assert Letter.objects.filter(key=f"waiting-offer:{offered.ref}").exists()
    with pytest.raises(Refusal):
        offer_now(turns[2], why=Why.ACCESS, note="", actor=boss)


def test_somebody_who_has_a_place_is_not_offered_another(queue, boss, now):
    one, turns = queue
    resize(one, 3)
    places.take_place(one, turns[1].person, now + HOLD, source="staff", now=now)
    with pytest.raises(Refusal) as refused:
        offer_now(turns[1], why=Why.OTHER, note="", actor=boss)
    assert refused.value.code == "nothing-free"
    turns[0].refresh_from_db()
    assert turns[0].state == "waiting"  # nor is the next one, in their stead


def test_staff_take_somebody_out_or_take_an_offer_back(queue, boss):
    one, turns = queue
    take_out(turns[1], why=Why.ASKED, note="", actor=boss)
    assert "".join(order(one)) == "023"
    resize(one, 2)
    move_up()
    turns[0].refresh_from_db()
    take_out(turns[0], why=Why.MISTAKE, note="", actor=boss)
    assert turns[0].state == "declined"
    assert AuditEntry.objects.filter(act="waiting.taken-out").count() == 2
    with pytest.raises(Refusal):
        take_out(turns[0], why=Why.MISTAKE, note="", actor=boss)


def test_what_staff_wrote_is_exported_and_erased(queue, boss, now):
    _one, turns = queue
    move_turn(turns[1], 1, why=Why.OTHER, note="Cannot come in May.", actor=boss)
    ada = turns[1].person
    assert [row["staff_note"] for row in PERSONAL.export(ada)] == ["Cannot come in May."]
    PERSONAL.erase(ada, now)
    turns[1].refresh_from_db()
    assert (turns[1].staff_note, turns[1].state) == ("", "left")


def test_an_offers_letter_carries_a_link_that_declines_it(queue):
    one, turns = queue
    resize(one, 2)
    move_up()
    letter = Letter.objects.get(key=f"waiting-offer:{turns[0].ref}")
    token = letter.context["decline_path"].split("/")[-2]
    found = declining.turn_of(token)
    assert found == turns[0]
    waiting.decline(found)
    assert found.state == "declined"
    with pytest.raises(Refusal):
        waiting.decline(found)


@pytest.mark.parametrize("change", ["x", "", ".", "a.b"])
def test_a_link_of_ones_own_making_declines_nothing(queue, change):
    _one, turns = queue
    token = declining.token_of(turns[0])
    assert declining.turn_of(token[:-1] + change if len(change) == 1 else change) is None


def test_a_session_that_is_called_off_ends_its_offers_with_a_letter(queue):
    one, turns = queue
    resize(one, 2)
    move_up()
    cancel_session(one, None)
    assert move_up() == 4
    for turn in turns:
        turn.refresh_from_db()
        assert Letter.objects.get(key=f"waiting-closed:{turn.ref}").context["called_off"]
    assert [turn.state for turn in turns] == ["lapsed", "left", "left", "left"]
    turns[0].place.refresh_from_db()
    assert turns[0].place.state == "released"
