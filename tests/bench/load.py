"""A small client for benchmarks: many connections of one process, as little work for each as can be.

Two shapes of load: everybody at once, each with one request (``burst``), and a number of kept
connections that ask again and again for some seconds (``sustained``).
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

PATIENCE_SECONDS = 120


@dataclass(frozen=True)
class Answer:
    """One answer: its status, where it leads, how long it took, what it says."""

    status: int
    seconds: float
    location: str
    body: bytes


@dataclass
class Result:
    """What came of a load."""

    seconds: float
    answers: list[Answer] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answers per second."""
        return len(self.answers) / self.seconds

    @property
    def statuses(self) -> Counter[int]:
        """How often each status came."""
        return Counter(answer.status for answer in self.answers)

    def quantile(self, share: float) -> float:
        """Return the time in milliseconds within which a share of the answers came."""
        times = sorted(answer.seconds for answer in self.answers)
        return 1000 * times[min(len(times) - 1, int(share * len(times)))] if times else 0.0


def get(path: str, *, cookies: Mapping[str, str] | None = None) -> bytes:
    """Return the bytes of a GET."""
    return _request("GET", path, cookies or {}, {}, b"")


def post(
    path: str,
    form: Mapping[str, str] | bytes,
    *,
    cookies: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """Return the bytes of a POST: a form, or a body whose type the headers name."""
    body = form if isinstance(form, bytes) else urlencode(form).encode()
    kind = {} if isinstance(form, bytes) else {"Content-Type": "application/x-www-form-urlencoded"}
    return _request("POST", path, cookies or {}, {**kind, **(headers or {})}, body)


def burst(port: int, requests: Sequence[bytes]) -> Result:
    """Open one connection for each request, send all of them at one moment, wait for all answers."""
    return asyncio.run(_burst(port, requests))


def sustained(
    port: int, make: Callable[[int], bytes], *, connections: int, seconds: float
) -> Result:
    """Keep ``connections`` busy for ``seconds``; ``make(n)`` returns the n-th request."""
    return asyncio.run(_sustained(port, make, connections, seconds))


def _request(
    method: str, path: str, cookies: Mapping[str, str], headers: Mapping[str, str], body: bytes
) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Accept: text/html"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if cookies:
        lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in cookies.items()))
    if method == "POST":
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


async def _burst(port: int, requests: Sequence[bytes]) -> Result:
    lines = [await asyncio.open_connection("127.0.0.1", port) for _ in requests]
    began = time.perf_counter()
    told = await asyncio.gather(
        *(_ask(reader, writer, request)
          for (reader, writer), request in zip(lines, requests, strict=True)),
        return_exceptions=True,
    )  # fmt: skip
    result = Result(time.perf_counter() - began)
    for (_reader, writer), one in zip(lines, told, strict=True):
        writer.close()
        _note(result, one)
    return result


async def _sustained(
    port: int, make: Callable[[int], bytes], connections: int, seconds: float
) -> Result:
    result = Result(seconds)
    numbers = iter(range(1_000_000_000))
    deadline = time.perf_counter() + seconds

    async def one_line() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() < deadline:
            try:
                _note(result, await _ask(reader, writer, make(next(numbers))))
            except (OSError, asyncio.IncompleteReadError):  # the server closed a kept connection
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.close()

    await asyncio.gather(*(one_line() for _ in range(connections)))
    result.seconds = time.perf_counter() - deadline + seconds
    return result


def _note(result: Result, one: Answer | BaseException) -> None:
    if isinstance(one, Answer):
        result.answers.append(one)
    else:
        result.broken.append(f"{type(one).__name__}: {one}")


async def _ask(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes
) -> Answer:
    began = time.perf_counter()
    writer.write(request)
    async with asyncio.timeout(PATIENCE_SECONDS):
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        told = {
            name.lower(): value.strip()
            for name, _colon, value in (line.partition(":") for line in head[1:])
        }
        body = await _body(reader, told)
    seconds = time.perf_counter() - began
    return Answer(int(head[0].split()[1]), seconds, told.get("location", ""), body)


async def _body(reader: asyncio.StreamReader, told: Mapping[str, str]) -> bytes:
    if "chunked" not in told.get("transfer-encoding", ""):
        return await reader.readexactly(int(told.get("content-length", "0")))
    body = b""
    while size := int((await reader.readline()).strip(), 16):
        body += await reader.readexactly(size)
        await reader.readexactly(2)
    await reader.readexactly(2)
    return body
