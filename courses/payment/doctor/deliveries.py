"""Checks of the inbox: do deliveries come, are they proven, are they worked?"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.payment import refused
from courses.payment.doctor.finding import Finding, ago, bad, ok, warn
from courses.payment.models import Delivery, PaymentAttempt

WAITING = timedelta(minutes=15)
TOLD_WITHIN = timedelta(minutes=15)
LOOK_BACK = timedelta(days=1)


def last_delivery(now: datetime) -> Finding:
    """Payments of the last day were told by deliveries, not found by looking."""
    came = Delivery.objects.filter(source="delivery").order_by("-received_at")
    last = came.values_list("received_at", flat=True).first()
    settled = PaymentAttempt.objects.filter(
        state="succeeded", settled_at__gt=now - LOOK_BACK, settled_at__lt=now - TOLD_WITHIN
    ).order_by("-settled_at")
    newest = settled.values_list("settled_at", flat=True).first()
    if newest and (last is None or last < newest - TOLD_WITHIN):
        return bad(
            "last-delivery",
            _("Payments came in, but no delivery told of them; they were found by looking."),
            _(
                "See that the endpoint exists and is enabled, and that its address reaches this site."
            ),
        )
    if last is None:
        return ok("last-delivery", _("No delivery has come yet, and none was to be expected."))
    return ok("last-delivery", _("The last delivery came %(when)s.") % {"when": ago(now - last)})


def refused_deliveries(_now: datetime) -> Finding:
    """Nobody knocks with another secret than ours."""
    count = refused.today()
    if not count:
        return ok("refused", _("No delivery was refused today."))
    return warn(
        "refused",
        ngettext(
            "%(count)s delivery was refused today, because nothing proved it.",
            "%(count)s deliveries were refused today, because nothing proved them.",
            count,
        )
        % {"count": count},
        _("If they are the payment service's, copy the endpoint's signing secret again."),
    )


def dead_deliveries(_now: datetime) -> Finding:
    """No delivery was given up."""
    count = Delivery.objects.filter(state="dead").count()
    if not count:
        return ok("dead", _("No delivery was given up."))
    return bad(
        "dead",
        ngettext(
            "%(count)s delivery was given up after ten tries.",
            "%(count)s deliveries were given up after ten tries.",
            count,
        )
        % {"count": count},
        _("Read the error, mend its cause, then work it again (desk, or payments inbox replay)."),
    )


def waiting_deliveries(now: datetime) -> Finding:
    """Stored deliveries are worked soon."""
    open_ones = Delivery.objects.filter(state__in=["received", "processing"])
    late = open_ones.filter(received_at__lt=now - WAITING, attempts=0).count()
    if late:
        return bad(
            "waiting",
            ngettext(
                "%(count)s delivery waits for more than a quarter of an hour.",
                "%(count)s deliveries wait for more than a quarter of an hour.",
                late,
            )
            % {"count": late},
            _("See that worker and beat are running; payments inbox work does it by hand."),
        )
    failing = open_ones.filter(attempts__gt=1).count()
    if failing:
        return warn(
            "waiting",
            ngettext(
                "%(count)s delivery failed and is tried again.",
                "%(count)s deliveries failed and are tried again.",
                failing,
            )
            % {"count": failing},
            _("payments inbox list shows the errors."),
        )
    return ok("waiting", _("No delivery waits."))


CHECKS = (last_delivery, refused_deliveries, dead_deliveries, waiting_deliveries)
