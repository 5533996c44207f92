"""Forms of the profile."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from courseplatform.people import zones
from courseplatform.people.models import User
from courseplatform.people.naming import clean_name, printable_name

SYSTEM = "system"  # in forms; stored as nothing
THEMES = ((SYSTEM, _("As the system has it")), ("light", _("Light")), ("dark", _("Dark")))


class ZoneField(forms.CharField):
    """A zone, typed or picked from the list beside the field; gives a name that exists."""

    def __init__(self, *, required: bool = True) -> None:
        super().__init__(
            label=_("Time zone"),
            help_text=_("Type a city such as Kyiv, or a zone such as Europe/Kyiv."),
            required=required,
            max_length=64,
            widget=forms.TextInput(
                attrs={"list": "zones", "autocomplete": "off", "data-browser-zone": ""}
            ),
            error_messages={"required": _("Type a city or a zone.")},
        )

    def clean(self, value: str) -> str:
        """Return the zone's name.

        Raises:
            ValidationError: nobody knows a zone or a city of that name.
        """
        typed = super().clean(value)
        zone = zones.find(typed) if typed else ""
        if typed and not zone:
            raise forms.ValidationError(
                _("No zone is called so. Type the nearest large city, or pick one of the list."),
                code="unknown-zone",
            )
        return zone


class ProfileForm(forms.ModelForm):
    """What a person says of themselves."""

    name = forms.CharField(
        label=_("Your name"),
        help_text=_("As we should address you. Fellow students see a cover name instead."),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    zone = ZoneField()
    theme = forms.ChoiceField(label=_("Appearance"), choices=THEMES, widget=forms.RadioSelect)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    class Meta:
        model = User
        fields = ("name", "certificate_name", "zone", "language", "theme", "single_keys_off")
        labels = {
            "certificate_name": _("Name on certificates"),
            "single_keys_off": _("Switch single-key shortcuts off"),
        }
        help_texts = {
            "certificate_name": _("If it differs, for example with a middle name or a title."),
            "single_keys_off": _(
                "In some tasks a letter, a digit or “?” acts by itself while the focus is there. "
                "Switch this off if you dictate, or press keys by accident."
            ),
        }
        widgets = {"certificate_name": forms.TextInput(attrs={"autocomplete": "off"})}

    def clean_name(self) -> str:
        """Return the name without control and direction signs."""
        return clean_name(self.cleaned_data["name"])

    def clean_certificate_name(self) -> str:
        """Return the name, which may be empty; refuse signs that no certificate can show."""
        return printable_name(self.cleaned_data["certificate_name"], required=False)

    def clean_theme(self) -> str:
        """Return ``light``, ``dark`` or nothing."""
        theme: str = self.cleaned_data["theme"]
        return "" if theme == SYSTEM else theme


class ZoneForm(forms.Form):
    """The zone alone, for people without an account."""

    zone = ZoneField()
