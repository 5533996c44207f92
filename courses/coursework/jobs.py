"""The sweeps of coursework."""

from __future__ import annotations

from courseplatform.kit.sweeps import sweep
from courses.coursework import admission


@sweep("coursework.admission", topics=("places",), every=20)
def keep_cohorts_right() -> int:
    """Admit the new, dismiss the gone."""
    return admission.admit_new() + admission.dismiss_gone()
