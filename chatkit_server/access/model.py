"""API keys and chat sessions, as the rest of the server sees them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal, TypeAlias, get_args

Scope: TypeAlias = Literal["sessions", "threads", "users"]
"""What an API key is good for: making client secrets, the hosted API's threads, or whatever
belongs to users (messages on their behalf, exports, erasure)."""

SCOPES: Final[tuple[Scope, ...]] = get_args(Scope)
DEFAULT_SCOPES: Final[tuple[Scope, ...]] = ("sessions", "threads")
"""What the official clients need."""

MEGABYTE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key of a back end; the key itself is known to nobody but whoever has it.

    Attributes:
        id: Begins with ``key_``.
        name: What it is for, in its maker's words.
        hint: Its beginning, to tell it from others.
        last_used_at: To the minute; None if it never was.
        revoked_at: From then on it is refused; None while it holds.
    """

    id: str
    name: str
    hint: str
    scopes: tuple[Scope, ...]
    created_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SessionConfiguration:
    """What a chat session may do; the defaults are those of the hosted API.

    Attributes:
        titling: Whether its new threads get a title by themselves.
        uploads: Whether it takes files.
        max_file_megabytes: The largest file; the server's own limit holds as well.
        max_files: The most files that can be uploaded during the session; None for any number.
        history: Whether earlier threads can be seen.
        recent_threads: How many of them; None for all.
    """

    titling: bool = True
    uploads: bool = False
    max_file_megabytes: int = 512
    max_files: int | None = 10
    history: bool = True
    recent_threads: int | None = None

    @property
    def max_file_bytes(self) -> int:
        """The largest file, in bytes."""
        return self.max_file_megabytes * MEGABYTE


@dataclass(frozen=True, slots=True)
class Workflow:
    """What a session asked to be answered by.

    Attributes:
        id: The name of an assistant.
        version: Given back as it came.
        state_variables: For the assistant to read.
        tracing: Whether the caller wants its runs traced; the server's own setting decides.
    """

    id: str
    version: str | None = None
    state_variables: Mapping[str, str | int | bool | float] = field(default_factory=dict)
    tracing: bool = True


SessionStatus: TypeAlias = Literal["active", "expired", "cancelled"]


@dataclass(frozen=True, slots=True)
class ChatSession:
    """What a client secret stands for: a user, for a while, within limits.

    Attributes:
        id: Begins with ``cksess_``.
        owner: The user's id.
        workflow: What answers.
        requests_per_minute: How many answers the secret is good for in a minute, which begins
            with the first; None for as many as the server allows its user.
        api_key_id: The key that made it; None if its own user did.
        continues: The first of the sessions that it carries on, see `ChatSessions.carry_on`.
    """

    id: str
    owner: str
    workflow: Workflow
    configuration: SessionConfiguration
    requests_per_minute: int | None
    created_at: datetime
    expires_at: datetime
    cancelled_at: datetime | None = None
    api_key_id: str | None = None
    continues: str | None = None

    @property
    def first_id(self) -> str:
        """The first of the sessions that one page had, one after the other."""
        return self.continues or self.id

    def status(self, now: datetime) -> SessionStatus:
        """What has become of it."""
        if self.cancelled_at is not None:
            return "cancelled"
        return "active" if now < self.expires_at else "expired"
