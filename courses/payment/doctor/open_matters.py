"""Checks of what is open: holds, refunds, disputes, things to look at."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.enrolment.models import Place, PlaceState
from courses.orders.models import RefundOwed, RefundState
from courses.payment.dispute_status import WAITS_FOR_US
from courses.payment.doctor.finding import Finding, bad, ok, warn
from courses.payment.models import Dispute, PaymentAttempt, Refund, ReviewItem

LATE = timedelta(minutes=5)
ASKED_WITHIN = timedelta(hours=1)
ARRIVES_WITHIN = timedelta(days=14)  # banks take up to ten days
ANSWER_SOON, REVIEW_SOON = timedelta(days=4), timedelta(days=3)


def late_holds(now: datetime) -> Finding:
    """Holds end when their time is over."""
    attempts = PaymentAttempt.objects.filter(
        state__in=["created", "open"], expires_at__lt=now - LATE
    ).count()
    alone = (
        Place.objects.filter(state=PlaceState.HELD, held_until__lt=now - LATE, offer=None)
        .exclude(lines__order__attempts__state__in=["created", "open", "needs_review"])
        .distinct()
        .count()
    )
    if attempts + alone:
        return bad(
            "late-holds",
            ngettext(
                "%(count)s unpaid place is held past its time.",
                "%(count)s unpaid places are held past their time.",
                attempts + alone,
            )
            % {"count": attempts + alone},
            _("A hold ends when the payment service says that nobody can pay any more: see that it "
              "answers, and that worker and beat are running."),
        )  # fmt: skip
    return ok("late-holds", _("No unpaid place is held past its time."))


def open_refunds(now: datetime) -> Finding:
    """What is owed goes back, and arrives."""
    failed = RefundOwed.objects.filter(state=RefundState.FAILED).count()
    stuck = Refund.objects.filter(
        state__in=["requested", "submitting"], requested_at__lt=now - ASKED_WITHIN
    ).count()
    slow = Refund.objects.filter(
        state__in=["pending", "requires_action"], requested_at__lt=now - ARRIVES_WITHIN
    ).count()
    if failed + stuck:
        return bad(
            "refunds",
            ngettext(
                "%(count)s refund did not go.", "%(count)s refunds did not go.", failed + stuck
            )
            % {"count": failed + stuck},
            _("The review queue says why. Ask again, or pay by other means."),
        )
    if slow:
        return warn(
            "refunds",
            ngettext(
                "%(count)s refund has been under way for two weeks.",
                "%(count)s refunds have been under way for two weeks.",
                slow,
            )
            % {"count": slow},
            _("Ask the payment service where it is."),
        )
    return ok("refunds", _("No refund is stuck."))


def disputes(now: datetime) -> Finding:
    """Disputes are answered in time."""
    waiting = Dispute.objects.filter(closed_at=None, status__in=WAITS_FOR_US)
    soon = waiting.filter(answer_by__lt=now + ANSWER_SOON).count()
    if soon:
        return bad(
            "disputes",
            ngettext(
                "%(count)s dispute must be answered within four days.",
                "%(count)s disputes must be answered within four days.",
                soon,
            )
            % {"count": soon},
            _("Hand in the evidence at the payment service; each dispute's page has it together."),
        )
    count = waiting.count()
    if count:
        return warn(
            "disputes",
            ngettext(
                "%(count)s dispute waits for an answer.",
                "%(count)s disputes wait for an answer.",
                count,
            )
            % {"count": count},
            _("Each dispute's page has the evidence together."),
        )
    return ok("disputes", _("No dispute waits for an answer."))


def review(now: datetime) -> Finding:
    """What needs a look gets one."""
    open_ones = ReviewItem.objects.filter(closed_at=None)
    old = open_ones.filter(raised_at__lt=now - REVIEW_SOON).count()
    if old:
        return warn(
            "review",
            ngettext(
                "%(count)s thing has needed a look for more than three days.",
                "%(count)s things have needed a look for more than three days.",
                old,
            )
            % {"count": old},
            _("The review queue on the money desk has them."),
        )
    return ok("review", _("Nothing has needed a look for long."))


CHECKS = (late_holds, open_refunds, disputes, review)
