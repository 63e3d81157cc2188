"""The composition root: everything is made and connected here."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

import chatkit_server.migrations
import stores.migrations
import widgets.files
from chatkit_server.access.api_keys import ApiKeys
from chatkit_server.access.audit import Audit
from chatkit_server.access.chat_sessions import ChatSessions
from chatkit_server.access.sign_ins import SignIns
from chatkit_server.approvals.service import Approvals
from chatkit_server.assistant.base import Assistant
from chatkit_server.assistant.files import stored_files
from chatkit_server.assistant.host import Host, Servable, assistant_of
from chatkit_server.assistant.inference import offering
from chatkit_server.assistant.model_titles import ModelTitles
from chatkit_server.assistant.models import configured_model
from chatkit_server.assistant.registry import Assistants
from chatkit_server.assistant.respond import AgentResponder
from chatkit_server.assistant.responders import Responder, responder_of
from chatkit_server.auth.backend import Authenticator
from chatkit_server.auth.external import ExternalTokens
from chatkit_server.auth.flows import Flows
from chatkit_server.auth.keys import own_key
from chatkit_server.auth.oidc import Provider
from chatkit_server.auth.origins import Origins
from chatkit_server.auth.own import OwnTokens
from chatkit_server.capabilities import capabilities
from chatkit_server.context import RequestContext
from chatkit_server.http import (
    admin,
    attachments,
    auth,
    chat,
    chatkit,
    client,
    commands,
    entities,
    health,
    hosted,
    mcp,
    sessions,
    sign_in,
    tasks,
    web,
)
from chatkit_server.http.contract import routes as contract
from chatkit_server.http.errors import EXCEPTION_HANDLERS
from chatkit_server.http.middleware import middleware as own_middleware
from chatkit_server.instance import Instance
from chatkit_server.limiting.guesses import Guesses
from chatkit_server.limiting.limits import TrafficLimits
from chatkit_server.limiting.rates import RateCounter
from chatkit_server.mcp.servers import McpServers
from chatkit_server.merging import GuestMerge
from chatkit_server.profiles import Profiles
from chatkit_server.server import AssistantServer
from chatkit_server.session_limits import SessionLimits
from chatkit_server.settings import Settings
from chatkit_server.signing import AttachmentLinks, UserTags
from chatkit_server.sweeping import Sweeper, sweeps
from chatkit_server.tasks.agent import make_tasks
from chatkit_server.tasks.entities import Entities
from chatkit_server.tasks.service import TaskService
from chatkit_server.transcription import Transcriber
from chatkit_server.usage import Usage
from chatkit_server.users.service import LiveServer, Users
from stores.attachments.blobs import Blobs
from stores.attachments.disk import DiskBlobs
from stores.attachments.limits import Limits
from stores.attachments.reading import FileReader
from stores.attachments.spool import Spool
from stores.attachments.store import FileStore
from stores.directory import ThreadDirectory
from stores.engine import create_engine
from stores.leases import RunLeases
from stores.opinions import Opinions
from stores.sql_store import SQLStore

if TYPE_CHECKING:
    from chatkit_server.http.gallery import Gallery

logger = logging.getLogger(__name__)


TASKS: Final = "tasks"
"""The name of the task assistant."""


class NotMigrated(Exception):
    """The database is not at the newest version, and is not ours to change unasked."""


def create_app(
    settings: Settings,
    *,
    assistant: Servable | None = None,
    assistants: Mapping[str, Servable] | None = None,
    routes: Sequence[BaseRoute] = (),
    middleware: Sequence[Middleware] = (),
) -> Starlette:
    """Make the application.

    Args:
        settings: What is in force.
        assistant: What answers; the task assistant by default.
        assistants: Several of them by name, in the place of one; the first is the default.
        routes: More of them, tried before those that take any file name at the root.
        middleware: More of it, inside the server's own: a request has its
            ``scope["state"]["context"]`` by then, where its path needs an identity.

    Raises:
        KeyFileError: The signing key can neither be read nor made.
        OSError: The data directory cannot be used.
        ValueError: The object store for files cannot be used as it is set, or an assistant's name
            cannot be one.
        ImportError: There is an object store or Redis, but the package for it is not installed.
    """
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = own_key(settings)
    instance = Instance(settings.data_dir)
    counter = RateCounter(settings.redis_url)
    traffic = TrafficLimits(counter, settings)
    own_tokens, external_tokens = OwnTokens(key), ExternalTokens.configured(settings)
    provider = Provider.configured(settings)
    engine = create_engine(settings.database_url)

    store = SQLStore[RequestContext](engine, owner=lambda context: context.owner)
    links = AttachmentLinks(key, settings.attachment_url_seconds)
    kept = file_store(settings, engine, store, links)
    files = kept if settings.attachments else None
    service = TaskService(engine)
    sweeper = Sweeper(sweeps(settings, files, service))
    if assistant is not None and assistants is not None:
        raise ValueError("give create_app an assistant, or several assistants by name")
    if assistants is None:
        assistants = {TASKS: make_tasks} if assistant is None else {"default": assistant}
    host = Host(settings, engine, store, configured_model)
    named = Assistants(
        {name: offering(assistant_of(each, host), settings) for name, each in assistants.items()}
    )
    reader = FileReader(files) if files is not None else None
    mcp_surface = mcp.McpSurface(service)
    mcp_servers = McpServers(settings.mcp_servers, images=settings.model_sees_images)

    approvals = Approvals(engine, store, timedelta(seconds=settings.approval_seconds))

    def tell(owner: str, thread_id: str) -> None:
        server.changes.tell(owner, thread_id)

    titles = None
    if settings.titles == "model" and settings.has_provider:
        titles = ModelTitles(store, host.models, tell)

    def responder(assistant: Assistant) -> Responder:
        images = assistant.sees_images
        images = settings.model_sees_images if images is None else images
        agent = assistant.agent and AgentResponder(
            assistant,
            store,
            approvals,
            files=stored_files(reader, images=images) if reader is not None else None,
            equipment=mcp_servers,
            models=host.models,
            show_tools=settings.show_tools,
            silence_seconds=settings.model_silence_seconds,
            titles=titles,
            tracing=settings.tracing,
        )
        return responder_of(assistant, store, agent)

    chat_sessions = ChatSessions(engine)
    limits = SessionLimits(chat_sessions, store)
    usage = Usage(engine)
    server = AssistantServer(
        store,
        RunLeases(engine),
        instance=instance.id,
        assistants=named,
        responders={name: responder(each) for name, each in named.items()},
        approvals=approvals,
        limits=limits,
        grace=settings.run_grace_seconds,
        checkpoint=settings.checkpoint_seconds,
        keep_alive=settings.keep_alive_seconds,
        max_message_chars=settings.max_message_chars,
        max_runs=settings.max_concurrent_runs,
        count_answer=traffic.answer_for,
        attachments=files,
        transcriber=Transcriber.configured(settings),
        usage=usage,
    )

    gallery = _gallery() if settings.development else None
    widgets.files.watch(settings.development)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        try:
            if engine.dialect.name == "sqlite":  # the embedded database is ours alone
                await stores.migrations.upgrade(engine)
                await chatkit_server.migrations.upgrade(engine)
            else:
                for migrations in (stores.migrations, chatkit_server.migrations):
                    if not (await migrations.check(engine)).up_to_date:
                        raise NotMigrated("run `chatkit-server migrate` first")
            dead = instance.dead_neighbours()
            await server.recover(dead)
            instance.forget(dead)
            sweeper.start()
            await mcp_servers.start()
            await mcp_surface.start()
            app.state.started = True
            yield
        finally:
            app.state.started = False
            await sweeper.aclose()
            await aclose()
            if titles is not None:
                await titles.aclose()
            await host.aclose()
            await mcp_servers.aclose()
            await mcp_surface.aclose()
            await external_tokens.aclose()
            await counter.aclose()
            if provider is not None:
                await provider.aclose()
            await engine.dispose()
            instance.close()

    async def aclose() -> None:
        if gallery is not None:
            await gallery.aclose()
        await server.aclose()

    app = Starlette(
        routes=[
            *chatkit.routes(),
            *auth.routes(),
            *sessions.routes(),
            *sign_in.routes(),
            *attachments.routes(),
            *tasks.routes,
            *entities.routes,
            *commands.routes(named),
            *mcp.routes(),
            *client.routes(named, capabilities(settings)),
            *health.routes(),
            *hosted.routes(),
            *contract.routes(),
            *chat.routes(),
            *admin.routes(),
            *routes,
            *(gallery.routes() if gallery is not None else ()),
            *web.routes(settings, upload_origin=files.upload_origin if files else None),
        ],
        middleware=[*own_middleware(settings), *middleware],
        exception_handlers=EXCEPTION_HANDLERS,
        lifespan=lifespan,
    )
    app.state.started = False
    app.state.settings = settings
    app.state.assistants = named
    app.state.server = server
    app.state.aclose = aclose  # ends what keeps connections open
    app.state.mcp_servers = mcp_servers
    app.state.mcp_surface = mcp_surface
    app.state.attachments = files
    app.state.links = links
    app.state.user_tags = UserTags(key)
    app.state.titles = titles
    app.state.tasks = service
    app.state.entities = Entities(service, store, limits)
    app.state.profiles = profiles = Profiles(engine)
    app.state.own_tokens = own_tokens
    app.state.api_keys = api_keys = ApiKeys(engine)
    app.state.chat_sessions = chat_sessions
    app.state.session_limits = limits
    app.state.directory = ThreadDirectory(engine)
    app.state.traffic = traffic
    app.state.usage = usage
    app.state.opinions = Opinions(engine)
    app.state.audit = audit = Audit(engine)
    app.state.users = Users(engine, store, kept, audit, LiveServer(server, profiles))
    app.state.provider = provider
    app.state.flows = Flows(key)
    app.state.sign_ins = sign_ins = SignIns(
        engine,
        idle=timedelta(seconds=settings.sign_in_idle_seconds),
        longest=timedelta(seconds=settings.sign_in_max_seconds),
    )
    app.state.guest_merge = GuestMerge(engine, server.runs, server.changes, profiles, audit)
    app.state.authenticator = Authenticator(
        own_tokens,
        external_tokens,
        chat_sessions,
        api_keys,
        Origins(settings.cors_origins),
        Guesses(counter, settings.rate_failures_per_address),
        sign_ins if provider is not None else None,
    )
    return app


def _gallery() -> Gallery:
    # Only in development: nobody else has to wait for the showcase to be imported.
    from chatkit_server.http.gallery import Gallery
    from chatkit_server.showcase import images
    from chatkit_server.showcase.gallery.samples import ComponentSamples
    from widgets.samples import BuilderSamples

    return Gallery([ComponentSamples(), BuilderSamples()], routes=images.ROUTES)


def file_store(
    settings: Settings,
    engine: AsyncEngine,
    store: SQLStore[RequestContext],
    links: AttachmentLinks,
) -> FileStore[RequestContext]:
    """Make what keeps files, where the settings say.

    Raises:
        ValueError: The object store cannot be used as it is set.
        ImportError: There is an object store, but the package for it is not installed.
    """
    folder = settings.data_dir / "attachments"
    blobs: Blobs = DiskBlobs(folder / "files")
    if settings.attachments_url:
        from stores.attachments.objects import ObjectBlobs  # an extra; only where it is set

        blobs = ObjectBlobs(settings.attachments_url)
    return FileStore(
        engine,
        store,
        blobs,
        Spool(folder / "arriving"),
        owner=lambda context: context.owner,
        urls=links,
        limits=Limits(
            max_bytes=settings.attachment_max_bytes,
            max_count=settings.attachment_max_count,
            types=settings.attachment_types,
            quota_bytes=settings.attachment_quota_bytes,
            unsent_seconds=settings.attachment_unsent_seconds,
            url_seconds=settings.attachment_url_seconds,
        ),
    )
