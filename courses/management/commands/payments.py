"""Money on the command line: the inbox, one order, reconciliation, the doctor."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.core.management.base import CommandParser
from django.db.models import Q, QuerySet

from courseplatform.kit import clock
from courses.orders.balance import balance
from courses.orders.models import Order
from courses.payment import inbox
from courses.payment.asking import ask_about
from courses.payment.doctor import examining
from courses.payment.doctor.finding import Finding, Tone
from courses.payment.models import Delivery
from courses.payment.providers.contract import ProviderAway
from courses.payment.reconciling import attempts, books, events

SIGNS = {Tone.OK: "ok  ", Tone.WARN: "look", Tone.BAD: "BAD "}


class Command(BaseCommand):
    """One command with what an operator needs when money seems to be stuck."""

    help = (
        "Works and shows the inbox of deliveries, brings one order up to date, compares the books "
        "with the payment service, and examines how the two are connected. Exit code 1 says that "
        "something needs a person."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Read which of them is wanted."""
        parts = parser.add_subparsers(
            dest="part", required=True, metavar="inbox|sync|reconcile|doctor"
        )
        self._add_inbox(parts)
        sync = parts.add_parser("sync", help="ask the payment service about one order")
        sync.add_argument("order", help="its number or reference")
        reconcile = parts.add_parser("reconcile", help="run the three loops of reconciliation now")
        reconcile.add_argument(
            "--since", type=_day, help="compare the books from this day on, YYYY-MM-DD"
        )
        reconcile.add_argument("--until", type=_day, help="up to this day, which is left out")
        doctor = parts.add_parser(
            "doctor", help="examine keys, endpoint, deliveries, holds, refunds"
        )
        doctor.add_argument(
            "--offline", action="store_true", help="ask the payment service nothing"
        )

    def handle(self, *args: Any, part: str, **options: Any) -> None:
        """Run the part; a payment service that does not answer is told in a sentence."""
        try:
            getattr(self, f"_{part}")(**options)
        except ProviderAway as error:
            raise CommandError(f"{error} Nothing was lost; try again in a minute.") from error

    def _add_inbox(self, parts: Any) -> None:
        box = parts.add_parser("inbox", help="the deliveries of the payment service")
        acts = box.add_subparsers(dest="act", required=True, metavar="work|list|replay|dead")
        acts.add_parser("work", help="work what is due, until nothing is")
        listing = acts.add_parser("list", help="show the newest deliveries")
        listing.add_argument(
            "--state", choices=["received", "processing", "done", "ignored", "dead"]
        )
        listing.add_argument("--limit", type=int, default=50)
        again = acts.add_parser("replay", help="work events again")
        again.add_argument(
            "which",
            nargs="+",
            help="ids of events, or a range of days such as 2026-02-01..2026-02-03 (both counted); of "
            "a range those that never arrived are fetched as well",
        )
        acts.add_parser("dead", help="show those that were given up, with their errors")

    def _inbox(self, act: str, **options: Any) -> None:
        getattr(self, f"_inbox_{act}")(**options)

    def _inbox_work(self, **_options: Any) -> None:
        worked = 0
        while moved := inbox.work():
            worked += moved
        self.stdout.write(f"{worked} deliveries worked.")
        self._tell_dead()

    def _inbox_list(self, state: str | None, limit: int, **_options: Any) -> None:
        rows = Delivery.objects.order_by("-received_at", "-pk")
        self._show(rows.filter(state=state) if state else rows, limit)

    def _inbox_dead(self, **_options: Any) -> None:
        self._show(Delivery.objects.filter(state="dead").order_by("received_at", "pk"), None)
        self._tell_dead()

    def _inbox_replay(self, which: list[str], **_options: Any) -> None:
        wanted, fetched = Q(pk__in=[]), 0
        for word in which:
            if ".." in word:
                start, end = _range(word)
                fetched += events.read_period(start, end)
                wanted |= Q(happened_at__gte=start, happened_at__lt=end)
            else:
                wanted |= Q(event_id=word)
        count = inbox.replay(Delivery.objects.filter(wanted))
        if not count:
            raise CommandError("No such event is stored. Events of a range are given as day..day.")
        self.stdout.write(f"{fetched} deliveries fetched, {count} put back to work.")
        self._inbox_work()

    def _sync(self, order: str, **_options: Any) -> None:
        found = Order.objects.filter(Q(number=order) | Q(ref=order)).first()
        if found is None:
            raise CommandError(f"There is no order {order}.")
        ask_about(found)
        money = balance(found)
        for attempt in found.attempts.order_by("number"):
            self.stdout.write(f"Payment {attempt.number}: {attempt.state}.")
        self.stdout.write(
            f"Order {found.number}: {money.kept_minor} {money.currency} (minor units) here, "
            f"{money.open_minor} still to be paid."
        )

    def _reconcile(self, since: datetime | None, until: datetime | None, **_options: Any) -> None:
        moved = attempts.end_expired_holds() + attempts.look_again()
        self.stdout.write(f"{moved} payments under way moved on.")
        self.stdout.write(f"{events.read_events()} deliveries had never arrived.")
        found = books.count_places()
        if since or until:
            end = until or clock.now()
            found += books.compare(since or end - timedelta(days=1), end)
        else:
            found += books.compare_finished_days()
        for one in found:
            self.stdout.write(f"- {one.sentence}")
        if found:
            raise CommandError(f"{len(found)} differences. They wait in the review queue.")
        self.stdout.write("The books agree.")

    def _doctor(self, *, offline: bool, **_options: Any) -> None:
        found = examining.stored(clock.now())
        if not offline:
            found += examining.ask().findings
        for one in found:
            self._tell(one)
        problems = sum(one.tone is Tone.BAD for one in found)
        if problems:
            raise CommandError(f"{problems} of {len(found)} checks found a problem.")
        self.stdout.write(f"{len(found)} checks, no problem.")

    def _tell(self, one: Finding) -> None:
        self.stdout.write(f"{SIGNS[one.tone]}  {one.sentence}")
        if one.remedy:
            self.stdout.write(f"      {one.remedy}")

    def _show(self, rows: QuerySet[Delivery], limit: int | None) -> None:
        for row in rows.defer("body")[:limit]:
            self.stdout.write(
                f"{row.received_at:%Y-%m-%d %H:%M:%S}  {row.state:<10}  {row.type}  {row.event_id}  "
                f"{row.object_id}" + (f"\n    {row.error}" if row.error else "")
            )

    def _tell_dead(self) -> None:
        dead = Delivery.objects.filter(state="dead").count()
        if dead:
            raise CommandError(
                f"{dead} deliveries were given up. Mend the cause, then: payments inbox replay <event>."
            )


def _day(text: str) -> datetime:
    """Return midnight UTC of a day written YYYY-MM-DD; argparse tells when it is none."""
    return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)


def _range(word: str) -> tuple[datetime, datetime]:
    first, _dots, last = word.partition("..")
    try:
        start, end = _day(first), _day(last) + timedelta(days=1)
    except ValueError:
        raise CommandError(
            f"{word} is no range of days. Write it like 2026-02-01..2026-02-03."
        ) from None
    if start >= end:
        raise CommandError(f"{word} ends before it begins.")
    return start, end
