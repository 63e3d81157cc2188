"""Who asks, from where and when: the one value every layer gets with a request."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from chatkit_server.access.model import ChatSession
from chatkit_server.clock import utc_now
from chatkit_server.spending import Spent
from chatkit_server.tool_calls import ToolLog

UserKind = Literal["guest", "user"]


@dataclass(frozen=True, slots=True)
class User:
    """The owner of everything a request reads or writes.

    Attributes:
        id: The owner's id as it stands in every row.
        kind: ``guest`` for a visitor with a cookie of ours, ``user`` for a signed-in one.
    """

    id: str
    kind: UserKind = "user"


@dataclass(frozen=True, slots=True)
class RequestContext:
    """What a request carries through the server.

    Attributes:
        user: The authenticated user.
        zone: The user's time zone, from ``X-Timezone`` or as last seen.
        locale: The first language of ``Accept-Language``, for example ``de-DE``.
        request_id: Shown with every error and log line of this request.
        now: The moment of the request, aware and in ``zone``.
        base_url: Where the client reaches this server, without a slash at the end; URLs that it
            is given begin with it.
        session: The chat session whose client secret was sent; None for any other identity, which
            nothing limits but the server's settings.
        tools: Takes down what the agent's tools do, for a caller who wants to know.
        assistant: The one that the request's path names; None for a path that names none.
        client_tools: The tools that the page says it has, by ``X-Client-Tools``; None for one that
            does not say.
        spent: Takes down what the answer to it takes.
    """

    user: User
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    locale: str = "en"
    request_id: str = "-"
    now: datetime = field(default_factory=utc_now)
    base_url: str = "http://localhost"
    session: ChatSession | None = None
    tools: ToolLog | None = None
    assistant: str | None = None
    client_tools: frozenset[str] | None = None
    spent: Spent = field(default_factory=Spent, compare=False)

    @property
    def owner(self) -> str:
        """The id that every query is scoped to."""
        return self.user.id

    @property
    def titling(self) -> bool:
        """Whether a new thread gets a title by itself."""
        return self.session is None or self.session.configuration.titling
