"""Where a request comes from, as far as that is counted."""

from __future__ import annotations

import ipaddress
from typing import Final

from starlette.requests import HTTPConnection

UNKNOWN: Final = "unknown"
_IPV6_NETWORK: Final = 64
"""The bits that are the same for all that one customer of a provider has (RFC 6177)."""


def network_of(request: HTTPConnection) -> str:
    """What stands for the sender's address: itself, or the /64 network of an IPv6 one."""
    address = _address(request)
    if address is None:
        return UNKNOWN
    if address.version == 6:
        return str(ipaddress.ip_network((address.packed, _IPV6_NETWORK), strict=False))
    return str(address)


def is_anybody(request: HTTPConnection) -> bool:
    """Whether the sender's address says nothing of who that is.

    This machine's own is also that of a proxy which does not say for whom it asks.
    """
    address = _address(request)
    return address is None or address.is_loopback


def _address(request: HTTPConnection) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    if request.client is None:
        return None
    try:
        address = ipaddress.ip_address(request.client.host.partition("%")[0])
    except ValueError:  # such as that of a socket in the file system
        return None
    return getattr(address, "ipv4_mapped", None) or address
