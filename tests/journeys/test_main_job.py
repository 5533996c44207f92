"""The main job, once from end to end, in a real browser against the real stack.

Visitor, student, instructor, consultant and coordinator; embedded PostgreSQL and Valkey, a Celery
worker and beat, the stand-in for Stripe, real SMTP; the strict content policy on. Each page of the
way is held against axe.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
import stripe
from playwright.sync_api import Page, expect

from courseplatform.runtime.places import PROJECT
from courseplatform.sandbox import defaults
from tests.browsing import press
from tests.journeys.conftest import Traveller, pay_with

pytestmark = [pytest.mark.journey, pytest.mark.timeout(900)]

LIBRARY = PROJECT / "exercises/cases/library/ukraine-hts/exercises/did-kyiv-deal"
COURSE = "/courses/geopolitical-intelligence-analysis/"
STUDENT, SECRET = "noor.r4836@visitor.example", "a-long-enough-secret"
KEYS = {"CC": "1", "C": "2", "N": "3", "I": "4", "II": "5"}
EXPERTS = (
    "C C C CC C|C C C N C|C C I C I|I N N C C|N N N C N|N N N C C"
    "|C C C N N|N N CC N C|C C C N C|N N N N N|II I C C N|I C C N N"
)
ASSESSMENT = (
    "We judge it very unlikely (5 to 20 %) that Kyiv and HTS agreed on the alleged exchange [¶2]. "
    "Our confidence is low, because no outlet, participant, place or date is named [¶3]."
)


def key(name: str) -> dict[str, Any]:
    """Return a task's key from the library, as an expert would have it in the head."""
    return tomllib.loads((LIBRARY / f"{name}.key.toml").read_text())


def test_the_main_job(traveller: Callable[..., Traveller]) -> None:
    visitor = traveller()
    session = a_visitor_reads_and_finds_the_course(visitor)
    a_student_signs_up(visitor, session)
    order = the_student_pays(visitor, session)
    the_student_joins(visitor)
    attempt = the_student_works(visitor)
    marker = traveller()
    the_instructor_marks(marker)
    the_student_reads_feedback(visitor, attempt)
    an_inquiry_is_answered(traveller(), traveller())
    the_coordinator_sees_it_all(traveller(), order)
    the_reminder_came(visitor)


def a_visitor_reads_and_finds_the_course(person: Traveller) -> str:
    page = person.go("/")
    person.is_accessible()
    press(page.get_by_role("link", name="Read the report"))
    expect(page.locator("h1")).to_contain_text("solid intelligence or fake news")
    expect(page.locator("audio")).to_be_visible()
    source = page.locator("audio, audio source").evaluate_all(
        "all => all.map(each => each.src).find(src => src)"
    )
    part = page.request.get(source, headers={"Range": "bytes=100-199"})
    assert part.status == 206
    assert len(part.body()) == 100
    person.is_accessible()
    assert page.context.cookies() == []
    person.go(COURSE)
    person.is_accessible()
    expect(page.locator("main")).to_contain_text("21 Dec 2024")
    addresses = page.locator(f"a[href^='{COURSE}20']").evaluate_all(
        "all => all.map(each => each.getAttribute('href'))"
    )
    session = next(address for address in addresses if "2024" not in address)
    person.go(session)
    expect(page.locator("main")).to_contain_text("of 20 places left")
    expect(page.locator("main")).to_contain_text("240.00")
    expect(page.locator(".when").first).to_contain_text("for you")
    person.is_accessible()
    return str(session)


def a_student_signs_up(person: Traveller, session: str) -> None:
    page = person.page
    press(page.get_by_role("link", name="Create an account"))
    person.is_accessible()
    page.fill("[name=name]", "Noor Visitor")
    page.fill("[name=email]", STUDENT)
    page.fill("[name=password1]", SECRET)
    page.fill("[name=password2]", SECRET)
    press(page.locator("main form").last.locator("button").last)
    expect(page.locator("main")).to_contain_text("We have sent a letter")
    mail = person.mail(STUDENT, "onfirm")
    link = re.search(r"http\S+/accounts/confirm-email/\S+", mail)
    assert link
    page.goto(link[0])
    press(page.locator("main form button").first)
    expect(page.get_by_text("Account").first).to_be_visible()


