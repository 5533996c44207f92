"""The pages that say no: they come whatever the request is like, and say where to go on."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from courseplatform import answers
from courseplatform.kit.refusals import Refusal


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/health/", "/learn/", "/nothing/"])
def test_a_request_for_a_foreign_host_is_refused_with_a_page(client: Client, path: str) -> None:
    answer = client.get(path, HTTP_HOST="elsewhere.example")
    assert answer.status_code == 400
    assert "Nothing was changed" in answer.text
    assert "Content-Security-Policy" in answer.headers


@pytest.mark.parametrize(("code", "status"), [("session-full", 409), ("too-often", 429)])
@pytest.mark.django_db
def test_a_refusal_nobody_handled_is_a_page(rf: RequestFactory, code: str, status: int) -> None:
    middleware = answers.RefusalMiddleware(lambda request: HttpResponse())
    request = rf.post("/here/", HTTP_REFERER="http://testserver/there/")
    answer = middleware.process_exception(request, Refusal("Not <now>. Come later.", code=code))
    assert answer is not None
    assert answer.status_code == status
    assert "Not &lt;now&gt;. Come later." in answer.content.decode()
    assert 'href="/there/"' in answer.content.decode()


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/desk/marking/?page=2", "/desk/marking/?page=2"),
        ("http://testserver/", "/"),
        ("", ""),
        ("http://elsewhere.example/desk/", ""),
        ("//elsewhere.example/", ""),
        ("javascript:alert(1)", ""),
        ("http://testserver/here/", ""),
    ],
)
def test_a_refusal_leads_back_to_a_page_of_ours_alone(
    rf: RequestFactory, referer: str, back: str
) -> None:
    request = rf.post("/here/", HTTP_REFERER=referer)
    assert answers.way_back(request) == back
