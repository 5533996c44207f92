"""Who may look into cases and exercises behind the student's page: instructors, nobody else.

An instructor is a person with the right to build cases, or one to whom a room above opens the door:
such a room has a file ``instructors.py`` with an ``InstructorDoor``. Rooms above are found by the
registry, so nothing here knows them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from courseplatform.kit import registry
from courseplatform.people.guards import P, View, keep_private
from courseplatform.people.models import User
from courseplatform.people.roles import Right

_MEMO = "_builds_cases"


@dataclass(frozen=True)
class InstructorDoor:
    """One reason to count as an instructor.

    Attributes:
        name: what the reason is, for reading code and tests.
        opens: tells whether it holds for a person; at most one query.
    """

    name: str
    opens: Callable[[User], bool]


def builds_cases(user: User | AnonymousUser) -> bool:
    """Tell whether ``user`` may see cases, exercises and the keys of their tasks.

    Asked once for each User object, which lives as long as one request.
    """
    if not isinstance(user, User) or not user.is_active:
        return False
    if _MEMO not in user.__dict__:
        user.__dict__[_MEMO] = user.may(Right.BUILD_CASES) or any(
            door.opens(user) for door in registry.instances("instructors", InstructorDoor)
        )
    return bool(user.__dict__[_MEMO])


def for_instructors(view: View[P]) -> View[P]:
    """Open a view to instructors; nobody signed in is led to the login, others get 404."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not isinstance(request.user, User):
            return redirect_to_login(request.get_full_path())
        if not builds_cases(request.user):
            raise Http404(_("There is no such page."))
        return keep_private(view(request, *args, **kwargs))

    return guarded
