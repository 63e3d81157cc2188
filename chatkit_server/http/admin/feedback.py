"""``GET /api/admin/feedback``: what users think of answers.

Takes ``opinions`` from the app's state.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from chatkit_server.feedback import FeedbackEntry, entry_of
from chatkit_server.http.admin.callers import api_key
from chatkit_server.http.admin.pages import Page, PageQuery, not_a_place
from chatkit_server.http.answers import json_answer
from chatkit_server.http.body import read_query
from chatkit_server.http.contract import operation
from stores.opinions import Opinions, Place


class FeedbackQuery(PageQuery):
    """Whose feedback is asked for."""


class FeedbackPage(Page[FeedbackEntry, str]):
    """A page of feedback, in the order in which it was given."""


@operation("Feedback", caller="users", query=FeedbackQuery, answers={200: FeedbackPage})
async def read_feedback(request: Request) -> Response:
    """Answer with who thinks what of which answer."""
    await api_key(request)
    query = read_query(request, FeedbackQuery)
    opinions: Opinions = request.app.state.opinions
    page = FeedbackPage.of(
        await opinions.page(query.limit + 1, after=_place(query.after), owner=query.user),
        query.limit,
        row=entry_of,
        place=lambda opinion: ":".join(str(part) for part in opinion.place),
    )
    return json_answer(page)


def _place(after: str | None) -> Place | None:
    if after is None:
        return None
    try:
        seconds, thread_id, item_id = after.split(":", 2)
        return float(seconds), thread_id, item_id
    except ValueError:
        raise not_a_place() from None
