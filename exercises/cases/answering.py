"""Forms of the authors' desk: a rule's refusal comes back to the form, with everything that was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from courseplatform.kit.refusals import Refusal
from exercises.cases.stale import Stale


def act(
    request: HttpRequest,
    form: forms.Form,
    rule: Callable[[], str],
    *,
    template: str,
    context: dict[str, Any],
    done: str,
) -> HttpResponse:
    """Show a form; when it is posted and valid, call ``rule`` and go where it says.

    Args:
        request: what was asked.
        form: bound when it was posted.
        rule: does the act and returns the address to go to; a Refusal becomes the form's error.
        template, context: the form's page.
        done: the sentence that says what was done; empty where the rule says it itself.
    """
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                address = rule()
            except Refusal as refusal:
                form.add_error(None, refusal.sentence)
                status = 409 if isinstance(refusal, Stale) else 422
            else:
                if done:
                    messages.success(request, done)
                return HttpResponseRedirect(address)
    return render(request, template, {**context, "form": form}, status=status)
