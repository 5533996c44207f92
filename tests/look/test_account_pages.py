"""Every page that allauth serves stands in the house's frame and keeps its policy."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import User

PASSWORD = "a long sentence to enter"
OPEN = [
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/done/",
    "/accounts/password/reset/key/1-abc/",
    "/accounts/confirm-email/",
    "/accounts/confirm-email/unknown-key/",
    "/accounts/inactive/",
    "/accounts/3rdparty/login/cancelled/",
]
OWN = [
    "/accounts/logout/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/reauthenticate/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/sessions/",
    "/accounts/3rdparty/",
]


@pytest.fixture
def signed_in(db: None, client: Client) -> Client:
    """A client that has just entered its password twice: to sign in, and before a delicate act."""
    user = User.objects.create_user("ana@example.org", PASSWORD, name="Ana")
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    answer = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert answer.status_code == 302
    answer = client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert answer.status_code == 302
    return client


def assert_in_the_house(html: str) -> None:
    assert html.count("<h1") == 1
    assert "<main" in html
    assert "css/public.css" in html or "css/work.css" in html
    assert len(re.findall(r'<link rel="stylesheet"', html)) == 1
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", html)
    title = re.search(r"<title>(.*?)</title>", html)
    assert title
    assert title[1].strip(" –")
    for script in re.findall(r"<script\b[^>]*>", html):
        assert "src=" in script or "application/json" in script


@pytest.mark.django_db
@pytest.mark.parametrize("path", OPEN)
def test_a_page_for_all_stands_in_the_house(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert_in_the_house(answer.content.decode())


@pytest.mark.parametrize("path", OWN)
def test_a_page_of_ones_own_account_stands_in_the_house(signed_in: Client, path: str) -> None:
    assert '<form method="post" action="/accounts/logout/">' in signed_in.get(path).text
    answer = signed_in.get(path)
    assert answer.status_code == 200
    assert_in_the_house(answer.content.decode())


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/signup/"])
def test_an_empty_form_comes_back_with_a_summary_first(client: Client, path: str) -> None:
    html = client.post(path, {"email": "ana@"}).content.decode()
    main = html[html.index("<main") :]
    assert main.index("data-error-summary") < main.index("<h1")
    assert "<title>Error:" in html
    assert "This field is required" not in html


def test_two_factors_can_be_set_up_and_seen(signed_in: Client) -> None:
    from allauth.mfa.models import Authenticator
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP

    user = User.objects.get(email="ana@example.org")
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(user)
    key = Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Blue key", "credential": {}}
    )
    pages = [
        "/accounts/2fa/",
        "/accounts/2fa/totp/deactivate/",
        "/accounts/2fa/recovery-codes/",
        "/accounts/2fa/recovery-codes/generate/",
        f"/accounts/2fa/webauthn/keys/{key.pk}/edit/",
        f"/accounts/2fa/webauthn/keys/{key.pk}/remove/",
    ]
    for page in pages:
        answer = signed_in.get(page)
        assert answer.status_code == 200, page
        assert_in_the_house(answer.content.decode())


@pytest.mark.django_db
def test_the_second_factor_is_asked_for_in_the_house(client: Client) -> None:
    from allauth.mfa.totp.internal.auth import TOTP

    user = User.objects.create_user("ben@example.org", PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    answer = client.post(
        "/accounts/login/", {"login": user.email, "password": PASSWORD}, follow=True
    )
    assert answer.redirect_chain[-1][0].startswith("/accounts/2fa/authenticate/")
    assert_in_the_house(answer.content.decode())


@pytest.mark.django_db
def test_a_missing_page_says_what_to_do_next(client: Client) -> None:
    answer = client.get("/nothing-here/")
    assert answer.status_code == 404
    assert_in_the_house(answer.content.decode())
    assert "sign in" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["socialaccount/authentication_error.html", "account/signup_closed.html"]
)
def test_a_page_that_is_rarely_reached_stands_in_the_house(name: str) -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    assert_in_the_house(render_to_string(name, request=request))


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "429"])
def test_an_error_page_needs_no_context(name: str) -> None:
    assert_in_the_house(render_to_string(f"{name}.html"))


def test_the_page_for_our_own_faults_asks_nothing_of_anybody() -> None:
    html = render_to_string("500.html")
    assert_in_the_house(html)
    assert "<script" not in html


@pytest.mark.django_db
def test_a_refusal_is_a_sentence_with_a_next_step() -> None:
    refusal = Refusal("The session is full. Join the waiting list.", next_url="/courses/x/")
    html = render_to_string("refusal.html", {"refusal": refusal})
    assert_in_the_house(html)
    assert "The session is full." in html
    assert 'href="/courses/x/"' in html
