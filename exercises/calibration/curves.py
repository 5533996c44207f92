"""A track record as a drawing: the points of a calibration curve and what they say."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courseplatform.templatetags.ui_charts import Forecasts
from exercises.calibration.reckoning import Track
from exercises.tradecraft.calibration import Bin
from exercises.tradecraft.undefined import Undefined


@dataclass(frozen=True)
class Curve:
    """The points of a calibration curve, its finding in one sentence, and what it rests on."""

    groups: list[Forecasts]
    finding: str
    counted: str
    sentences: list[str]


def curve_of(track: Track, *, of_class: bool = False) -> Curve | None:
    """Return the curve of a track record, or None while there are too few forecasts for one."""
    if isinstance(track.bins, Undefined):
        return None
    return Curve(
        groups=[
            Forecasts(100 * each.mean_forecast, each.happened, each.count) for each in track.bins
        ],
        finding=_finding(track.bins, of_class=of_class),
        counted=ngettext("n = %(n)s forecast", "n = %(n)s forecasts", track.yes_or_no)
        % {"n": track.yes_or_no},
        sentences=[each.sentence.render(_) for each in track.bins],
    )


def too_few_words(track: Track) -> str:
    """Return from when on a curve is drawn; empty where it is."""
    return track.bins.sentence.render(_) if isinstance(track.bins, Undefined) else ""


def _finding(bins: tuple[Bin, ...], *, of_class: bool) -> str:
    """Say which way the chances lie from what came true, over all bins by their weight."""
    count = sum(each.count for each in bins)
    # Towards certainty and not borne out: the chance lies further from one half than the share.
    sure = sum(each.count * _too_sure(each) for each in bins) / count
    if sure > 0.05:
        return (
            _("The class was surer than the outcomes bear out.")
            if of_class
            else _("You were surer than the outcomes bear out.")
        )
    if sure < -0.05:
        return (
            _("The class could have been surer than it was.")
            if of_class
            else _("You could have been surer than you were.")
        )
    return (
        _("On the whole, the class's chances and the outcomes agree.")
        if of_class
        else _("On the whole, your chances and the outcomes agree.")
    )


def _too_sure(each: Bin) -> float:
    """How far the chance lies on the certain side of what came true; below 0 on the other."""
    if each.mean_forecast >= 0.5:
        return each.mean_forecast - each.share
    return each.share - each.mean_forecast
