"""The headers that stand on everything that this site answers."""

from __future__ import annotations

from collections.abc import Mapping

POLICY = {
    "default-src": {"'none'"},
    "script-src": {"'self'"},
    "style-src": {"'self'"},
    "img-src": {"'self'", "data:"},
    "font-src": {"'self'"},
    "media-src": {"'self'"},
    "connect-src": {"'self'"},
    "manifest-src": {"'self'"},
    "base-uri": {"'none'"},
    "object-src": {"'none'"},
    "frame-ancestors": {"'none'"},
}
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
STRICTER = {"Referrer-Policy": "no-referrer"}


def faults(headers: Mapping[str, str]) -> list[str]:
    """Return which of the headers that stand on everything are missing or other."""
    found = [
        f"{name}: {headers.get(name)}"
        for name, value in ALWAYS.items()
        if headers.get(name) not in {value, STRICTER.get(name)}
    ]
    parts = headers.get("Content-Security-Policy", "").split(";")
    told = {words[0]: set(words[1:]) for part in parts if (words := part.split())}
    action = told.pop("form-action", set())
    if told != POLICY or "'self'" not in action or any("unsafe" in one for one in action):
        found.append(f"policy: {told} {action}")
    return found
