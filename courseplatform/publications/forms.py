"""Forms of the editors' desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from courseplatform.kit.refusals import Refusal
from courseplatform.publications import episodes
from courseplatform.publications.models import Report
from courses.catalogue.models import Course

WIDE = {"rows": 3}


class ReportForm(forms.ModelForm):
    """One report; the course is offered by name."""

    course = forms.ModelChoiceField(
        Course.objects.none(),
        label=_("Course that works on it"),
        required=False,
        empty_label=_("None: show the next course of all"),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    number = forms.IntegerField(
        label=_("Number"),
        min_value=1,
        max_value=99_999,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"),
            _("Write a whole number from 1 to 99999."),
        ),
    )

    class Meta:
        model = Report
        fields = (
            "title", "slug", "number", "summary", "judgement", "likelihood", "confidence",
            "byline", "language", "course", "body_md", "gaps_md",
        )  # fmt: skip
        widgets = {
            "summary": forms.Textarea(attrs=WIDE),
            "judgement": forms.Textarea(attrs=WIDE),
            "body_md": forms.Textarea(attrs={"rows": 24}),
            "gaps_md": forms.Textarea(attrs={"rows": 8}),
        }
        labels = {"slug": _("Address")}
        error_messages = {
            "slug": {"invalid": _("Use small letters, figures and hyphens between them.")}
        }
        help_texts = {
            "title": _("Keep “alleged” or “reported” beside each claim about real people."),
            "slug": _("The end of its address: small letters, figures, hyphens."),
            "summary": _("Two sentences: what is judged, and how sure."),
            "likelihood": _("The word and its range, such as “very unlikely, 5 to 20 %”."),
            "confidence": _("Low, moderate or high, and because of what."),
            "body_md": _("Markdown. Paragraphs are numbered by themselves."),
            "gaps_md": _("Markdown. What stands on which source, and what nobody knows."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        courses = self.fields["course"]
        if isinstance(courses, forms.ModelChoiceField):
            courses.queryset = Course.objects.order_by("title")


class EpisodeForm(forms.Form):
    """The episode beside a report."""

    audio = forms.FileField(
        label=_("Audio file"),
        help_text=_("MP3, M4A, OGG or WAV, at most 300 MB."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".mp3,.m4a,.ogg,.wav,audio/*"}),
    )
    length = forms.CharField(
        label=_("Length"),
        help_text=_("Minutes and seconds, such as 18:04. For WAV files it may be left out."),
        required=False,
        max_length=10,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    chapters = forms.CharField(
        label=_("Chapters"),
        help_text=_("One a line: a time and a title, such as “02:10 The claim”."),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    transcript_md = forms.CharField(
        label=_("Transcript"),
        help_text=_("Every word, as Markdown."),
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 12}),
    )

    def clean_length(self) -> int | None:
        """Return the seconds, or None when nothing was typed."""
        return self._read(episodes.read_clock, "length") if self.cleaned_data["length"] else None

    def clean_chapters(self) -> list[dict[str, Any]]:
        """Return the chapters."""
        found: list[dict[str, Any]] = self._read(episodes.read_chapters, "chapters")
        return found

    def _read(self, reader: Any, name: str) -> Any:
        try:
            return reader(self.cleaned_data[name])
        except Refusal as refusal:
            raise forms.ValidationError(refusal.sentence, code=refusal.code) from refusal
