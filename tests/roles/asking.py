"""Asking an address as somebody, and calling the answer by its class."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.roles.table import HIDDEN, LOGIN, MOVED, OK, REFUSED, Row
from tests.roles.world import ROLES, World

_REFUSALS = {400, 403, 405, 409, 422}


def address(row: Row, world: World) -> str:
    """Return the row's address in this world."""
    return reverse(row.name, kwargs=row.arguments(world))


def class_of(response: Any) -> str:
    """Return the word of the table for an answer; a number where it has none, such as 500."""
    status = response.status_code
    if status in {302, 303}:
        return LOGIN if "/accounts/login/" in response["Location"] else MOVED
    if status in _REFUSALS:
        return REFUSED
    return {200: OK, 204: OK, 404: HIDDEN}.get(status, str(status))


def text_of(response: Any) -> str:
    """Return everything the browser receives: address, headers, body."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    heads = "\n".join(f"{name}: {value}" for name, value in response.items())
    return f"{heads}\n{body.decode('utf-8', 'replace')}"


@dataclass
class Asker:
    """One role's browser."""

    client: Client

    def ask(self, method: str, url: str, **more: Any) -> Any:
        """Ask, then undo everything the answer did, so that the next one meets the same world."""
        cookies = copy.deepcopy(self.client.cookies)
        cache.clear()
        with transaction.atomic():
            response = self.client.generic(method, url, **more)
            transaction.set_rollback(True)
        self.client.cookies = cookies
        return response

    def ask_for_good(self, url: str) -> Any:
        """GET, keeping what the answer wrote."""
        cache.clear()
        return self.client.get(url)


def browsers(world: World) -> dict[str, Asker]:
    """Return a browser for every role, signed in."""
    made: dict[str, Asker] = {}
    for role in ROLES:
        client = Client(raise_request_exception=False)
        if role != "nobody":
            client.force_login(world.people[role])
        made[role] = Asker(client)
    return made
