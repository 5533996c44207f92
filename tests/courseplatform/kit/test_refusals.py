"""Refusals: what was said becomes a page, or a part of one."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from courseplatform.answers import RefusalMiddleware, csrf_failure
from courseplatform.kit.refusals import Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def middleware() -> RefusalMiddleware:
    return RefusalMiddleware(lambda request: HttpResponse())


@pytest.fixture
def request_(rf: RequestFactory) -> HttpRequest:
    from django.contrib.auth.models import AnonymousUser

    request = rf.post("/x/")
    request.user = AnonymousUser()
    return request


def test_a_refusal_carries_a_sentence_a_code_and_a_next_step() -> None:
    refusal = Refusal("Full. Join the list.", code="full", next_url="/list/")
    assert (str(refusal), refusal.sentence) == ("Full. Join the list.",) * 2
    assert (refusal.code, refusal.next_url) == ("full", "/list/")
    assert Refusal("x").code == "refused"


def test_a_refusal_becomes_a_page_that_says_what_to_do_next(
    middleware: RefusalMiddleware, request_: HttpRequest
) -> None:
    answer = middleware.process_exception(request_, Refusal("Full <b>now</b>.", next_url="/list/"))
    assert answer is not None
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Full &lt;b&gt;now&lt;/b&gt;." in text
    assert 'href="/list/"' in text
    assert "<html" in text


def test_htmx_gets_a_part_of_a_page(middleware: RefusalMiddleware, request_: HttpRequest) -> None:
    request_.META["HTTP_HX_REQUEST"] = "true"
    request_.htmx = HtmxDetails(request_)  # type: ignore[attr-defined]
    answer = middleware.process_exception(request_, Refusal("Full."))
    assert answer is not None
    assert "<html" not in answer.content.decode()


def test_other_errors_are_left_to_django(
    middleware: RefusalMiddleware, request_: HttpRequest
) -> None:
    assert middleware.process_exception(request_, KeyError()) is None
    assert middleware(request_).status_code == 200


def test_a_stale_form_is_explained(request_: HttpRequest) -> None:
    answer = csrf_failure(request_, "reason for the log")
    assert answer.status_code == 403
    assert "nothing was changed" in answer.content.decode()
    assert "reason for the log" not in answer.content.decode()
