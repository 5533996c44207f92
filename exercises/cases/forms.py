"""Forms of the case desk."""

from __future__ import annotations

from itertools import chain, count
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exercises.cases.editing import MARK, Facts
from exercises.cases.models import Case, CaseEdition, CaseSource
from exercises.cases.sourcing import About

SLUG = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class SlugField(forms.RegexField):
    """The last part of an address; empty takes it from the title."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            regex=SLUG,
            max_length=60,
            required=False,
            label=gettext_lazy("Address"),
            help_text=gettext_lazy(
                "The end of its address and the name of its folder: small letters, figures, hyphens. "
                "Empty: made from the title."
            ),
            error_messages={
                "invalid": gettext_lazy("Use small letters, figures and hyphens between them.")
            },
            **kwargs,
        )


def slug_from(title: str, otherwise: str, known: QuerySet[Any]) -> str:
    """Return an address made from a title.

    A title without Latin letters gives none: then it is ``otherwise``, numbered when one of the
    ``known`` rows has that already, for its writer chose no address that could be a mistake.
    """
    made = slugify(title)[:60].strip("-")
    if made:
        return made
    taken = set(known.filter(slug__startswith=otherwise).values_list("slug", flat=True))
    numbered = (f"{otherwise}-{number}" for number in count(2))
    return next(slug for slug in chain([otherwise], numbered) if slug not in taken)


class FactsForm(forms.Form):
    """What surrounds a dossier."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=160)
    mark = forms.CharField(
        label=gettext_lazy("Handling mark"),
        max_length=160,
        initial=MARK,
        help_text=gettext_lazy("Shown on screen, in print and in exports."),
    )
    question = forms.CharField(
        label=gettext_lazy("Key question"),
        max_length=600,
        widget=_area(2),
        help_text=gettext_lazy("The intelligence question that the dossier is about."),
    )
    customer = forms.CharField(
        label=gettext_lazy("For whom"),
        max_length=400,
        required=False,
        widget=_area(2),
        help_text=gettext_lazy("Who asks, and what they must decide."),
    )
    as_of = forms.CharField(
        label=gettext_lazy("As of"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("What is known up to when."),
    )
    sub_questions = forms.CharField(
        label=gettext_lazy("Part questions"),
        max_length=8000,
        required=False,
        widget=_area(4),
        help_text=gettext_lazy("One a line."),
    )
    introduction = forms.CharField(
        label=gettext_lazy("Introduction"),
        max_length=8000,
        required=False,
        widget=_area(8),
        help_text=gettext_lazy("Two or three paragraphs that lead into the case. Markdown."),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=1200,
        required=False,
        widget=_area(3),
        help_text=gettext_lazy("What else students should know, such as what is invented."),
    )
    language = forms.RegexField(
        regex=r"^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?$",
        label=gettext_lazy("Language"),
        max_length=12,
        initial="en",
        help_text=gettext_lazy("Of the case, as a code such as en or uk."),
    )
    first_number = forms.TypedChoiceField(
        label=gettext_lazy("Paragraphs begin at"),
        coerce=int,
        initial=1,
        choices=[
            (1, gettext_lazy("¶1")),
            (0, gettext_lazy("¶0, which is the dossier's title")),
        ],
    )
    revision = forms.IntegerField(min_value=0, initial=0, widget=forms.HiddenInput)

    def clean_sub_questions(self) -> tuple[str, ...]:
        """Return one part question a line."""
        lines = str(self.cleaned_data["sub_questions"]).splitlines()
        found = tuple(" ".join(line.split()) for line in lines if line.strip())
        if len(found) > 20 or any(len(line) > 400 for line in found):
            raise forms.ValidationError(_("At most 20 lines of 400 characters each."))
        return found

    def facts(self) -> Facts:
        """Return what was typed."""
        apart = {"first_number", "revision", "slug"}
        given = {name: value for name, value in self.cleaned_data.items() if name not in apart}
        return Facts(**given)


def facts_of(edition: CaseEdition) -> dict[str, Any]:
    """Return what ``FactsForm`` begins with."""
    facts = edition.facts
    return {
        "title": edition.title,
        "mark": edition.mark,
        "question": facts.get("question", ""),
        "customer": facts.get("customer", ""),
        "as_of": facts.get("as_of", ""),
        "note": facts.get("note", ""),
        "sub_questions": "\n".join(facts.get("sub_questions", ())),
        "introduction": edition.intro_md,
        "language": edition.language,
        "first_number": edition.first_number,
        "revision": edition.revision,
    }


class NewCaseForm(forms.Form):
    """What a case needs to begin; the rest is written afterwards."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=160,
        help_text=gettext_lazy("Keep “alleged” or “reported” beside a claim about real people."),
    )
    question = forms.CharField(
        label=gettext_lazy("Key question"),
        max_length=600,
        widget=_area(2),
        help_text=gettext_lazy("The intelligence question that the dossier is about."),
    )
    mark = forms.CharField(
        label=gettext_lazy("Handling mark"),
        max_length=160,
        initial=MARK,
        help_text=gettext_lazy("Shown on screen, in print and in exports."),
    )
    slug = SlugField()

    def facts(self) -> Facts:
        """Return what was typed."""
        data = self.cleaned_data
        return Facts(title=data["title"], mark=data["mark"], question=data["question"])

    @property
    def address(self) -> str:
        """The case's address, typed or made from the title."""
        return self.cleaned_data["slug"] or slug_from(
            self.cleaned_data["title"], "case", Case.objects.all()
        )


class SourceForm(forms.Form):
    """One source with its text."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=8,
        help_text=gettext_lazy("Short, such as S1."),
    )
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    form = forms.CharField(
        label=gettext_lazy("What it is"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Such as “broadcast, our transcript”."),
    )
    publisher = forms.CharField(label=gettext_lazy("Published by"), max_length=160, required=False)
    dated = forms.CharField(
        label=gettext_lazy("Date, as far as known"), max_length=120, required=False
    )
    language = forms.CharField(label=gettext_lazy("Language"), max_length=60, required=False)
    remark = forms.CharField(
        label=gettext_lazy("Remark"),
        max_length=1000,
        required=False,
        widget=_area(2),
        help_text=gettext_lazy("What a careful reader should know; students see it."),
    )
    inject = forms.RegexField(
        regex=SLUG,
        label=gettext_lazy("Released later, as the inject called"),
        max_length=40,
        required=False,
        help_text=gettext_lazy(
            "Empty for a source that is there from the beginning. With a name, such as "
            "timestamp-list, students get it while they work: each exercise says when."
        ),
        error_messages={
            "invalid": gettext_lazy("Use small letters, figures and hyphens between them.")
        },
    )
    mark = forms.CharField(
        label=gettext_lazy("Handling mark of the inject"),
        max_length=160,
        required=False,
        initial=MARK,
        help_text=gettext_lazy("Stands over it on screen and in print; for injects only."),
    )
    text = forms.CharField(
        label=gettext_lazy("Text"),
        required=False,
        strip=False,
        widget=_area(22),
        help_text=gettext_lazy(
            "Markdown. An empty line parts paragraphs; a line that begins with ## is a heading for the "
            "paragraph behind it. Numbers are given by themselves: leave ¶7 in front of a paragraph "
            "that stays, and write new ones without."
        ),
    )
    revision = forms.IntegerField(min_value=0, initial=0, widget=forms.HiddenInput)

    def about(self) -> About:
        """Return what was typed about the source."""
        apart = {"text", "revision"}
        given = {n: v for n, v in self.cleaned_data.items() if n not in apart}
        given["mark"] = (given["mark"] or MARK) if given["inject"] else ""
        return About(**given)


def source_facts(source: CaseSource, text: str) -> dict[str, Any]:
    """Return what ``SourceForm`` begins with."""
    names = (
        "code", "title", "form", "publisher", "dated", "language", "remark", "inject", "revision",
    )  # fmt: skip
    known = {name: getattr(source, name) for name in names}
    return {**known, "mark": source.mark or MARK, "text": text}
