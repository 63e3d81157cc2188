"""From where and in which language a user asks, as the headers of a request say it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from starlette.requests import HTTPConnection

from chatkit_server.auth.backend import Identity
from chatkit_server.context import RequestContext
from chatkit_server.errors import InvalidRequest
from chatkit_server.http.client_tools import CLIENT_TOOLS_HEADER, parse_client_tools
from chatkit_server.http.paths import root_of
from chatkit_server.logs import request_id

TIMEZONE_HEADER: Final = "X-Timezone"

_ZONE: Final = re.compile(r"[A-Za-z0-9._+/-]{1,64}", re.ASCII)
_LOCALE: Final = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", re.ASCII)


class Profiles(Protocol):
    """What is remembered of each user."""

    async def zone(self, owner: str) -> ZoneInfo | None:
        """The zone the user was last seen in."""

    async def set_zone(self, owner: str, zone: ZoneInfo) -> None:
        """Remembers the user's zone."""


async def request_context(
    request: HTTPConnection, identity: Identity, profiles: Profiles
) -> RequestContext:
    """What the server knows of a request.

    Raises:
        InvalidRequest: If it names an unknown time zone.
        StoreUnavailable: If the user's zone cannot be read or kept.
    """
    user = identity.user
    name = request.headers.get(TIMEZONE_HEADER)
    if name is not None:
        zone = parse_zone(name)
        await profiles.set_zone(user.id, zone)
    else:
        zone = await profiles.zone(user.id) or ZoneInfo("UTC")
    return RequestContext(
        user=user,
        zone=zone,
        locale=first_locale(request.headers.get("accept-language", "")),
        request_id=request_id.get(),
        now=datetime.now(UTC).astimezone(zone),
        base_url=base_url(request),
        session=identity.session,
        client_tools=parse_client_tools(request.headers.get(CLIENT_TOOLS_HEADER)),
    )


def base_url(request: HTTPConnection) -> str:
    """Where the sender reaches this server: the host it named, and where the app is mounted."""
    # Not `request.base_url`, which ends where the outermost application does.
    root = root_of(request.scope).rstrip("/")
    return f"{request.url.scheme}://{request.url.netloc}{root}"


def parse_zone(name: str) -> ZoneInfo:
    """The zone of an IANA name such as ``Europe/Berlin``.

    Raises:
        InvalidRequest: If there is none of that name.
    """
    try:
        if _ZONE.fullmatch(name):
            return ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        pass  # unknown; a path out of the zone folder; a folder of it
    raise InvalidRequest(
        f'{TIMEZONE_HEADER} must be an IANA time zone such as "Europe/Berlin", not {name[:64]!r}.'
    )


def first_locale(accept_language: str) -> str:
    """The first language of an ``Accept-Language`` header (RFC 9110 section 12.5.4)."""
    locale = accept_language.split(",", 1)[0].split(";", 1)[0].strip()
    return locale if _LOCALE.fullmatch(locale) else "en"
