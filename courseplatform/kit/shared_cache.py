"""The cache all processes share, which survives its server.

Rate limits and the reuse check of one-time codes need one count for all workers, so the cache lies
on the broker's server. When that server is away each process counts for itself: limits grow looser
by the number of processes, and no page fails.
"""

from __future__ import annotations

import json
import logging
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


class JsonSerializer:
    """Plain JSON instead of pickles: whoever can write to the server can run nothing here."""

    def dumps(self, value: Any) -> bytes | int:
        """Return a value as it is stored; whole numbers stay countable."""
        return value if type(value) is int else json.dumps(value).encode()

    def loads(self, stored: bytes) -> Any:
        """Return what was stored."""
        return json.loads(stored)


class SharedCache(RedisCache):
    """Django's Redis cache with a fallback in the process for the time the server is away."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = {
            "socket_connect_timeout": 1,
            "socket_timeout": 2,
            "serializer": JsonSerializer,
            **params.get("OPTIONS", {}),
        }
        super().__init__(server, {**params, "OPTIONS": options})
        self._own = LocMemCache("shared-cache-fallback", {**params, "OPTIONS": {}})

    def _try(self, name: str, *args: Any, **kwargs: Any) -> Any:
        try:
            return getattr(super(), name)(*args, **kwargs)
        except RedisError as error:
            log.warning("The shared cache is away (%s); this process counts alone.", error)
            return getattr(self._own, name)(*args, **kwargs)

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> Any:
        """Set a value if there is none yet."""
        return self._try("add", key, value, timeout=timeout, version=version)

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        """Return a value."""
        return self._try("get", key, default=default, version=version)

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> Any:
        """Set a value."""
        return self._try("set", key, value, timeout=timeout, version=version)

    def delete(self, key: Any, version: Any = None) -> Any:
        """Remove a value."""
        return self._try("delete", key, version=version)

    def incr(self, key: Any, delta: int = 1, version: Any = None) -> Any:
        """Count up."""
        return self._try("incr", key, delta, version=version)

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> Any:
        """Lengthen a value's life."""
        return self._try("touch", key, timeout=timeout, version=version)
