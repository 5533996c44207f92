"""allauth's choices for this house: its letters are secret letters, its factors lie sealed."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.template import TemplateDoesNotExist
from django.utils.translation import get_language

from courseplatform.kit import seal
from courseplatform.letters.rendering import Rendered, Sender, fill
from courseplatform.letters.sealed import write_secret
from courseplatform.people.models import Organiser, User
from courseplatform.people.roles import Right

FACTORS = "factors"  # purpose of the seal on second factors


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Mails by the outbox, the way after login by role."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write a secret letter; the page goes on whether or not the mail server answers."""
        person = _person(email, context)
        words = self._words(template_prefix, email, context, person)
        write_secret(words, address=email, person=person)

    def _words(
        self, template_prefix: str, email: str, context: dict[str, Any], person: User | None
    ) -> Rendered:
        """Fill the house's templates; a kind of mail that is new in allauth keeps its own words."""
        sender = Sender.current()
        known = {**context, "email": email, "request": self.request}
        try:
            return fill(
                template_prefix,
                known,
                language=get_language() or "en",
                zone=person.zone if person else "",
                sender=sender,
            )
        except TemplateDoesNotExist:
            known["current_site"] = {"name": sender.name, "domain": sender.site_url}
            mail = self.render_mail(template_prefix, email, known)
            return Rendered(subject=mail.subject, text=str(mail.body), html="")

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead people who work here to the desk, everybody else to their courses."""
        user = request.user
        if isinstance(user, User) and user.may(Right.SEE_DESK):
            return resolve_url("desk")
        return str(super().get_login_redirect_url(request))

    def logout(self, request: HttpRequest) -> None:
        """Log out, and have the browser forget what it kept of this site."""
        super().logout(request)
        request.signed_out = True  # type: ignore[attr-defined]


def _person(email: str, context: dict[str, Any]) -> User | None:
    user = context.get("user")
    if isinstance(user, User):
        return user
    known = EmailAddress.objects.filter(email=email.lower()).select_related("user").first()
    return known.user if known else None


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors, sealed at rest."""

    def encrypt(self, text: str) -> str:
        """Seal a secret before it is stored."""
        return seal.seal(FACTORS, text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a stored secret."""
        return seal.unseal(FACTORS, encrypted_text)

    def get_totp_issuer(self) -> str:
        """Name the organiser in the authenticator app."""
        return Organiser.current().name or "Courses"
