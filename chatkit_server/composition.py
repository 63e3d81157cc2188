"""What a server is made of: everything is made and connected here, and nothing is begun."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from chatkit_server.access.api_keys import ApiKeys
from chatkit_server.access.audit import Audit
from chatkit_server.access.chat_sessions import ChatSessions
from chatkit_server.access.sign_ins import SignIns
from chatkit_server.approvals.service import Approvals
from chatkit_server.assistant.asides import Asides
from chatkit_server.assistant.base import Assistant
from chatkit_server.assistant.files import stored_files
from chatkit_server.assistant.history import History
from chatkit_server.assistant.host import Host, Servable, assistant_of
from chatkit_server.assistant.inference import offering
from chatkit_server.assistant.model_titles import ModelTitles
from chatkit_server.assistant.models import configured_model
from chatkit_server.assistant.registry import Assistants
from chatkit_server.assistant.respond import AgentResponder
from chatkit_server.assistant.responders import Responder, responder_of
from chatkit_server.assistant.summaries import ThreadSummaries
from chatkit_server.auth.backend import Authenticator
from chatkit_server.auth.external import ExternalTokens
from chatkit_server.auth.flows import Flows
from chatkit_server.auth.keys import own_key
from chatkit_server.auth.oidc import Provider
from chatkit_server.auth.origins import Origins
from chatkit_server.auth.own import OwnTokens
from chatkit_server.context import RequestContext
from chatkit_server.file_store import file_store
from chatkit_server.instance import Instance
from chatkit_server.limiting.guesses import Guesses
from chatkit_server.limiting.limits import TrafficLimits
from chatkit_server.limiting.rates import RateCounter
from chatkit_server.mcp.servers import McpServers
from chatkit_server.merging import GuestMerge
from chatkit_server.notices import Notices
from chatkit_server.profiles import Profiles
from chatkit_server.server import AssistantServer
from chatkit_server.session_limits import SessionLimits
from chatkit_server.settings import Settings
from chatkit_server.signing import AttachmentLinks, UserTags
from chatkit_server.sweeping import Sweeper, sweeps
from chatkit_server.tasks.entities import Entities
from chatkit_server.tasks.service import TaskService
from chatkit_server.transcription import Transcriber
from chatkit_server.usage import Usage
from chatkit_server.users.service import LiveServer, Users
from chatkit_server.visits import Visits
from stores.attachments.reading import FileReader
from stores.attachments.store import FileStore
from stores.directory import ThreadDirectory
from stores.engine import create_engine
from stores.leases import RunLeases
from stores.opinions import Opinions
from stores.sql_store import SQLStore
from stores.summaries import Summaries


@dataclass(frozen=True)
class Services:
    """All that serves. The surfaces find each of it under its name in ``app.state``."""

    settings: Settings
    instance: Instance
    engine: AsyncEngine

    host: Host
    assistants: Assistants
    server: AssistantServer
    mcp_servers: McpServers
    asides: Asides
    usage: Usage
    notices: Notices

    attachments: FileStore[RequestContext] | None
    links: AttachmentLinks
    sweeper: Sweeper

    tasks: TaskService
    entities: Entities
    directory: ThreadDirectory
    opinions: Opinions

    counter: RateCounter
    traffic: TrafficLimits
    session_limits: SessionLimits

    own_tokens: OwnTokens
    external_tokens: ExternalTokens
    user_tags: UserTags
    api_keys: ApiKeys
    chat_sessions: ChatSessions
    provider: Provider | None
    flows: Flows
    sign_ins: SignIns
    authenticator: Authenticator
    guest_merge: GuestMerge
    profiles: Profiles
    users: Users
    visits: Visits
    audit: Audit


def compose(settings: Settings, servables: Mapping[str, Servable]) -> Services:
    """Make all that serves.

    Args:
        settings: What is in force.
        servables: What answers, by name; the first is the default.

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
    engine = create_engine(settings.database_url)
    store = SQLStore[RequestContext](engine, owner=lambda context: context.owner)
    usage = Usage(engine)
    notices = Notices(engine)
    tasks = TaskService(engine)

    links = AttachmentLinks(key, settings.attachment_url_seconds)
    kept_files = file_store(settings, engine, store, links)
    files = kept_files if settings.attachments else None

    mcp_servers = McpServers(settings.mcp_servers, images=settings.model_sees_images)
    host = Host(settings, engine, store, configured_model, mcp_servers.by_name)
    assistants = Assistants(
        {name: offering(assistant_of(each, host), settings) for name, each in servables.items()}
    )
    approvals = Approvals(engine, store, timedelta(seconds=settings.approval_seconds))
    asides = Asides(store, usage)
    summaries = ThreadSummaries(Summaries(engine), asides, budget=settings.context_tokens)
    titles = None
    if settings.titles == "model" and settings.has_provider:
        titles = ModelTitles(
            store,
            asides,
            lambda owner, thread_id: server.changes.tell(owner, thread_id),
        )
    reader = FileReader(files) if files is not None else None

    def responder(assistant: Assistant) -> Responder:
        images = assistant.sees_images
        images = settings.model_sees_images if images is None else images
        history = History(
            store,
            assistant,
            budget=settings.context_tokens,
            files=stored_files(reader, images=images) if reader is not None else None,
            summaries=summaries,
        )
        agent = assistant.agent and AgentResponder(
            assistant,
            store,
            approvals,
            history=history,
            equipment=mcp_servers,
            models=host.models,
            show_tools=settings.show_tools,
            silence_seconds=settings.model_silence_seconds,
            titles=titles,
            tracing=settings.tracing,
        )
        return responder_of(assistant, store, agent)

    chat_sessions = ChatSessions(engine)
    session_limits = SessionLimits(chat_sessions, store)
    server = AssistantServer(
        store,
        RunLeases(engine),
        instance=instance.id,
        assistants=assistants,
        responders={name: responder(each) for name, each in assistants.items()},
        approvals=approvals,
        limits=session_limits,
        grace=settings.run_grace_seconds,
        checkpoint=settings.checkpoint_seconds,
        keep_alive=settings.keep_alive_seconds,
        max_message_chars=settings.max_message_chars,
        max_runs=settings.max_concurrent_runs,
        count_answer=traffic.answer_for,
        attachments=files,
        transcriber=Transcriber.configured(settings),
        usage=usage,
        notices=notices,
    )

    own_tokens = OwnTokens(key)
    external_tokens = ExternalTokens.configured(settings)
    api_keys = ApiKeys(engine)
    audit = Audit(engine)
    profiles = Profiles(engine)
    visits = Visits()
    provider = Provider.configured(settings)
    sign_ins = SignIns(
        engine,
        idle=timedelta(seconds=settings.sign_in_idle_seconds),
        longest=timedelta(seconds=settings.sign_in_max_seconds),
    )
    authenticator = Authenticator(
        own_tokens,
        external_tokens,
        chat_sessions,
        api_keys,
        Origins(settings.cors_origins),
        Guesses(counter, settings.rate_failures_per_address),
        sign_ins if provider is not None else None,
    )

    return Services(
        settings=settings,
        instance=instance,
        engine=engine,
        host=host,
        assistants=assistants,
        server=server,
        mcp_servers=mcp_servers,
        asides=asides,
        usage=usage,
        notices=notices,
        attachments=files,
        links=links,
        sweeper=Sweeper(sweeps(settings, files, tasks)),
        tasks=tasks,
        entities=Entities(tasks, store, session_limits),
        directory=ThreadDirectory(engine),
        opinions=Opinions(engine),
        counter=counter,
        traffic=traffic,
        session_limits=session_limits,
        own_tokens=own_tokens,
        external_tokens=external_tokens,
        user_tags=UserTags(key),
        api_keys=api_keys,
        chat_sessions=chat_sessions,
        provider=provider,
        flows=Flows(key),
        sign_ins=sign_ins,
        authenticator=authenticator,
        guest_merge=GuestMerge(engine, server.runs, visits, server.changes, profiles, audit),
        profiles=profiles,
        users=Users(engine, store, kept_files, audit, LiveServer(server, visits, profiles)),
        visits=visits,
        audit=audit,
    )