def the_student_pays(person: Traveller, session: str) -> str:
    page = person.go(session)
    person.is_accessible()
    page.get_by_label("Country").select_option(label="Italy")
    for box in page.locator("main input[type=checkbox]").all():
        box.check()
    press(page.get_by_role("button", name=re.compile("Hold my place")))
    page.wait_for_url(re.compile(re.escape(person.stack.sandbox)))
    person.is_accessible()
    pay_with(page, "4000 0000 0000 0002")
    expect(page.locator("main")).to_contain_text("declined")
    pay_with(page, "4242 4242 4242 4242")
    page.wait_for_url(re.compile("/orders/"))
    expect(page.locator("main")).to_contain_text("confirmed", timeout=15_000)
    person.is_accessible()
    receipt = person.mail(STUDENT, "Payment of")
    assert "240.00" in receipt
    assert re.search(r"20\d\d-\d{4}", receipt)
    welcome = person.mail(STUDENT, "Welcome to")
    assert "Office hour" in welcome
    return page.url.split("?")[0].rsplit("/", 2)[-2]


def the_student_joins(person: Traveller) -> None:
    page = person.go("/learn/")
    expect(page.locator("main")).to_contain_text("Office hour")
    person.is_accessible()
    press(page.get_by_role("link", name="Go to the join page"))
    person.is_accessible()
    with page.context.expect_page() as opened:
        page.get_by_role("button", name=re.compile("Join")).click()
    meeting = opened.value
    meeting.wait_for_url(re.compile("/meeting/"))
    expect(meeting.locator("body")).to_contain_text("practice")
    meeting.close()


def the_student_works(person: Traveller) -> str:
    page = person.go("/learn/")
    press(page.get_by_role("link", name=re.compile("Did Kyiv deal")).first)
    person.is_accessible()
    press(page.get_by_role("button", name="Start the exercise"))
    page.wait_for_url(re.compile("/attempts/"))
    attempt = page.url.split("/attempts/")[1].split("/")[0]
    grade_a_source(person, attempt)
    sort_claims(person, attempt)
    weigh(person, attempt)
    estimate(person, attempt)
    write(person, attempt)
    person.go(f"/attempts/{attempt}/submission/")
    person.is_accessible()
    press(page.get_by_role("button", name="Hand in", exact=True))
    expect(page.locator("main")).to_contain_text("eceipt")
    person.is_accessible()
    person.go(f"/attempts/{attempt}/submission/")
    expect(page.locator("main")).to_contain_text("eceipt")
    no_key_is_shown(page)
    return attempt


def task(person: Traveller, attempt: str, number: int, query: str = "") -> Page:
    page = person.go(f"/attempts/{attempt}/tasks/{number}/{query}")
    no_key_is_shown(page)
    return page


def no_key_is_shown(page: Page) -> None:
    """The experts' reasons are the keys' own sentences: none may stand on a student's page."""
    text = page.content()
    for name in ("1-grade-the-sources", "2-sort-the-claims", "3-weigh-the-hypotheses"):
        for sentence in whys(key(name)):
            assert sentence not in text, sentence


def whys(data: Any) -> list[str]:
    if isinstance(data, dict):
        own = [data["why"]] if isinstance(data.get("why"), str) and len(data["why"]) > 30 else []
        return own + [each for value in data.values() for each in whys(value)]
    return [each for value in data for each in whys(value)] if isinstance(data, list) else []


def saved(page: Page) -> None:
    expect(page.locator("[data-save-state]").first).to_have_attribute(
        "data-state", "saved", timeout=15_000
    )


