"""Many buyers at once for twenty places, through the real web server, beside the yardstick.

Run: ``python3 tests/bench/buyers.py [buyers …]`` (200 and 500 without words). Everybody presses "Hold my
place and pay" at the same moment, each signed in and with a form of their own. Asked for: exactly twenty
places held, everybody else refused in a sentence, no error page, no deadlock. Then the same crowd for
enough places, so that every press becomes an order with a checkout at the stand-in. Figures stand beside
the yardstick (b) of the same run and beside ``pgbench``. What is wrong ends the script; no time does.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tests.bench import load, yardstick  # noqa: E402
from tests.bench.stage import Stage, enter, stage  # noqa: E402
from tests.bench.yardstick import Yardstick, people, pgbench  # noqa: E402

if TYPE_CHECKING:
    from courses.catalogue.models import Session

PLACES = 20
CROWDS = [int(word) for word in sys.argv[1:]] or [200, 500]
TOKEN = "b" * 32
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
REDIRECT, REFUSED = 302, 409


def open_session(capacity: int) -> Session:
    """Publish a session with a price and ``capacity`` places."""
    from courses.catalogue.courses import create_course
    from courses.catalogue.models import Course
    from courses.catalogue.sessions import create_session, publish_session
    from courses.pricing.prices import set_price

    course = Course.objects.first() or create_course("Geopolitical Intelligence Analysis")
    day = (datetime.now() + timedelta(days=60)).replace(hour=10, minute=0, second=0, microsecond=0)
    session = create_session(
        course,
        starts_local=day,
        ends_local=day + timedelta(hours=7),
        zone="Europe/Rome",
        capacity=capacity,
    )
    set_price(session, actor=None, currency="EUR", amount_minor=30_000)
    publish_session(session)
    return session


def presses(session: Session, keys: Sequence[str]) -> list[bytes]:
    """Return one filled-in form for each buyer, as the browser would send it."""
    form = {
        "csrfmiddlewaretoken": TOKEN,
        "seat-buyer": "person",
        "seat-versions": "",
        "seat-name": "Bench Person",
        "seat-country": "IT",
        "seat-terms": "on",
    }
    path = f"{session.get_absolute_url()}seat/"
    return [load.post(path, form, cookies={"sessionid": key, "csrftoken": TOKEN}) for key in keys]


def crowd(played: Stage, server: int, capacity: int, buyers: int) -> yardstick.Rate:
    """Let a crowd press at once; say what came of it and return the rate of its decisions."""
    from courses.enrolment.models import Place
    from courses.orders.models import Order
    from courses.payment.models import PaymentAttempt

    session = open_session(capacity)
    requests = presses(session, people(buyers, backend=BACKEND))
    before = played.used(server)
    result = load.burst(played.site_port, requests)
    found = yardstick.rate(played, server, before, result)
    session.refresh_from_db()
    held = Place.objects.filter(session=session, state="held").count()
    orders = Order.objects.filter(session=session).count()
    opened = PaymentAttempt.objects.filter(order__session=session, state="open").count()
    winners = min(capacity, buyers)
    expected = {REDIRECT: winners, REFUSED: buyers - winners}
    wrong = [
        f"{name}: {value}, not {winners}"
        for name, value in (("places held", held), ("counter", session.taken),
                            ("orders", orders), ("checkouts", opened))
        if value != winners
    ]  # fmt: skip
    if result.broken or result.statuses != {k: n for k, n in expected.items() if n}:
        wrong.append(f"answers {dict(result.statuses)}, {len(result.broken)} broken lines")
    if any(b"waiting list" not in one.body for one in result.answers if one.status == REFUSED):
        wrong.append("a refusal without its sentence")
    if wrong:
        raise SystemExit(f"{buyers} buyers for {capacity} places: " + "; ".join(wrong))
    print(
        f"{buyers} buyers for {capacity} places: {held} held, {buyers - held} refused in a sentence; "
        f"half answered in {result.quantile(0.5):.0f} ms, the last in {result.quantile(1):.0f} ms"
    )
    return found


def main() -> None:
    """Print what came of each crowd, and its rates beside the yardstick."""
    enter()
    with stage() as played, Yardstick.served(played) as bare, played.stand_in():
        print(pgbench(played))
        bare.measure()
        with played.site() as server:
            crowd(played, server, 4, 8)  # everything is loaded once before it counts
            for buyers in CROWDS:
                decisions = crowd(played, server, PLACES, buyers)
                bare.measure()
                print(f"  decisions {decisions}  {decisions.beside(bare.mean)}")
                orders = crowd(played, server, buyers, buyers)
                bare.measure()
                print(f"  orders    {orders}  {orders.beside(bare.mean)}")
        print(f"  (b)       {bare.mean}  mean of {len(bare.seen)}")


if __name__ == "__main__":
    main()
