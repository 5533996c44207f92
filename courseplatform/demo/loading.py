"""Loading the demo: the past first, by the rules of today, then what lies ahead."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connection

from courseplatform.demo import (
    amends,
    authoring,
    coming,
    companies,
    desk_posts,
    house,
    later,
    past,
    publishing,
    stand_in,
    teaching,
    trouble,
)
from courseplatform.demo.cast import LOGINS, PASSWORD
from courseplatform.demo.following import settle
from courseplatform.kit import clock
from courseplatform.people.models import Organiser, User
from courses.catalogue.models import Session
from exercises.authoring import library


def is_empty() -> bool:
    """Tell whether nobody and nothing is here yet."""
    return not User.objects.exists() and not Organiser.objects.exists()


def load() -> None:
    """Fill an empty database with the demo's world."""
    now = clock.now()
    with stand_in.running() as control:
        with clock.at(house.FOUNDED):
            staff = house.found()
            library.load_all()
            course = teaching.write_course()
        publishing.publish_reports(course, staff["editor"], now)
        december = past.live_through(course, staff, control)
        trouble.contest(december, control)
        next_one = coming.open_next(course, staff, control, now)
        later.open_later(course, next_one, staff, control, now)
        last = Session.objects.latest("starts_at")
        companies.book(last, staff["company contact"], control, now)
        trouble.leave_open(next_one, staff, control, now)
        authoring.write_on(staff, now)
        desk_posts.receive(staff, now)
        amends.leave_a_question(december, now)
        settle()


def empty() -> None:
    """Take everything out of the database; files stay until they are written again."""
    call_command("flush", interactive=False, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "select sequencename from pg_sequences where schemaname = current_schema()"
            " and sequencename <> 'django_migrations_id_seq'"  # the flush left its rows alone
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"alter sequence {connection.ops.quote_name(name)} restart")


def logins() -> str:
    """Return the demo's logins as a table for the terminal."""
    width = max(len(login.email) for login in LOGINS)
    lines = [f"  {login.email:<{width}}  {login.part}" for login in LOGINS]
    return "\n".join([f"Demo logins, all with the password {PASSWORD}", *lines])