def grade_a_source(person: Traveller, attempt: str) -> None:
    page = task(person, attempt, 1)
    person.is_accessible()
    page.locator("[name=source][value=D]").check()
    page.fill("[name=source_reason]", "Not named; such stories were used before.")
    page.locator("[name=information][value='3']").check()
    page.fill("[name=information_reason]", "Unconfirmed; nobody independent.")
    page.fill("[name=chance]", "35")
    saved(page)


def sort_claims(person: Traveller, attempt: str) -> None:
    page = task(person, attempt, 2)
    person.is_accessible()
    for number in ("1", "2", "3"):
        code = {"1": "RF", "2": "AA", "3": "AA"}[number]
        page.locator(f"[name='c-{number}'][value={code}]").check()
    saved(page)


def weigh(person: Traveller, attempt: str) -> None:
    page = task(person, attempt, 3)
    person.is_accessible()
    page.locator(".rating[tabindex='0']").focus()
    for row in EXPERTS.split("|"):
        page.keyboard.press("Home")
        for code in row.split():
            page.keyboard.press(KEYS[code])
        page.keyboard.press("ArrowDown")
    for place, wanted in enumerate("41101", start=1):
        expect(page.locator(f"#ach-sum-H{place}")).to_have_text(wanted, timeout=15_000)
    saved(page)
    page.reload()
    expect(page.locator("#ach-sum-H1")).to_have_text("4")


def estimate(person: Traveller, attempt: str) -> None:
    page = task(person, attempt, 4)
    person.is_accessible()
    first = page.locator("[data-number]").first
    first.fill("10")
    page.locator("[name^='word-']").nth(1).check()
    page.locator("[name^='confidence-']").first.check()
    page.locator("[name^='because-']").first.fill("No outlet is named.")
    saved(page)


def write(person: Traveller, attempt: str) -> None:
    page = task(person, attempt, 5)
    person.is_accessible()
    page.fill("#id_text", ASSESSMENT)
    saved(page)
    page.reload()
    expect(page.locator("#id_text")).to_have_value(ASSESSMENT)


def the_instructor_marks(person: Traveller) -> None:
    """Mark whatever waits, the newcomer's script among it, then release as an act of its own."""
    person.sign_in("instructor@demo.example")
    page = person.go("/desk/marking/")
    person.is_accessible()
    assert "Noor" not in page.content()
    marked = 0
    while (begin := page.get_by_role("button", name=re.compile("[Mm]ark"))).count() and marked < 12:
        press(begin.first)
        while "/desk/marking/" in page.url and page.locator("input[name^='level-']").count():
            if not marked:
                person.is_accessible()
            assert "Noor" not in page.content()
            mark_one(page)
            marked += 1
        person.go("/desk/marking/")
    assert marked
    person.go("/desk/marking/release/")
    person.is_accessible()
    press(page.get_by_role("button", name="Release the ticked marks"))


def mark_one(page: Page) -> None:
    for group in page.locator("fieldset:has(input[name^='level-'])").all():
        group.locator("input[name^='level-'][value='3']").check(force=True)
    press(page.get_by_role("button", name="Finish, next script"))


def the_student_reads_feedback(person: Traveller, attempt: str) -> None:
    person.mail(STUDENT, "marked")
    page = person.go(f"/attempts/{attempt}/feedback/")
    person.is_accessible()
    expect(page.locator("main")).to_contain_text("points")


