"""The letters of webinars: both parts tell the same facts, and no subject tells too much."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from courseplatform.kit import clock
from courseplatform.letters.models import Letter
from courseplatform.letters.rendering import Sender, render
from courseplatform.reminders.dispatch import dispatch
from courseplatform.reminders.planning import plan
from courses import webinars
from courses.enrolment import enrolling
from courses.enrolment.models import EndReason
from courses.webinars import scheduling
from courses.webinars.jobs import keep_calendars_right

pytestmark = pytest.mark.django_db

TEMPLATES = Path(webinars.__file__).parent / "templates" / "letters"
NAMES = sorted(path.name.removesuffix(".subject.txt") for path in TEMPLATES.glob("*.subject.txt"))


@pytest.fixture
def letters(run, briefing, place, webinar):
    """Every letter that a life of a session writes to Ada, by template."""
    keep_calendars_right()
    webinar(run, "Office hour", starts_local=datetime(2026, 2, 20, 12), meeting_url="")
    keep_calendars_right()
    scheduling.reschedule(briefing, datetime(2026, 2, 6, 19), 60, actor=None)
    keep_calendars_right()
    for before in (timedelta(hours=22), timedelta(hours=1)):
        with clock.at(datetime(2026, 2, 6, 17).replace(tzinfo=clock.now().tzinfo) - before):
            plan()
            dispatch()
    briefing.refresh_from_db()
    scheduling.call_off(briefing, actor=None)
    keep_calendars_right()
    enrolling.end(place, EndReason.CANCELLED)
    keep_calendars_right()
    return {letter.template: letter for letter in Letter.objects.all()}


def words(text):
    return " ".join(text.replace("\u202f", " ").replace("&#x27;", "'").split())


def read(letter):
    found = render(letter, Sender.current())
    visible = re.sub(r"<style.*?</style>", "", found.html, flags=re.DOTALL)
    page = words(re.sub(r"<[^>]+>", " ", visible))
    return words(found.subject), found.text, page, found.html


def test_a_life_of_a_session_writes_every_letter(letters):
    assert sorted(letters) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_both_parts_tell_the_same_times_and_addresses(letters, name):
    _subject, text, page, html = read(letters[name])
    body = words(text.split("\n--\n")[0])
    clock_times = re.findall(r"\d\d:\d\d(?:–\d\d:\d\d)?", body)
    assert clock_times
    assert all(time in page for time in clock_times)
    assert set(re.findall(r"\d\d:\d\d(?:–\d\d:\d\d)?", page)) <= set(clock_times)
    links = re.findall(r"https?://\S+", body)
    assert links
    assert all(f'href="{link}"' in html for link in links)


@pytest.mark.parametrize("name", NAMES)
def test_both_zones_stand_in_it(letters, name):
    _subject, text, page, _html = read(letters[name])
    for part in (words(text), page):
        assert "Kyiv time" in part
        assert "for you (Rome time" in part


@pytest.mark.parametrize("name", NAMES)
def test_the_text_is_never_wider_than_a_mail_shows(letters, name):
    _subject, text, _page, _html = read(letters[name])
    assert all("{" not in line and "None" not in line for line in text.splitlines())
    assert text.strip().endswith("desk@example.org")


@pytest.mark.parametrize("name", NAMES)
def test_subjects_carry_no_alias_no_name_and_no_address(letters, name, place, ada):
    subject, _text, _page, _html = read(letters[name])
    assert subject
    for secret in (place.alias, ada.name, ada.email, "http"):
        assert secret not in subject


def test_the_moved_letter_says_old_and_new(letters):
    _subject, text, _page, _html = read(letters["webinar_moved"])
    assert "Friday 6 February 2026, 19:00–20:00 Kyiv time" in words(text)
    assert "Before: Thursday 5 February 2026, 18:00 Kyiv time" in words(text)


def test_a_longer_meeting_at_the_same_hour_names_no_old_time(run, briefing, place):
    keep_calendars_right()
    scheduling.reschedule(briefing, briefing.starts_local, 120, actor=None)
    keep_calendars_right()
    _subject, text, _page, _html = read(Letter.objects.get(template="webinar_moved"))
    assert "18:00–20:00" in text
    assert "Before" not in text


def test_only_reminders_offer_to_stop(letters):
    stoppable = {name for name, letter in letters.items() if letter.stoppable}
    assert stoppable == {"webinar_eve", "webinar_soon"}


def test_the_welcome_names_the_alias_every_date_and_the_room(letters, place):
    _subject, text, _page, _html = read(letters["welcome"])
    assert place.alias in text
    assert "Briefing" in text
    assert f"/learn/{place.ref}/" in text
