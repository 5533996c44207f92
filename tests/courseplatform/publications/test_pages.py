"""The public face: what everybody reads, without a cookie, in few queries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from courseplatform.kit import clock
from courseplatform.people.models import User
from courseplatform.people.sharing import forget_pages
from courseplatform.publications import publishing
from courseplatform.publications.models import Episode, Report
from courses.catalogue.courses import create_course, publish_course
from courses.catalogue.models import Course, Session

PAGES = ("/", "/reports/", "/reports/report-27/")


@pytest.mark.parametrize("path", ["/", "/reports/", "/podcast.rss", "/reports/feed/"])
def test_an_empty_house_has_pages_that_say_so(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert not answer.cookies


def test_the_first_page_leads_to_the_newest_report_and_the_next_course(
    client: Client, report: Callable, episode: Episode, session: Callable
) -> None:
    report(28, title="Newer, still alleged")
    session(30)
    page = client.get("/").text
    assert page.index("Newer, still alleged") < page.index("An alleged meeting, part 27")
    assert "20 of 20 places left" in page
    assert "€\u202f240.00" in page
    assert "2 min to hear" in page


def test_a_report_keeps_judgement_likelihood_and_confidence_apart(
    client: Client, episode: Episode
) -> None:
    page = client.get("/reports/report-27/").text
    for words in ("It did not happen as reported.", "very unlikely, 5 to 20 %", "low: one line"):
        assert words in page
    assert '<p id="p2" class="paragraph">' in page
    assert '<a href="#s1">What is claimed</a>' in page
    assert "No date, no place." in page
    assert f'src="{episode.audio.url}"' in page
    assert 'data-seek="70"' in page
    assert "<em>word</em>" in page
    assert "/contact/?topic=assessment&amp;from=/reports/report-27/" in page


def test_the_box_shows_the_report_s_own_course_or_the_next_of_all(
    client: Client, report: Callable, session: Callable, course: Course
) -> None:
    other = create_course("Another course")
    publish_course(other)
    session(10, of=other)
    session(30)
    report(1)
    report(2, course=course)
    assert "Another course" in client.get("/reports/report-1/").text
    page = client.get("/reports/report-2/").text
    assert "Another course" not in page
    assert "Geopolitical Intelligence Analysis" in page


def test_a_session_with_places_comes_before_an_earlier_full_one(
    client: Client, session: Callable
) -> None:
    full = session(10, capacity=1)
    Session.objects.filter(pk=full.pk).update(taken=1)
    session(30)
    page = client.get("/").text
    assert "20 of 20 places left" in page
    Session.objects.update(capacity=1, taken=1)
    assert "Full, with a waiting list" in client.get("/").text


def test_drafts_withdrawn_and_future_reports_are_not_there(
    client: Client, report: Callable
) -> None:
    draft, taken_back, later = report(1, publish=False), report(2), report(3)
    publishing.withdraw(taken_back)
    Report.objects.filter(pk=later.pk).update(published_at=clock.now() + timedelta(hours=1))
    for one in (draft, taken_back, later):
        assert client.get(one.get_absolute_url()).status_code == 404
        for path in ("/", "/reports/", "/reports/feed/"):
            assert one.title not in client.get(path).text


def test_public_pages_bring_no_cookie_and_may_be_kept_by_caches(
    client: Client, episode: Episode, session: Callable
) -> None:
    session()
    for path in PAGES:
        answer = client.get(path)
        assert not answer.cookies
        assert "public" in answer.headers["Cache-Control"]
        assert "csrf" not in answer.text
        assert client.head(path).status_code == 200


def test_a_signed_in_reader_s_page_is_kept_by_nobody(client: Client, episode: Episode) -> None:
    client.force_login(User.objects.create_user("a@example.org", name="Ada Byron"))
    for path in PAGES:
        answer = client.get(path)
        assert "no-store" in answer.headers["Cache-Control"]
        assert "Ada Byron" in answer.text


def test_what_is_kept_for_nobody_is_never_what_somebody_saw(
    client: Client, episode: Episode, settings: Settings
) -> None:
    settings.PUBLIC_PAGE_SECONDS = 60
    forget_pages()
    ada = Client()
    ada.force_login(User.objects.create_user("a@example.org", name="Ada Byron"))
    dark = Client()
    dark.cookies["theme"] = "dark"
    try:
        for path in PAGES:
            assert "Ada Byron" in ada.get(path).text
            assert 'data-theme="dark"' in dark.get(path).text
            plain = client.get(path)
            assert "Ada Byron" not in plain.text
            assert 'data-theme="dark"' not in plain.text
            assert "Ada Byron" in ada.get(path).text
            assert client.get(path).content == plain.content
    finally:
        forget_pages()


def test_a_kept_page_costs_no_query_and_other_parameters_are_not_kept(
    client: Client, report: Callable, settings: Settings, django_assert_num_queries: Callable
) -> None:
    report()
    settings.PUBLIC_PAGE_SECONDS = 60
    forget_pages()
    try:
        first = client.get("/reports/?page=1")
        with django_assert_num_queries(0):
            again = client.get("/reports/?page=1")
        assert again.content == first.content
        assert again.headers["Vary"] == first.headers["Vary"]
        assert again.headers["Content-Security-Policy"]
        with django_assert_num_queries(3):
            client.get("/reports/?page=1&utm=x")
        client.get("/reports/nothing/")
        report(99, slug="nothing")
        assert client.get("/reports/nothing/").status_code == 200, "404 is kept for nobody"
    finally:
        forget_pages()


@pytest.mark.parametrize(
    ("path", "queries"), [("/", 3), ("/reports/", 3), ("/reports/report-27/", 3)]
)
def test_each_page_costs_the_same_few_queries_for_one_and_for_many(
    client: Client,
    episode: Episode,
    report: Callable,
    session: Callable,
    path: str,
    queries: int,
    django_assert_num_queries: Callable,
) -> None:
    session()
    with django_assert_num_queries(queries):
        client.get(path)
    for number in range(40, 52):
        report(number)
        session(number)
    with django_assert_num_queries(queries):
        client.get(path)


@pytest.mark.parametrize("page", ["0", "-1", "999999", "x", "9" * 30, "%00"])
def test_any_page_number_gives_a_page(client: Client, report: Callable, page: str) -> None:
    report()
    assert client.get(f"/reports/?page={page}").status_code == 200


def test_twenty_reports_a_page(client: Client, report: Callable) -> None:
    for number in range(1, 22):
        report(number)
    assert "1 to 20 of 21" in client.get("/reports/").text
    assert "part 1<" in client.get("/reports/?page=2").text
