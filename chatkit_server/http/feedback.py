"""``GET /api/admin/feedback``: what users think of answers.

Takes ``opinions`` and ``authenticator`` from the app's state.
"""

from __future__ import annotations

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from chatkit_server.auth.backend import Authenticator
from chatkit_server.errors import InvalidRequest
from chatkit_server.feedback import FeedbackEntry, entry_of
from chatkit_server.http.body import read_query
from chatkit_server.http.contract import operation
from stores.opinions import Opinions, Place


class FeedbackQuery(BaseModel):
    """Whose feedback is asked for."""

    user: str | None = Field(None, description="Only this user's.")
    after: str | None = Field(None, description="The `after` of the page before.")
    limit: int = Field(100, ge=1, le=1000)


class FeedbackPage(BaseModel):
    """A page of feedback, in the order in which it was given."""

    data: list[FeedbackEntry]
    has_more: bool
    after: str | None = Field(description="What to ask for the next page with.")


def routes() -> list[BaseRoute]:
    """The routes of this surface."""
    return [Route("/api/admin/feedback", read_feedback)]


@operation("Feedback", caller="users", query=FeedbackQuery, answers={200: FeedbackPage})
async def read_feedback(request: Request) -> Response:
    """Answer with who thinks what of which answer."""
    authenticator: Authenticator = request.app.state.authenticator
    await authenticator.authenticate_key(request, "users")
    query = read_query(request, FeedbackQuery)
    opinions: Opinions = request.app.state.opinions
    found = await opinions.page(query.limit + 1, after=_place(query.after), owner=query.user)
    shown = found[: query.limit]
    page = FeedbackPage(
        data=[entry_of(opinion) for opinion in shown],
        has_more=len(found) > query.limit,
        after=":".join(str(part) for part in shown[-1].place) if shown else None,
    )
    return Response(
        page.model_dump_json(), headers={"Cache-Control": "no-store"}, media_type="application/json"
    )


def _place(after: str | None) -> Place | None:
    if after is None:
        return None
    seconds, _, ids = after.partition(":")
    thread_id, separator, item_id = ids.partition(":")
    try:
        if separator:
            return float(seconds), thread_id, item_id
    except ValueError:
        pass  # said below
    raise InvalidRequest("after must be that of a page before.")
