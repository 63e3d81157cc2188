"""``/api/auth/login``, ``callback`` and ``logout``: users of the page sign in at a provider.

The server is the client: neither a token nor a secret ever reaches a script. What a browser gets
is a cookie that stands for the sign-in, and nothing else. Routes of a server without a provider
answer 501.

Takes ``provider`` (None where there is none), ``flows``, ``sign_ins``, ``guest_merge``,
``authenticator`` and ``audit`` from the app's state.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial
from typing import Final, Literal
from urllib.parse import urlencode

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from chatkit_server.access.audit import Audit
from chatkit_server.access.sign_ins import SignIns
from chatkit_server.auth.backend import Authenticator, cookie_name, session_cookie
from chatkit_server.auth.flows import FLOW_LIFE, Flow, Flows
from chatkit_server.auth.oidc import Person, Provider, SignInRefused
from chatkit_server.errors import NotConfigured, Unavailable
from chatkit_server.http.answers import json_answer
from chatkit_server.http.contract import operation
from chatkit_server.http.cookies import drop_session_cookie, set_cookie, set_session_cookie
from chatkit_server.http.paths import root_of
from chatkit_server.http.request_context import base_url
from chatkit_server.logs import request_id
from chatkit_server.merging import GuestMerge
from stores.errors import StoreUnavailable

logger = logging.getLogger(__name__)

LOGIN_PATH: Final = "/api/auth/login"
_CALLBACK_PATH: Final = "/api/auth/callback"
_FLOW_COOKIE: Final = "chatkit_sign_in_"
_STATE_CHARS: Final = 16
_MAX_FLOWS: Final = 5
"""As many attempts to sign in can be under way in a browser."""
_UNSEEN: Final = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}

Trouble = Literal["denied", "expired", "refused", "unavailable"]
"""Why a sign-in came to nothing, as the page is told in ``?sign_in=``."""


class LoginQuery(BaseModel):
    """Where to go in the end."""

    return_to: str = Field("/", description="A path of this server; anything else counts as `/`.")


class CallbackQuery(BaseModel):
    """What the provider answers (RFC 6749 section 4.1.2, RFC 9207)."""

    state: str = ""
    code: str | None = None
    error: str | None = None
    iss: str | None = None


class SignedOut(BaseModel):
    """A sign-in that is over."""

    redirect: str | None = Field(description="Where to leave the provider too, if it has a place.")


def routes() -> list[BaseRoute]:
    """The routes of this surface."""
    return [
        Route(LOGIN_PATH, _login, methods=["GET"]),
        Route(_CALLBACK_PATH, _callback, methods=["GET"]),
        Route("/api/auth/logout", _logout, methods=["POST"]),
    ]


_described = partial(operation, "Sign-in", caller="anyone")
_NO_PROVIDER: Final = {501: "The server knows no sign-in provider."}


@_described(query=LoginQuery, answers={303: None}, refusals=_NO_PROVIDER)
async def _login(request: Request) -> Response:
    """Send a visitor to the provider, to sign in."""
    provider, flows = _provider(request), _flows(request)
    flow = flows.begin(request.query_params.get("return_to") or f"{root_of(request.scope)}/")
    try:
        url = await provider.authorization_url(
            base_url(request) + _CALLBACK_PATH,
            state=flow.state,
            nonce=flow.nonce,
            verifier=flow.verifier,
        )
    except Unavailable:
        return _back(flow.return_to, "unavailable")
    response = RedirectResponse(url, 303, _UNSEEN)
    others = [name for name in request.cookies if name.startswith(_flow_cookie(request, ""))]
    if len(others) >= _MAX_FLOWS:  # nobody comes back to so many: they would fill the headers
        for name in others:
            set_cookie(response, request, name, "", timedelta())
    # One for each attempt: two tabs may sign in at once.
    set_cookie(response, request, _flow_cookie(request, flow.state), flows.write(flow), FLOW_LIFE)
    return response


@_described(query=CallbackQuery, answers={303: None}, refusals=_NO_PROVIDER)
async def _callback(request: Request) -> Response:
    """Take a user back from the provider, and give them what they had as a guest.

    What goes wrong is told to the page that follows, in ``?sign_in=``.
    """
    provider = _provider(request)
    state = request.query_params.get("state", "")
    cookie = _flow_cookie(request, state)
    flow = _flows(request).read(request.cookies.get(cookie, ""), state)
    if flow is None:
        # Begun long ago, used already, or by somebody else who wants this visitor signed in.
        logger.info("a sign-in was not begun in this browser, or too long ago")
        return _back(f"{root_of(request.scope)}/", "expired")
    try:
        response = await _enter(request, flow, await _person(request, provider, flow))
    except SignInRefused as error:
        logger.warning("a sign-in was refused: %s", error)
        response = _back(flow.return_to, "refused")
    except _Denied:
        response = _back(flow.return_to, "denied")
    except (Unavailable, StoreUnavailable) as error:
        logger.warning("a sign-in came to nothing for now: %r", error.__cause__ or error)
        response = _back(flow.return_to, "unavailable")
    set_cookie(response, request, cookie, "", timedelta())
    return response


class _Denied(Exception):
    """The user does not want to, or may not."""


async def _person(request: Request, provider: Provider, flow: Flow) -> Person:
    query = request.query_params
    error, code = query.get("error"), query.get("code")
    if error == "access_denied":
        raise _Denied
    if error in {"temporarily_unavailable", "server_error"}:
        raise Unavailable("The sign-in service does not answer. Try again in a moment.")
    if error is not None or not code:
        raise SignInRefused(f"the provider answers {(error or 'without a code')[:64]!r}")
    return await provider.redeem(
        code,
        base_url(request) + _CALLBACK_PATH,
        nonce=flow.nonce,
        verifier=flow.verifier,
        iss=query.get("iss"),
    )


async def _enter(request: Request, flow: Flow, person: Person) -> Response:
    state = request.app.state
    sign_ins: SignIns = state.sign_ins
    authenticator: Authenticator = state.authenticator
    merge: GuestMerge = state.guest_merge
    audit: Audit = state.audit
    before = session_cookie(request)
    sign_in, secret = await sign_ins.start(
        person.id, name=person.name, email=person.email, id_token=person.id_token
    )
    number = request_id.get()
    await audit.record(
        "user.signed_in", actor=person.id, detail={"sign_in": sign_in.id}, request_id=number
    )
    if before is not None:
        guest = authenticator.guest_of(before)
        if guest is not None:
            await merge.merge(guest, person.id, request_id=number)
        else:
            await sign_ins.end(before)  # somebody signs in again, or somebody else
    response = RedirectResponse(flow.return_to, 303, _UNSEEN)
    set_session_cookie(response, request, secret, sign_ins.longest)
    return response


@_described(
    answers={200: SignedOut},
    refusals={**_NO_PROVIDER, 403: "A page of another site asks."},
)
async def _logout(request: Request) -> Response:
    """End a visitor's sign-in in this browser."""
    state = request.app.state
    authenticator: Authenticator = state.authenticator
    provider, sign_ins, audit = _provider(request), state.sign_ins, state.audit
    authenticator.require_trusted_origin(request)
    cookie = session_cookie(request)
    sign_in = await sign_ins.end(cookie) if cookie is not None else None
    redirect = None
    if sign_in is not None:
        await audit.record(
            "user.signed_out",
            actor=sign_in.owner,
            detail={"sign_in": sign_in.id},
            request_id=request_id.get(),
        )
        redirect = await provider.sign_out_url(sign_in.id_token, base_url(request) + "/")
    body = SignedOut(redirect=redirect)
    response = json_answer(body)
    # A guest stays who they are: they have nothing else to prove it by.
    if cookie is not None and authenticator.guest_of(cookie) is None:
        drop_session_cookie(response, request)
    return response


def _provider(request: Request) -> Provider:
    provider: Provider | None = request.app.state.provider
    if provider is None:
        raise NotConfigured("This server knows no sign-in provider: set CHATKIT_OIDC_CLIENT_ID.")
    return provider


def _flows(request: Request) -> Flows:
    flows: Flows = request.app.state.flows
    return flows


def _flow_cookie(request: Request, state: str) -> str:
    attempt = "".join(char for char in state if char.isalnum())[:_STATE_CHARS]
    return cookie_name(request, _FLOW_COOKIE + attempt)


def _back(path: str, trouble: Trouble) -> Response:
    """The page again, which says what happened and offers another try."""
    query = urlencode({"sign_in": trouble, "request": request_id.get()})
    joint = "&" if "?" in path else "?"
    return RedirectResponse(f"{path}{joint}{query}", 303, _UNSEEN)
