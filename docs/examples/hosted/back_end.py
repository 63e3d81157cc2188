"""The back end of a page in hosted mode: it knows who asks, and makes client secrets for them.

It reads ``OPENAI_API_KEY`` and ``OPENAI_BASE_URL``, as the client does by itself.
"""

import os
from pathlib import Path
from uuid import uuid4

import uvicorn
from openai import AsyncOpenAI
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

PAGE = Path(os.environ.get("PAGE", "page.html"))
WORKFLOW = os.environ.get("WORKFLOW_ID", "wf_68e1a3c5")
client = AsyncOpenAI()


async def show_page(request: Request) -> Response:
    """Show the page, to each visitor with a cookie in the place of a real sign-in."""
    response = FileResponse(PAGE)
    if "visitor" not in request.cookies:
        response.set_cookie("visitor", uuid4().hex, httponly=True, samesite="lax")
    return response


async def create_session(request: Request) -> Response:
    """Make a client secret for whoever asks."""
    if "visitor" not in request.cookies:
        return JSONResponse({"error": "Sign in first."}, 401)
    session = await client.beta.chatkit.sessions.create(
        user=request.cookies["visitor"],
        workflow={"id": WORKFLOW},
        chatkit_configuration={"file_upload": {"enabled": True}},
    )
    return JSONResponse({"client_secret": session.client_secret})


app = Starlette(
    routes=[
        Route("/", show_page),
        Route("/api/chatkit/session", create_session, methods=["POST"]),
    ]
)

if __name__ == "__main__":
    uvicorn.run(app, port=int(os.environ.get("PORT", "3000")), log_level="warning")
