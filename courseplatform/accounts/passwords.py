"""Passwords that are too near to this house: its name and the words of its trade."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from courseplatform.people.models import Organiser, User

TRADE = ("course", "courses", "courseplatform", "intelligence", "analysis", "analyst", "password")
LEAST_LEFT = 8


class HouseWordsValidator:
    """Refuses a password that is little more than the organiser's name and words of the trade."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Take the house's words away; what is left must still be something.

        Raises:
            ValidationError: fewer than eight characters are left.
        """
        left = password.lower()
        words = {*TRADE, *re.findall(r"\w{4,}", Organiser.current().name.lower())}
        for word in sorted(words, key=len, reverse=True):
            left = left.replace(word, "")
        if left != password.lower() and len(left) < LEAST_LEFT:
            raise ValidationError(
                _("This password is mostly words that anybody would try here. Choose others."),
                code="house-words",
            )

    def get_help_text(self) -> str:
        """Say the rule before it is broken."""
        return _("Your password should not be made of our name and the words of our trade.")
