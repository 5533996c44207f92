"""Public pages are kept some seconds for those whom nobody knows, and for nobody else."""

import pytest
from django.test import Client

from courseplatform.people.sharing import forget_pages
from courses.catalogue.courses import update_course

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def keep(settings):
    settings.PUBLIC_PAGE_SECONDS = 60
    forget_pages()
    yield
    forget_pages()


def test_a_second_stranger_costs_no_query(now, told, session, django_assert_num_queries):
    url = session().get_absolute_url()
    first = Client().get(url)
    with django_assert_num_queries(0):
        second = Client().get(url)
    assert second.content == first.content
    assert second["Content-Type"] == first["Content-Type"]
    for answer in (first, second):
        assert "public" in answer["Cache-Control"]
        assert {"Cookie", "Accept-Language"} <= set(answer["Vary"].split(", "))
        assert not answer.cookies


def test_a_kept_page_may_be_some_seconds_old(now, told, session):
    session()
    Client().get("/courses/")
    update_course(told, title="Another title")
    assert "Another title" not in Client().get("/courses/").content.decode()
    forget_pages()
    assert "Another title" in Client().get("/courses/").content.decode()


def test_the_signed_in_get_a_page_of_their_own(now, told, session, person, as_user):
    url = session().get_absolute_url()
    Client().get(url)
    answer = as_user(person("Ada")).get(url)
    assert "csrfmiddlewaretoken" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert "csrfmiddlewaretoken" not in Client().get(url).content.decode()


@pytest.mark.parametrize("query", ["?utm=1", "?buyer=company&a=b"])
def test_strange_addresses_are_answered_and_not_kept(now, told, session, query):
    url = f"{session().get_absolute_url()}{query}"
    Client().get(url)
    update_course(told, title="Another title")
    assert "Another title" in Client().get(url).content.decode()


def test_prices_for_companies_are_kept_apart(now, told, session):
    one = session(price={"company_net_minor": 12_300})
    url = one.get_absolute_url()
    assert b"123.00" not in Client().get(url).content
    assert b"123.00" in Client().get(f"{url}?buyer=company").content
    assert b"123.00" not in Client().get(url).content
    assert b"123.00" in Client().get(f"{url}?buyer=company").content


def test_a_chosen_theme_is_not_shown_to_others(now, told, session):
    url = session().get_absolute_url()
    dark = Client()
    dark.cookies["theme"] = "dark"
    assert b'data-theme="dark"' in dark.get(url).content
    assert b'data-theme="dark"' not in Client().get(url).content


def test_a_calendar_file_is_kept_with_its_name(now, told, session, django_assert_num_queries):
    url = f"{session().get_absolute_url()}calendar.ics"
    first = Client().get(url)
    with django_assert_num_queries(0):
        second = Client().get(url)
    assert second["Content-Disposition"] == first["Content-Disposition"]
    assert second["Content-Type"] == "text/calendar; charset=utf-8"


def test_what_is_not_there_is_not_kept(now, told, session):
    draft = session(publish=False)
    assert Client().get(draft.get_absolute_url()).status_code == 404
    from courses.catalogue.sessions import publish_session

    publish_session(draft)
    assert Client().get(draft.get_absolute_url()).status_code == 200
