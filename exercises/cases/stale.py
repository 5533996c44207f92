"""Somebody else saved first: what the second one typed comes back, beside what stands there now."""

from __future__ import annotations

from django.utils.translation import gettext as _

from courseplatform.kit.refusals import Refusal


class Stale(Refusal):
    """A save that started from an older state; nothing was stored, and nothing typed is lost."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This was saved in another window or by somebody else in the meantime. What you typed "
                "stands below; what is stored now stands beside it. Save again to put yours in its place."
            ),
            code="stale",
        )
