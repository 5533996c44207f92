"""Checks that ask the provider: does it answer, agree on the time, and send its notices here rightly?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse
from django.utils.translation import gettext as _

from courseplatform.kit import clock
from courses.payment.doctor.finding import Finding, bad, ok, warn
from courses.payment.providers.contract import (
    Condition,
    HookSeen,
    PaymentProvider,
    ProviderAway,
    ProviderRefused,
)
from courses.payment.providers.registry import provider

SMALL_SKEW, LARGE_SKEW = 5, 60  # seconds; a signature of ours may be 300 old
ALL_TYPES = "*"


def examine(slug: str = "stripe") -> list[Finding]:
    """Ask the provider, and return what was found."""
    asked = provider(slug)
    before = clock.now()
    try:
        condition = asked.condition()
    except ProviderAway as error:
        return [
            bad(
                "answer", str(error), _("Try again in a minute; look at the service's status page.")
            )
        ]
    except (ProviderRefused, ImproperlyConfigured) as error:
        return [bad("answer", str(error), _("Check STRIPE_SECRET_KEY, and the key's rights."))]
    return [
        ok("answer", _("The payment service answers.")),
        _skew(condition.clock, before, clock.now()),
        *_hooks(asked, condition),
    ]


def hook_address(asked: PaymentProvider) -> str:
    """Return where the provider is to send its notices."""
    return f"{settings.SITE_URL}{reverse(asked.hook)}"


def _skew(there: datetime, before: datetime, after: datetime) -> Finding:
    """Compare the provider's clock, which tells whole seconds, with ours around the call."""
    ahead = (before - there).total_seconds() - 1
    behind = (there - after).total_seconds()
    seconds = round(max(0.0, ahead, behind))
    words = {"seconds": seconds}
    remedy = _("Let the machine keep its time by NTP.")
    if seconds > LARGE_SKEW:
        return bad(
            "clock", _("Our clock is %(seconds)s seconds off the service's.") % words, remedy
        )
    if seconds > SMALL_SKEW:
        return warn(
            "clock", _("Our clock is %(seconds)s seconds off the service's.") % words, remedy
        )
    return ok("clock", _("Our clock agrees with the service's."))


def _hooks(asked: PaymentProvider, condition: Condition) -> Iterator[Finding]:
    address = hook_address(asked)
    if condition.hooks is None:
        yield warn(
            "endpoint",
            _("Our key may not read the webhook endpoints, so they could not be checked."),
            _("Give the key the right to read them, or compare by hand with docs/payments.md."),
        )
        return
    ours = [hook for hook in condition.hooks if hook.url == address]
    if not ours:
        yield bad(
            "endpoint",
            _("The payment service does not send its events to %(address)s.")
            % {"address": address},
            _("Add a webhook endpoint with this address; docs/payments.md says with what."),
        )
        return
    if len(ours) > 1:
        yield warn(
            "endpoint",
            _("Several endpoints send to this address, so every event comes several times."),
            _("Keep one and remove the others."),
        )
    yield from _hook(asked, max(ours, key=lambda hook: hook.enabled))


def _hook(asked: PaymentProvider, hook: HookSeen) -> Iterator[Finding]:
    if not hook.enabled:
        yield bad(
            "endpoint",
            _("The webhook endpoint is disabled."),
            _("Enable it in the dashboard; what was missed is read again by itself."),
        )
    else:
        yield ok("endpoint", _("The webhook endpoint is there and enabled."))
    if hook.api_version != asked.api_version:
        yield bad(
            "version",
            _("The endpoint speaks version %(theirs)s, this installation %(ours)s.")
            % {"theirs": hook.api_version or _("of the account"), "ours": asked.api_version},
            _("An endpoint keeps its version: make a new one in ours, then remove the old."),
        )
    else:
        yield ok("version", _("The endpoint speaks our version."))
    yield _types(asked, hook)


def _types(asked: PaymentProvider, hook: HookSeen) -> Finding:
    missing = set() if ALL_TYPES in hook.types else asked.types - hook.types
    extra = hook.types - asked.types
    if missing:
        return bad(
            "types",
            _("The endpoint does not send: %(types)s.") % {"types": ", ".join(sorted(missing))},
            _("Subscribe it to exactly the events that docs/payments.md lists."),
        )
    if extra:
        return warn(
            "types",
            _("The endpoint sends what nobody needs: %(types)s.")
            % {"types": ", ".join(sorted(extra))},
            _("Subscribe it to exactly the events that docs/payments.md lists."),
        )
    return ok("types", _("The endpoint sends exactly the events we need."))
