"""Writing TOML: what people then read and edit. The way back is ``files.parse_toml``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import tomli_w


def as_toml(data: Mapping[str, Any]) -> str:
    """Return JSON-like data as TOML; what is None is left out, texts of several lines stay so."""
    return tomli_w.dumps(_without_none(data), multiline_strings=True)


def _without_none(data: Any) -> Any:
    if isinstance(data, Mapping):
        return {str(key): _without_none(each) for key, each in data.items() if each is not None}
    if isinstance(data, list | tuple):
        return [_without_none(each) for each in data if each is not None]
    return data
