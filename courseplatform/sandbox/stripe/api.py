"""One request of the API from its bytes to its answer.

The order is Stripe's: who asks, which call, has this key been answered before, are the
parameters right, then the work. Work, events and the stored answer commit together, so a
process that is killed has either done all of it or nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from courseplatform.sandbox.config import Config
from courseplatform.sandbox.store import Body, Store, Transaction
from courseplatform.sandbox.stripe import expansion, forms, schemas, surface
from courseplatform.sandbox.stripe.account import Account, new_id
from courseplatform.sandbox.stripe.errors import ApiError
from courseplatform.sandbox.stripe.schemas import Operation

LONGEST_KEY = 255


@dataclass(frozen=True)
class Request:
    """What came over the wire; header names in lower case."""

    method: str
    path: str
    query: bytes
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Answer:
    """What goes back; ``request_id`` and the like are in the headers."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Exchange:
    """One checked message, for whoever watches the wire in tests."""

    operation: Operation | None
    form: dict[str, Any]
    status: int
    body: Body


Observer = Callable[[Exchange], None]


class Api:
    """Answers the calls of the surface for one practice account."""

    def __init__(self, config: Config, store: Store, observer: Observer | None = None) -> None:
        self._config = config
        self._store = store
        self._observer = observer

    def answer(self, request: Request, *, break_midway: bool = False) -> Answer:
        """Does what the request asks. ``break_midway`` fails the work after it has begun."""
        request_id = new_id("req_", 14)
        operation: Operation | None = None
        form: dict[str, Any] = {}
        try:
            self._admit(request)
            found = surface.find(request.method, request.path)
            if found is None:
                raise _no_such_call(request)
            operation, handler, holes = found
            form = forms.decode(request.body if request.method == "POST" else request.query)
            work = _Work(self._config, request, request_id, operation, handler, holes, form)
            answer = self._answer_once(work, break_midway=break_midway)
        except ApiError as error:
            answer = _wrap(error.status, error.body(request_id), request_id)
        if self._observer is not None:
            self._observer(Exchange(operation, form, answer.status, json.loads(answer.body)))
        return _with_protocol_headers(answer, request)

    def _admit(self, request: Request) -> None:
        """Raises ApiError unless the request carries the key and speaks our version."""
        key = _bearer(request.headers.get("authorization", ""))
        if not key:
            raise ApiError(
                "You did not provide an API key. Send it as a bearer token in the "
                "Authorization header.",
                status=401,
            )
        if not hmac.compare_digest(key.encode(), self._config.stripe_key.encode()):
            raise ApiError(f"Invalid API Key provided: {_masked(key)}", status=401)
        version = request.headers.get("stripe-version", schemas.version())
        if version != schemas.version():
            raise ApiError(
                f"Invalid Stripe API version: {version}. This stand-in speaks "
                f"{schemas.version()}, the version that the installed SDK pins.",
            )
        length = len(request.headers.get("idempotency-key", ""))
        if length > LONGEST_KEY:
            raise ApiError(
                f"Idempotency keys may have {LONGEST_KEY} characters; this one has {length}.",
                type="idempotency_error",
            )

    def _answer_once(self, work: _Work, *, break_midway: bool) -> Answer:
        """The stored answer of an idempotent call, or the work and its answer."""
        with self._store.begin() as transaction:
            if work.key is None:
                return work.run(transaction, break_midway=break_midway)
            _alone_with(transaction, work.key)
            row = transaction.row("select * from idempotency_keys where key = %s", work.key)
            if row is not None:
                return _replayed(row, work)
            answer, kept = work.run_kept(transaction, break_midway=break_midway)
            if kept:
                transaction.run(
                    "insert into idempotency_keys (key, fingerprint, status, body, request_id) "
                    "values (%s, %s, %s, %s, %s)",
                    work.key,
                    work.fingerprint,
                    answer.status,
                    answer.body.decode(),
                    work.request_id,
                )
            return answer


@dataclass
class _Work:
    """One call on its way: where it comes from, what it wants, how it is done."""

    config: Config
    request: Request
    request_id: str
    operation: Operation
    handler: surface.Handler
    holes: tuple[str, ...]
    form: dict[str, Any]

    @property
    def key(self) -> str | None:
        """The idempotency key; reading needs none."""
        if self.request.method != "POST":
            return None
        return self.request.headers.get("idempotency-key") or None

    @property
    def fingerprint(self) -> str:
        """What must be the same when a key comes again."""
        told = [self.request.method, self.request.path, self.form]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()

    def run(self, transaction: Transaction, *, break_midway: bool = False) -> Answer:
        params = forms.check(self.form, self.operation.params)
        paths = params.pop("expand", [])
        account = Account(
            transaction, self.config, request_id=self.request_id, idempotency_key=self.key
        )
        body = self.handler(account, params, *self.holes)
        if break_midway:
            raise ApiError("An unknown error occurred.", status=500, type="api_error", kept=True)
        return _wrap(200, expansion.expand(account, body, paths), self.request_id)

    def run_kept(self, transaction: Transaction, *, break_midway: bool) -> tuple[Answer, bool]:
        """The answer, and whether it is kept under the key. A refusal undoes the work."""
        try:
            with transaction.connection.transaction():
                return self.run(transaction, break_midway=break_midway), True
        except ApiError as error:
            return _wrap(error.status, error.body(self.request_id), self.request_id), error.kept


def _alone_with(transaction: Transaction, key: str) -> None:
    """Takes the key for the length of the transaction. Raises ApiError when its twin has it."""
    number = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big", signed=True)
    row = transaction.row("select pg_try_advisory_xact_lock(%s) as mine", number)
    if not (row and row["mine"]):
        raise ApiError(
            f"Another request with the idempotency key {key!r} is still being worked on. "
            f"Try again later.",
            status=409,
            type="idempotency_error",
            code="idempotency_key_in_use",
        )


def _replayed(row: Mapping[str, Any], work: _Work) -> Answer:
    if row["fingerprint"] != work.fingerprint:
        raise ApiError(
            f"Keys for idempotent requests can only be used again with the parameters they were "
            f"first used with. Use another key than {work.key!r} for another request.",
            type="idempotency_error",
        )
    headers = {
        "Request-Id": work.request_id,
        "Original-Request": row["request_id"],
        "Idempotent-Replayed": "true",
    }
    return Answer(row["status"], row["body"].encode(), headers)


def _wrap(status: int, body: Body, request_id: str) -> Answer:
    return Answer(status, json.dumps(body, indent=2).encode(), {"Request-Id": request_id})


def _with_protocol_headers(answer: Answer, request: Request) -> Answer:
    headers = {
        "Content-Type": "application/json",
        "Stripe-Version": request.headers.get("stripe-version", schemas.version()),
        **answer.headers,
    }
    if key := request.headers.get("idempotency-key"):
        headers["Idempotency-Key"] = key
    return Answer(answer.status, answer.body, headers)


def _bearer(header: str) -> str:
    scheme, _, value = header.partition(" ")
    return value.strip() if scheme.lower() == "bearer" else ""


def _masked(key: str) -> str:
    return f"{key[:8]}{'*' * max(0, len(key) - 12)}{key[-4:]}" if len(key) > 12 else "*" * len(key)


def _no_such_call(request: Request) -> ApiError:
    if any(
        method == request.method and operation.pattern.fullmatch(request.path)
        for (method, _), operation in schemas.operations().items()
    ):
        return ApiError(
            f"This stand-in does not answer {request.method} {request.path}, though Stripe does.",
            status=404,
        )
    return ApiError(f"Unrecognized request URL ({request.method}: {request.path}).", status=404)
