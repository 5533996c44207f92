"""Where a request comes from, as far as the house wants to know: the network, not the address."""

from __future__ import annotations

import ipaddress

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest


def network_of(request: HttpRequest | None) -> str:
    """Return the reader's network, /24 or /48; empty when there is no address to go by.

    Enough to see an attack and to count posts, and less than what tells one person from another.
    """
    if request is None:
        return ""
    try:
        address = ipaddress.ip_address(get_adapter(request).get_client_ip(request))
    except (ValueError, PermissionDenied):  # behind a socket, or other proxies than configured
        return ""
    width = 24 if address.version == 4 else 48
    return str(ipaddress.ip_network(f"{address}/{width}", strict=False))
