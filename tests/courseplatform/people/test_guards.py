"""Guards of staff pages."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory

from courseplatform.people.guards import keep_private, private, requires, signed_in
from courseplatform.people.models import RoleGrant, User
from courseplatform.people.roles import Right, Role

pytestmark = pytest.mark.django_db


@requires(Right.EDIT_REPORTS)
def edit(request: HttpRequest) -> HttpResponse:
    return HttpResponse("the desk")


@pytest.fixture
def ask(rf: RequestFactory) -> Callable[[User | AnonymousUser], HttpRequest]:
    def make(user: User | AnonymousUser) -> HttpRequest:
        request = rf.get("/desk/reports/?page=2")
        request.user = user
        return request

    return make


def person(*roles: Role, active: bool = True) -> User:
    user = User.objects.create_user(f"{'-'.join(roles) or 'nobody'}@example.org", is_active=active)
    for role in roles:
        RoleGrant.objects.create(user=user, role=role)
    return user


def test_nobody_is_led_to_the_login_and_back(ask: Callable[..., HttpRequest]) -> None:
    answer = edit(ask(AnonymousUser()))
    assert answer.status_code == 302
    assert answer["Location"] == "/accounts/login/?next=/desk/reports/%3Fpage%3D2"


def test_somebody_without_the_right_is_told_there_is_no_page(
    ask: Callable[..., HttpRequest],
) -> None:
    for roles in ((), (Role.CONSULTANT,)):
        with pytest.raises(Http404):
            edit(ask(person(*roles)))


def test_who_asked_for_what_is_not_theirs_stands_in_the_log(
    ask: Callable[..., HttpRequest], caplog: pytest.LogCaptureFixture
) -> None:
    student = person()
    with caplog.at_level(logging.INFO, logger="courseplatform.security"), pytest.raises(Http404):
        edit(ask(student))
    (line,) = [json.loads(record.message) for record in caplog.records]
    assert (line["event"], line["person"]) == ("denied", student.ref)
    assert line["rights"] == ["edit-reports"]
    assert "@" not in caplog.text


def test_a_person_whose_account_is_closed_has_no_rights(ask: Callable[..., HttpRequest]) -> None:
    with pytest.raises(Http404):
        edit(ask(person(Role.EDITOR, active=False)))


def test_the_right_opens_the_page_and_no_cache_keeps_it(ask: Callable[..., HttpRequest]) -> None:
    answer = edit(ask(person(Role.EDITOR)))
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]


def test_any_one_of_several_rights_is_enough(ask: Callable[..., HttpRequest]) -> None:
    both = requires(Right.EDIT_REPORTS, Right.SEE_MONEY)(lambda request: HttpResponse("x"))
    assert both(ask(person(Role.COORDINATOR))).status_code == 200


def test_a_private_page_is_kept_by_no_cache(ask: Callable[..., HttpRequest]) -> None:
    page = private(lambda request: HttpResponse("mine"))
    assert "no-store" in page(ask(AnonymousUser()))["Cache-Control"]
    assert "no-store" in keep_private(HttpResponse())["Cache-Control"]


def test_a_page_that_forgot_its_guard_shows_nothing(ask: Callable[..., HttpRequest]) -> None:
    with pytest.raises(Http404):
        signed_in(ask(AnonymousUser()))
    user = person()
    assert signed_in(ask(user)) == user
