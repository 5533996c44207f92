"""Form fields for what stands on a bill: only what a bill can show is taken."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courseplatform.kit import countries, glyphs


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


class CountrySelect(forms.Select):
    """A select of all countries, none at first, whose 250 options are written once a language."""

    def use_required_attribute(self, initial: Any) -> bool:
        """Say that something must be chosen: the first option is empty."""
        return not self.is_hidden

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """Return the select with ``value`` chosen, if it is a country."""
        told = flatatt(self.build_attrs(self.attrs, {"name": name, **(attrs or {})}))
        options = _options(get_language() or "en")
        plain = format_html('<option value="{}">', value or "")
        chosen = options.replace(plain, f"{plain[:-1]} selected>", 1)
        return format_html("<select{}>{}</select>", told, mark_safe(chosen))


class CountryField(forms.ChoiceField):
    """A country by its two letters, chosen by its name in the reader's language."""

    widget = CountrySelect

    def __init__(self, **told: Any) -> None:
        told.setdefault("widget", CountrySelect(attrs={"autocomplete": "country"}))
        super().__init__(choices=_listed, **told)

    def valid_value(self, value: str) -> bool:
        """Tell whether ``value`` is a country's letters."""
        return any(value == code for code, _name in countries.choices(get_language() or "en"))


def _listed() -> list[tuple[str, str]]:
    return [("", ""), *countries.choices(get_language() or "en")]


@lru_cache(maxsize=16)
def _options(language: str) -> str:
    every = [("", ""), *countries.choices(language)]
    return format_html_join("\n", '<option value="{}">{}</option>', every)
