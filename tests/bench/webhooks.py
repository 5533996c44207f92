"""How many deliveries of the payment service are taken in each second, beside the yardstick.

Run: ``python3 tests/bench/webhooks.py``. Sixteen connections hand over signed events without a pause, each
one verified on its bytes, stored and answered; then the same ones once more, which must store nothing.
The work behind them is not in these figures: it is the worker's. What is wrong ends the script; no time
does.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import sys
import time
from itertools import count
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tests.bench import load, yardstick  # noqa: E402
from tests.bench.stage import Stage, enter, stage  # noqa: E402
from tests.bench.yardstick import CONNECTIONS, SECONDS, Yardstick, pgbench  # noqa: E402

PATH = "/hooks/stripe/"
AGAIN = 500


def event(number: int) -> bytes:
    """Return the body of one event about a checkout, about as long as the service's own."""
    import stripe

    thing = {
        "id": f"cs_test_{number:024d}",
        "object": "checkout.session",
        "client_reference_id": f"bench{number}",
        "metadata": {"note": "x" * 1_500},
    }
    body = {
        "id": f"evt_{number:024d}",
        "object": "event",
        "api_version": stripe.api_version,
        "created": int(time.time()),
        "data": {"object": thing},
        "livemode": False,
        "pending_webhooks": 1,
        "request": None,
        "type": "checkout.session.expired",
    }
    return json.dumps(body).encode()


def delivery(number: int) -> bytes:
    """Return one signed delivery as the service posts it."""
    from django.conf import settings

    body, at = event(number), int(time.time())
    secret = settings.STRIPE_WEBHOOK_SECRETS[0].encode()
    proof = hmac.new(secret, f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    headers = {"Content-Type": "application/json", "Stripe-Signature": f"t={at},v1={proof}"}
    return load.post(PATH, body, headers=headers)


def intake(played: Stage, server: int) -> yardstick.Rate:
    """Hand over events for some seconds; all must be stored once, also when some come again."""
    from courses.payment.models import Delivery

    numbers = count(1_000_000)
    before = played.used(server)
    result = load.sustained(
        played.site_port,
        lambda _n: delivery(next(numbers)),
        connections=CONNECTIONS,
        seconds=SECONDS,
    )
    found = yardstick.rate(played, server, before, result)
    stored = Delivery.objects.count()
    again = load.burst(played.site_port, [delivery(1_000_000 + n) for n in range(AGAIN)])
    wrong = []
    if result.broken or set(result.statuses) != {200} or set(again.statuses) != {200}:
        wrong.append(f"answers {dict(result.statuses)}, then {dict(again.statuses)}")
    if stored != len(result.answers) or Delivery.objects.count() != stored:
        wrong.append(f"{stored} stored of {len(result.answers)}, later {Delivery.objects.count()}")
    if wrong:
        raise SystemExit("; ".join(wrong))
    print(f"{stored} deliveries stored, {AGAIN} of them sent again and stored once")
    return found


def main() -> None:
    """Print the rate beside the yardstick and beside what the database can do."""
    enter()
    with stage() as played, Yardstick.served(played) as bare:
        print(pgbench(played))
        bare.measure()
        with played.site() as server:
            found = intake(played, server)
        bare.measure()
        print(f"  intake    {found}  {found.beside(bare.mean)}")
        print(f"  (b)       {bare.mean}  mean of {len(bare.seen)}")


if __name__ == "__main__":
    main()
