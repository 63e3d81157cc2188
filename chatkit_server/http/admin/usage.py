"""``GET /api/admin/usage``: what answers took, by day and user.

Takes ``usage`` from the app's state.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from chatkit_server.http.admin.callers import api_key
from chatkit_server.http.admin.pages import Page, PageQuery, not_a_place
from chatkit_server.http.answers import json_answer
from chatkit_server.http.body import read_query
from chatkit_server.http.contract import operation
from chatkit_server.usage import Usage

_DAYS: Final = 30


class UsageQuery(PageQuery):
    """Which days and users are asked for."""

    first: date | None = Field(None, description="The first day, in UTC; by default 30 days ago.")
    last: date | None = Field(None, description="The last day; by default today.")


class UsageOfDay(BaseModel):
    """What was asked of models for a user on a day."""

    user: str
    day: date
    runs: int = Field(description="How many answers there were, whatever became of them.")
    input_tokens: int = Field(
        description="Of answers, titles and summaries, as providers count them, where they do."
    )
    output_tokens: int
    seconds: float = Field(description="From the beginning of each answer to its end.")


class UsagePage(Page[UsageOfDay, str]):
    """A page of days and users, in this order."""


@operation("Usage", caller="users", query=UsageQuery, answers={200: UsagePage})
async def read_usage(request: Request) -> Response:
    """Answer with what users' answers took, day by day."""
    await api_key(request)
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
    page = UsagePage.of(
        days,
        query.limit,
        row=lambda day: UsageOfDay.model_validate(day, from_attributes=True),
        place=lambda day: f"{day.day}:{day.user}",
    )
    return json_answer(page)


def _place(after: str | None) -> tuple[str, str] | None:
    if after is None:
        return None
    day, separator, user = after.partition(":")
    if not separator:
        raise not_a_place()
    return day, user