def an_inquiry_is_answered(person: Traveller, consultant: Traveller) -> None:
    page = person.go("/contact/")
    person.is_accessible()
    page.fill("[name=message]", "Can you look at an assessment that rests on a single source?")
    page.fill("[name=name]", "Ada Asker")
    page.fill("[name=email]", "ada.asker@asks.example")
    page.locator("[name=topic]").select_option("assessment")
    page.locator("[name=consent]").check()
    page.wait_for_timeout(4_000)  # a form that comes back at once is a machine's
    press(page.get_by_role("button", name="Send my question"))
    person.is_accessible()
    person.mail("ada.asker@asks.example", "")
    consultant.sign_in("consultant@demo.example")
    desk = consultant.go("/desk/inquiries/")
    consultant.is_accessible()
    press(desk.get_by_role("link", name=re.compile("Ada Asker")).first)
    consultant.is_accessible()
    desk.fill("[name=text]", "Gladly. Send it to us, and say by when you need our reading.")
    press(desk.get_by_role("button", name=re.compile("[Rr]eply|[Aa]nswer|Send")).first)
    person.mail("ada.asker@asks.example", "Your question to us", saying="Send it to us")
    desk.locator("[name=because]").select_option("answered")
    press(desk.get_by_role("button", name=re.compile("Close")).last)
    expect(desk.locator("main")).to_contain_text(re.compile("[Cc]losed"))


def the_coordinator_sees_it_all(person: Traveller, order: str) -> None:
    person.sign_in("coordinator@demo.example")
    page = person.go(f"/desk/orders/{order}/")
    person.is_accessible()
    expect(page.locator("main")).to_contain_text("Paid by card")
    person.go("/desk/courses/")
    person.is_accessible()
    a_course_and_a_session_are_made(person)
    sessions = person.go("/desk/courses/").locator("a[href^='/desk/sessions/']")
    addresses = sessions.evaluate_all("all => all.map(each => each.getAttribute('href'))")
    kept = [kept_of(person, address) for address in addresses]
    theirs = the_stand_ins_list(person)
    assert sum(kept) == theirs
    person.go("/desk/money/")
    person.is_accessible()


def a_course_and_a_session_are_made(person: Traveller) -> None:
    page = person.go("/desk/courses/new/")
    page.fill("[name=title]", "Reading open sources")
    page.fill("[name=summary]", "Half a day on what a picture shows.")
    press(page.get_by_role("button", name="Save the course"))
    press(page.get_by_role("link", name="Make a session"))
    person.is_accessible()
    page.fill("[name=starts_local]", "2031-05-17T10:00")
    page.fill("[name=ends_local]", "2031-05-17T13:00")
    page.fill("[name=amount]", "120.00")
    press(page.get_by_role("button", name="Save the session"))
    expect(page.locator("main")).to_contain_text("A draft: nobody outside sees it.")
    press(page.get_by_role("button", name="Open for booking"))
    press(page.get_by_role("link", name="Duplicate with all dates"))
    page.fill("[name=starts_local]", "2031-06-14T10:00")
    press(page.get_by_role("button", name="Duplicate the session"))
    expect(page.locator("h1")).to_contain_text("14 June 2031")


def kept_of(person: Traveller, address: str) -> int:
    """Return what the ledger of a session adds up to; the roster's sums must agree."""
    export = f"/desk/money/exports/ledger.csv?session={address.split('/')[3]}"
    ledger = person.page.request.get(f"{person.stack.url}{export}").text()
    entries = [each for each in csv.DictReader(StringIO(ledger)) if each["kind"] != "fee"]
    roster = person.page.request.get(f"{person.stack.url}{address}roster.csv").text()
    rows = list(csv.DictReader(StringIO(roster)))
    total = sum(int(each["amount_minor"]) for each in entries)
    assert sum(int(each["kept_minor"] or 0) for each in rows) == total, address
    return total


def the_stand_ins_list(person: Traveller) -> int:
    """Return what the payment stand-in's own books say, before its fees: every movement, in minor units."""
    client = stripe.StripeClient(defaults.STRIPE_KEY, base_addresses={"api": person.stack.sandbox})
    moves = client.v1.balance_transactions.list(params={"limit": 100}).auto_paging_iter()
    return sum(each.amount for each in moves)


def the_reminder_came(person: Traveller) -> None:
    person.mail(STUDENT, "Within the hour", seconds=240)
