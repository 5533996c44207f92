"""Names of people: any script, no control signs, nothing that turns a line around."""

from __future__ import annotations

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from courseplatform.kit import glyphs

MOST = 120
# Marks that change the direction of the text after them, and what is not meant to be seen.
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_JOINERS = {"\u200c", "\u200d"}  # written inside words of several scripts


def clean_name(text: str, *, required: bool = True) -> str:
    """Return a typed name in normal form with single spaces.

    Raises:
        ValidationError: nothing is left of it, or it is longer than 120 characters.
    """
    normal = unicodedata.normalize("NFC", text)
    kept = [
        sign
        for sign in normal
        if sign in _JOINERS or sign in "\t\n" or unicodedata.category(sign) not in _UNSEEN
    ]
    name = " ".join("".join(kept).split())
    if required and not name.strip("\u200c\u200d"):
        raise ValidationError(_("Write a name."), code="required")
    if len(name) > MOST:
        raise ValidationError(
            _("A name may have %(most)s characters. Shorten it.") % {"most": MOST}, code="long"
        )
    return name


def printable_name(text: str, *, required: bool = True) -> str:
    """Return a typed name as ``clean_name`` does, for a printed sheet.

    Raises:
        ValidationError: as ``clean_name``, or no sheet can show one of its signs.
    """
    name = clean_name(text, required=required)
    wrong = glyphs.missing(name)
    if wrong:
        raise ValidationError(
            _(
                "A certificate cannot show these signs: %(signs)s. Write the name in Latin, Greek, "
                "Cyrillic, Hebrew, Armenian or Georgian letters."
            )
            % {"signs": " ".join(wrong[:10])},
            code="not-printable",
        )
    return name
