"""Refusals of the API in Stripe's envelope."""

from typing import Any


class ApiError(Exception):
    """A call that is answered with an error.

    ``kept`` says that the call had begun its work, so that Stripe keeps the answer under the
    idempotency key and replays it; a mere mistake in the parameters is not kept.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        type: str = "invalid_request_error",  # noqa: A002 - the envelope's own word
        code: str | None = None,
        param: str | None = None,
        kept: bool = False,
        **more: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.kept = kept
        named = {"code": code, "message": message, "param": param, "type": type, **more}
        self.error = {key: value for key, value in named.items() if value is not None}

    def body(self, request_id: str) -> dict[str, Any]:
        """The envelope as it goes over the wire."""
        log = {"request_log_url": f"https://dashboard.stripe.com/test/logs/{request_id}"}
        return {"error": {**self.error, **log}}


def missing(param: str) -> ApiError:
    """A required parameter was not given."""
    return ApiError(f"Missing required param: {param}.", code="parameter_missing", param=param)


def unknown(param: str) -> ApiError:
    """A parameter that Stripe does not know, or knows no more."""
    return ApiError(f"Received unknown parameter: {param}", code="parameter_unknown", param=param)


def invalid(param: str, message: str, code: str | None = None) -> ApiError:
    """A parameter with a value that cannot be."""
    return ApiError(message, code=code, param=param)


def absent(kind: str, identifier: str, param: str = "id") -> ApiError:
    """The object asked for does not exist: 404 for the object of the URL, 400 for one named."""
    return ApiError(
        f"No such {kind.rpartition('.')[2]}: '{identifier}'",
        status=404 if param == "id" else 400,
        code="resource_missing",
        param=param,
    )


def wrong_state(message: str, *, code: str | None = None, param: str | None = None) -> ApiError:
    """The object exists but its state forbids the act; the answer is kept under the key."""
    return ApiError(message, code=code, param=param, kept=True)
