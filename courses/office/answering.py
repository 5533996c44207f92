"""Forms that call verbs: a verb's refusal comes back to the form, with everything that was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from courseplatform.kit.refusals import Refusal


def act(
    request: HttpRequest,
    form: forms.Form | forms.ModelForm,
    verb: Callable[[], str],
    *,
    template: str,
    context: dict[str, Any],
    done: str,
) -> HttpResponse:
    """Show a form; when it is posted and valid, call ``verb`` and go where it says.

    Args:
        verb: does the act and returns the address to go to; a Refusal becomes the form's error.
        done: the sentence that says what was done.
    """
    if request.method == "POST" and form.is_valid():
        try:
            address = verb()
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, done)
            return HttpResponseRedirect(address)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, template, {**context, "form": form}, status=status)
