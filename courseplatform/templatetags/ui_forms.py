"""Fields, choices and what is wrong with them, in one order everywhere."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass

from django import template
from django.forms import (
    BaseForm,
    BoundField,
    CheckboxInput,
    Field,
    FileInput,
    NumberInput,
    Select,
    Widget,
)
from django.forms.widgets import CheckboxSelectMultiple, RadioSelect
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from courseplatform.templatetags.ui_icons import ICONS

register = template.Library()


@register.simple_tag
def field(bound: BoundField, width: str = "", hint: str = "", label: str = "") -> SafeString:
    """One field whole: label, hint, error, control, in that order.

    Args:
        bound: such as ``form.email``.
        width: ``number``, ``short``, ``medium`` or ``long``: tells the expected length.
        hint: in place of the field's help text.
        label: in place of the field's label.
    """
    widget = bound.field.widget
    if bound.is_hidden:
        return bound.as_widget()  # not as_hidden(), which loses what a script hooks on
    words = str(label or bound.label or "")
    hint_html = _hint(bound, hint)
    errors = _errors(bound)
    attrs = _described(bound, bool(hint_html), bool(errors))
    opening = format_html(
        ' class="field"{}', format_html(' data-width="{}"', width) if width else ""
    )
    if isinstance(widget, CheckboxInput):
        return format_html(
            '<div{}>{}{}<label class="field__choice">{}<span>{}</span></label></div>',
            opening,
            hint_html,
            errors,
            bound.as_widget(attrs=attrs),
            words,
        )
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return _choices(bound, opening, words, _Around(hint_html, errors, attrs))
    return format_html(
        '<div{}><label class="field__label" for="{}">{}{}</label>{}{}{}</div>',
        opening,
        bound.id_for_label,
        words,
        _optional(bound),
        hint_html,
        errors,
        bound.as_widget(_typed(widget), attrs=attrs),
    )


def _typed(widget: Widget) -> Widget:
    """The widget as it should be typed into.

    A browser drops what is no number from a number box, and then nobody can mend it; and no
    number box has a wheel that changes a price by accident. A placeholder would stand in the way
    of the value and vanish when it is needed: the hint is always in view.
    """
    numbers = isinstance(widget, NumberInput)
    if not numbers and "placeholder" not in widget.attrs:
        return widget
    tame = copy(widget)
    left_out = {"placeholder", *(("min", "max", "step") if numbers else ())}
    tame.attrs = {name: value for name, value in widget.attrs.items() if name not in left_out}
    if isinstance(tame, NumberInput):
        tame.input_type = "text"
        whole = str(widget.attrs.get("step", "1")) == "1"
        tame.attrs.setdefault("inputmode", "numeric" if whole else "decimal")
    return tame


@dataclass(frozen=True)
class _Around:
    """What stands around a control."""

    hint: SafeString | str
    errors: SafeString | str
    attrs: dict[str, str | bool]


def _choices(bound: BoundField, opening: SafeString, words: str, around: _Around) -> SafeString:
    """A set of radios or boxes: the label is the legend of all."""
    described = around.attrs.get("aria-describedby", "")
    options = format_html_join(
        "",
        '<label class="field__choice">{}<span>{}</span></label>',
        ((option.tag(), option.choice_label) for option in bound.subwidgets),
    )
    return format_html(
        '<fieldset{}{} id="{}"><legend class="field__label">{}{}</legend>{}{}'
        '<div class="field__choices">{}</div></fieldset>',
        opening,
        format_html(' aria-describedby="{}"', described) if described else "",
        bound.auto_id,
        words,
        _optional(bound),
        around.hint,
        around.errors,
        options,
    )


@register.simple_tag
def fields(form: BaseForm, *names: str, width: str = "") -> SafeString:
    """Several fields, or all of a form, one under the other; hidden ones too."""
    chosen = [form[name] for name in names] if names else list(form)
    return format_html_join("\n", "{}", ((field(bound, width),) for bound in chosen))


def _optional(bound: BoundField) -> SafeString | str:
    if bound.field.required or isinstance(bound.field.widget, FileInput):
        return ""
    return format_html(' <span class="field__optional">{}</span>', _("(optional)"))


def _hint(bound: BoundField, hint: str) -> SafeString | str:
    text = hint or bound.help_text
    if not text:
        return ""
    # Django's own help texts (the password rules) are a list, which a paragraph may not hold.
    return format_html(
        '<div class="field__hint" id="{}_hint">{}</div>', bound.auto_id, conditional_escape(text)
    )


def _sentences(bound: BoundField) -> list[str]:
    """What is wrong with a field; Django's own word for an empty one says here what to do."""
    plain = Field.default_error_messages["required"]
    return [_empty(bound) if error == plain else str(error) for error in map(str, bound.errors)]


