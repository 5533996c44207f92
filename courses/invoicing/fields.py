"""Form fields for what stands on a bill: only what a bill can show is taken."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from courseplatform.kit import glyphs


class PrintedField(forms.CharField):
    """A text that is printed on documents, such as a name or an address."""

    def to_python(self, value: Any) -> str:
        """Return the text composed, without control and direction marks.

        A NUL stays for the field's own check: it comes from no keyboard, so the request is damaged.
        """
        text = super().to_python(value) or ""
        return text if "\x00" in text else glyphs.tidy(text).strip()

    def validate(self, value: str) -> None:
        """Refuse signs that no document can show, and say which."""
        super().validate(value)
        wrong = glyphs.missing(value)
        if wrong:
            raise ValidationError(
                _(
                    "A bill cannot show these signs: %(signs)s. Write it in Latin, Greek, Cyrillic, "
                    "Hebrew, Armenian or Georgian letters."
                )
                % {"signs": " ".join(wrong[:10])},
                code="not-printable",
            )
