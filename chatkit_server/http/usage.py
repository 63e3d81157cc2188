"""``GET /api/admin/usage``: what answers took, by day and user.

Takes ``usage`` and ``authenticator`` from the app's state.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from chatkit_server.auth.backend import Authenticator
from chatkit_server.errors import InvalidRequest
from chatkit_server.http.body import read_query
from chatkit_server.http.contract import operation
from chatkit_server.usage import Usage

_DAYS: Final = 30


class UsageQuery(BaseModel):
    """Which days and users are asked for."""

    first: date | None = Field(None, description="The first day, in UTC; by default 30 days ago.")
    last: date | None = Field(None, description="The last day; by default today.")
    user: str | None = Field(None, description="Only this user.")
    after: str | None = Field(None, description="The `after` of the page before.")
    limit: int = Field(100, ge=1, le=1000)


class UsageOfDay(BaseModel):
    """What the answers of a user took on a day."""

    user: str
    day: date
    runs: int = Field(description="How many answers there were, whatever became of them.")
    input_tokens: int = Field(description="As providers count them; 0 where they do not.")
    output_tokens: int
    seconds: float = Field(description="From the beginning of each answer to its end.")


class UsagePage(BaseModel):
    """A page of days and users, in this order."""

    data: list[UsageOfDay]
    has_more: bool
    after: str | None = Field(description="What to ask for the next page with.")


def routes() -> list[BaseRoute]:
    """The routes of this surface."""
    return [Route("/api/admin/usage", read_usage)]


@operation("Usage", caller="users", query=UsageQuery, answers={200: UsagePage})
async def read_usage(request: Request) -> Response:
    """Answer with what users' answers took, day by day."""
    authenticator: Authenticator = request.app.state.authenticator
    await authenticator.authenticate_key(request, "users")
    query = read_query(request, UsageQuery)
    usage: Usage = request.app.state.usage
    last = query.last or datetime.now(UTC).date()
    first = query.first or last - timedelta(days=min(_DAYS, last.toordinal() - 1))
    days = await usage.by_day(
        first=first.isoformat(),
        last=last.isoformat(),
        user=query.user,
        after=_place(query.after),
        limit=query.limit + 1,
    )
    shown = [UsageOfDay.model_validate(day, from_attributes=True) for day in days[: query.limit]]
    page = UsagePage(
        data=shown,
        has_more=len(days) > query.limit,
        after=f"{shown[-1].day}:{shown[-1].user}" if shown else None,
    )
    return Response(
        page.model_dump_json(), headers={"Cache-Control": "no-store"}, media_type="application/json"
    )


def _place(after: str | None) -> tuple[str, str] | None:
    if after is None:
        return None
    day, separator, user = after.partition(":")
    if not separator:
        raise InvalidRequest("after must be that of a page before.")
    return day, user