def _empty(bound: BoundField) -> str:
    widget = bound.field.widget
    if isinstance(widget, CheckboxInput):
        return _("Tick the box to go on.")
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple | Select):
        return _("Choose one.")
    if isinstance(widget, FileInput):
        return _("Choose a file.")
    return _("Fill this in.")


def _errors(bound: BoundField) -> SafeString | str:
    if not bound.errors:
        return ""
    return format_html(
        '<div class="field__error" id="{}_error">{}<span><span class="visually-hidden">{} </span>'
        "{}</span></div>",
        bound.auto_id,
        ICONS["warn"],
        _("Error:"),
        " ".join(_sentences(bound)),
    )


def _described(bound: BoundField, hinted: bool, wrong: bool) -> dict[str, str | bool]:
    ids = [
        f"{bound.auto_id}_{part}" for part, there in (("hint", hinted), ("error", wrong)) if there
    ]
    attrs: dict[str, str | bool] = {}
    if ids:
        attrs["aria-describedby"] = " ".join(ids)
    if wrong:
        attrs["aria-invalid"] = "true"
    return attrs


@register.simple_tag
def error_summary(*forms: BaseForm | None) -> SafeString | str:
    """What is wrong with a form, first thing in ``<main>``; nothing when all is well."""
    lines: list[SafeString] = []
    for form in forms:
        if not form or not form.errors:  # a template's unknown name arrives as an empty text
            continue
        lines += [format_html("<li>{}</li>", error) for error in form.non_field_errors()]
        lines += [
            format_html(
                '<li><a href="#{}">{}: {}</a></li>',
                form[name].auto_id,
                str(form[name].label).rstrip(".:"),
                " ".join(_sentences(form[name])),
            )
            for name in form.errors
            if name in form.fields
        ]
    if not lines:
        return ""
    return format_html(
        '<div class="error-summary" tabindex="-1" data-error-summary><div role="alert">'
        '<h2 class="error-summary__title">{}{}</h2><ul>{}</ul></div></div>',
        ICONS["warn"],
        _("There is a problem"),
        mark_safe("".join(lines)),
    )


@register.simple_tag
def segment(bound: BoundField, *, wide: bool = False, chips: bool = False) -> SafeString:
    """A choice of three to seven as boxes; each choice's value is its sign, its label the words.

    Args:
        bound: a field with radio choices.
        wide: one full-width line a choice, words in view.
        chips: reserved for kinds that colour the boxes by ``data-code``.
    """
    options = format_html_join(
        "",
        '<label class="segment__option"{}>{}<span aria-hidden="true">{}</span>'
        "<span{}>{}</span></label>",
        (
            (
                format_html(' data-code="{}"', option.data["value"]) if chips else "",
                option.tag(),
                option.data["value"],
                "" if wide else mark_safe(' class="visually-hidden"'),
                option.choice_label,
            )
            for option in bound.subwidgets
            if option.data["value"] != ""
        ),
    )
    hint_html, errors = _hint(bound, ""), _errors(bound)
    return format_html(
        '<fieldset class="segment field" id="{}" data-segment{}><legend>{}</legend>{}{}'
        '<div class="segment__options">{}</div></fieldset>',
        bound.auto_id,
        mark_safe(" data-wide") if wide else "",
        bound.label,
        hint_html,
        errors,
        options,
    )
