"""Everything an operator can set, read from the environment once and passed down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from chatkit_server import parsing
from chatkit_server.mcp.config import McpServerConfig, mcp_servers
from chatkit_server.offered import OfferedModel, is_litellm, offered_models
from chatkit_server.parsing import is_loopback
from chatkit_server.tool_calls import ToolDetail
from stores.attachments.limits import DEFAULT_TYPES

OPENAI_URL: Final = "https://api.openai.com/v1"

_PACKAGE: Final = Path(__file__).resolve().parent
_IN_WHEEL: Final = _PACKAGE / "web"
_WEB_DIR: Final = _IN_WHEEL if _IN_WHEEL.is_dir() else _PACKAGE.parent / "web" / "dist"


class SettingsError(Exception):
    """The environment does not make sense.

    Attributes:
        problems: One sentence each, with the name of the variable; all of them at once.
    """

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the server is told by whoever runs it. Secrets are left out of ``repr``.

    Attributes:
        host: The address to listen on.
        port: The TCP port; 0 takes any free one.
        data_dir: Where the embedded database and generated secrets live.
        database_url: SQLite or PostgreSQL; by default ``chatkit.db`` in the data directory.
        auth_secret: The HS256 key of bearer tokens made elsewhere, at least 32 bytes.
        auth_jwks_url: Where the public keys of bearer tokens made elsewhere are.
        auth_issuer: Who must have issued those tokens; an OpenID issuer says where its keys are.
        auth_audience: Whom they must be meant for: one of these.
        auth_algorithms: What they may be signed with by a public key.
        auth_user_claims: The claim that has the user's id; the first one that a token has.
        auth_leeway_seconds: How far the clocks of whoever makes them may be apart from this one.
        oidc_issuer: The OpenID provider at which users of the page sign in; by default that of
            ``auth_issuer``.
        oidc_client_id: What this server is called there; without it, nobody signs in at the page.
        oidc_client_secret: Its secret there; None for a public client.
        oidc_scopes: What it asks the provider for.
        sign_in_idle_seconds: How long a user stays signed in at the page without doing anything.
        sign_in_max_seconds: How long a user stays signed in at the page at most.
        openai_api_key: Connects OpenAI's models, or those of ``openai_base_url``.
        openai_base_url: A server that speaks OpenAI's Chat Completions.
        azure_endpoint: An Azure OpenAI resource; there, models are deployments.
        azure_api_key: Its key.
        azure_api_version: The version of its API.
        model: The model's name at that provider, or, after ``litellm/``, at LiteLLM; by default
            the first of ``models``.
        models: What users may choose from.
        model_silence_seconds: How long a model may say nothing before its answer has failed.
        model_sees_images: Whether images are sent to it.
        context_tokens: How much of a thread it is told, by this server's own estimate.
        assistants: What is served, each as ``TARGET`` or ``NAME=TARGET``; see `assistants.load`.
        script_url: Where the page loads the chat element from.
        domain_key: What the page passes to the element as its domain key.
        cors_origins: Other origins whose pages may call this server.
        frame_ancestors: Whose pages may show the page in a frame, as CSP has it.
        trusted_proxies: Addresses and networks whose ``X-Forwarded-…`` headers are believed.
        allow_guests: Whether a visitor without an account is let in.
        only_local_guests: Whether only one is who calls this server ``localhost``, for nobody has
            said that it may be reached otherwise.
        client_secret_seconds: How long a client secret is good for that its own user asked for.
        run_grace_seconds: How long a response goes on after its last reader has gone.
        keep_alive_seconds: Silence on a stream after which a comment is sent.
        checkpoint_seconds: How often a growing answer is saved.
        max_body_bytes: The largest request body.
        max_message_chars: The longest message of a user.
        rate_requests_per_minute: How many requests a user may make; 0 for any number, as below.
        rate_requests_per_address: How many may come from one address in a minute.
        rate_failures_per_address: How many wrong tokens or keys may, before others are not tried.
        max_concurrent_runs: How many answers a user may have written at once.
        bytes_per_day: How much a user may send.
        redis_url: Where several processes count together.
        attachments: Whether users may send files.
        attachments_url: An object store for files; by default they are in the data directory.
        attachment_max_bytes: The largest file.
        attachment_max_count: The most files of one message.
        attachment_types: Media types that are taken, or patterns such as ``text/*``.
        attachment_quota_bytes: What one user may keep in files; 0 for any amount.
        attachment_url_seconds: How long the URL of a file is good for, at least.
        attachment_unsent_seconds: How long a file may wait to be sent with a message.
        transcription_url: A server that speaks OpenAI's audio transcriptions.
        transcription_key: Its key; alone, it connects OpenAI's.
        transcription_model: The model's name there.
        transcription_max_bytes: The largest recording.
        mcp_servers: Servers whose tools agents may use.
        show_tools: How much users see of the calls of tools; None for what each assistant wants.
        approval_seconds: How long a tool waits for the user's approval.
        deleted_task_days: How long a deleted task can be brought back; 0 for ever.
        titles: Whether the provider's model names threads, or their first sentence does.
        tracing: Whether agent runs are exported to OpenAI's tracing.
        log_level: ``debug``, ``info``, ``warning`` or ``error``.
        development: Whether ``/gallery`` is there, and widget files are read again.
        web_dir: The built web client.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    data_dir: Path = Path("data")
    database_url: str = field(default="", repr=False)
    auth_secret: str | None = field(default=None, repr=False)
    auth_jwks_url: str | None = field(default=None, repr=False)
    auth_issuer: str | None = None
    auth_audience: tuple[str, ...] = ()
    auth_algorithms: tuple[str, ...] = ("RS256", "ES256", "EdDSA")
    auth_user_claims: tuple[str, ...] = ("sub", "user_id", "id")
    auth_leeway_seconds: float = 30.0
    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: str | None = field(default=None, repr=False)
    oidc_scopes: tuple[str, ...] = ("openid", "profile", "email")
    sign_in_idle_seconds: float = 604800.0
    sign_in_max_seconds: float = 2592000.0
    openai_api_key: str | None = field(default=None, repr=False)
    openai_base_url: str | None = field(default=None, repr=False)
    azure_endpoint: str | None = field(default=None, repr=False)
    azure_api_key: str | None = field(default=None, repr=False)
    azure_api_version: str | None = None
    model: str | None = None
    models: tuple[OfferedModel, ...] = ()
    model_silence_seconds: float = 60.0
    model_sees_images: bool = True
    context_tokens: int = 40_000
    assistants: tuple[str, ...] = ()
    script_url: str = "/chatkit.js"
    domain_key: str = "local"
    cors_origins: tuple[str, ...] = ()
    frame_ancestors: tuple[str, ...] = ("'self'",)
    trusted_proxies: tuple[str, ...] = ()
    allow_guests: bool = True
    only_local_guests: bool = False
    client_secret_seconds: float = 600.0
    run_grace_seconds: float = 10.0
    keep_alive_seconds: float = 15.0
    checkpoint_seconds: float = 0.25
    max_body_bytes: int = 4 * 1024 * 1024
    max_message_chars: int = 100_000
    rate_requests_per_minute: int = 300
    rate_requests_per_address: int = 1200
    rate_failures_per_address: int = 30
    max_concurrent_runs: int = 8
    bytes_per_day: int = 1024 * 1024 * 1024
    redis_url: str | None = field(default=None, repr=False)
    attachments: bool = True
    attachments_url: str | None = field(default=None, repr=False)
    attachment_max_bytes: int = 20 * 1024 * 1024
    attachment_max_count: int = 10
    attachment_types: tuple[str, ...] = DEFAULT_TYPES
    attachment_quota_bytes: int = 1024 * 1024 * 1024
    attachment_url_seconds: float = 3600.0
    attachment_unsent_seconds: float = 86400.0
    transcription_url: str | None = field(default=None, repr=False)
    transcription_key: str | None = field(default=None, repr=False)
    transcription_model: str = "whisper-1"
    transcription_max_bytes: int = 3_000_000
    mcp_servers: tuple[McpServerConfig, ...] = ()
    show_tools: ToolDetail | None = None
    approval_seconds: float = 86400.0
    deleted_task_days: int = 30
    titles: Literal["model", "first-sentence"] = "model"
    tracing: bool = False
    log_level: str = "info"
    development: bool = False
    web_dir: Path = _WEB_DIR

    def __post_init__(self) -> None:
        if not self.database_url:
            path = (self.data_dir / "chatkit.db").absolute()
            object.__setattr__(self, "database_url", f"sqlite+aiosqlite:///{path}")
        if self.model is None and self.models:
            object.__setattr__(self, "model", self.models[0].model)

    @property
    def has_provider(self) -> bool:
        """Whether a provider's models answer, and not the embedded one."""
        return self.has_openai or is_litellm(self.model)

    @property
    def has_openai(self) -> bool:
        """Whether OpenAI, or what speaks as it does, gives the models that have no prefix."""
        return bool(self.openai_base_url or self.azure_endpoint or self.openai_api_key)

    @property
    def has_auth_keys(self) -> bool:
        """Whether tokens may be signed with a key whose public half is at a URL.

        With a secret, an issuer alone only says whose tokens those are.
        """
        return bool(self.auth_jwks_url or (self.auth_issuer and self.auth_secret is None))

    @property
    def transcribes(self) -> bool:
        """Whether there is something that turns speech into text."""
        return bool(self.transcription_url or self.transcription_key)

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """Reads the settings from environment variables; an empty one counts as unset.

        Guests are let in by default only where nobody but this machine can reach the server.

        Raises:
            SettingsError: With every problem there is, not only the first.
        """
        values: dict[str, object] = {}
        problems: list[str] = []
        parsers = {**_PARSERS, "mcp_servers": mcp_servers(environ)}
        for variable, attribute in VARIABLES.items():
            text = environ.get(variable, "").strip()
            if text:
                try:
                    values[attribute] = parsers.get(attribute, str)(text)
                except ValueError as error:
                    problems.append(f"{variable} {error}")
        if values.get("oidc_client_id") and not (
            values.get("oidc_issuer") or values.get("auth_issuer")
        ):
            problems.append(
                "CHATKIT_OIDC_CLIENT_ID needs CHATKIT_OIDC_ISSUER: the provider that knows it."
            )
        if values.get("azure_endpoint"):
            problems += [
                f"AZURE_OPENAI_ENDPOINT needs {needed}."
                for needed, attributes in _AZURE_NEEDS.items()
                if not any(values.get(attribute) for attribute in attributes)
            ]
        if problems:
            raise SettingsError(tuple(problems))
        if "allow_guests" not in values:
            is_local = is_loopback(str(values.get("host", cls.host)))
            values |= {"allow_guests": is_local, "only_local_guests": is_local}
        return cls(**values)  # type: ignore[arg-type] # each was parsed for its attribute


VARIABLES: Final[Mapping[str, str]] = {
    "HOST": "host",
    "PORT": "port",
    "CHATKIT_DATA_DIR": "data_dir",
    "CHATKIT_DATABASE_URL": "database_url",
    "BETTER_AUTH_SECRET": "auth_secret",
    "CHATKIT_AUTH_SECRET": "auth_secret",
    "CHATKIT_AUTH_JWKS_URL": "auth_jwks_url",
    "CHATKIT_AUTH_ISSUER": "auth_issuer",
    "CHATKIT_AUTH_AUDIENCE": "auth_audience",
    "CHATKIT_AUTH_ALGORITHMS": "auth_algorithms",
    "CHATKIT_AUTH_USER_CLAIMS": "auth_user_claims",
    "CHATKIT_AUTH_LEEWAY_SECONDS": "auth_leeway_seconds",
    "CHATKIT_OIDC_ISSUER": "oidc_issuer",
    "CHATKIT_OIDC_CLIENT_ID": "oidc_client_id",
    "CHATKIT_OIDC_CLIENT_SECRET": "oidc_client_secret",
    "CHATKIT_OIDC_SCOPES": "oidc_scopes",
    "CHATKIT_SIGN_IN_IDLE_SECONDS": "sign_in_idle_seconds",
    "CHATKIT_SIGN_IN_MAX_SECONDS": "sign_in_max_seconds",
    "CHATKIT_ALLOW_GUESTS": "allow_guests",
    "CHATKIT_CLIENT_SECRET_SECONDS": "client_secret_seconds",
    "CHATKIT_CORS_ORIGINS": "cors_origins",
    "CHATKIT_FRAME_ANCESTORS": "frame_ancestors",
    "CHATKIT_TRUSTED_PROXIES": "trusted_proxies",
    "CHATKIT_SCRIPT_URL": "script_url",
    "CHATKIT_DOMAIN_KEY": "domain_key",
    "OPENAI_API_KEY": "openai_api_key",
    "OPENAI_BASE_URL": "openai_base_url",
    "AZURE_OPENAI_ENDPOINT": "azure_endpoint",
    "AZURE_OPENAI_API_KEY": "azure_api_key",
    "OPENAI_API_VERSION": "azure_api_version",
    "CHATKIT_MODEL": "model",
    "CHATKIT_MODELS": "models",
    "CHATKIT_MODEL_SILENCE_SECONDS": "model_silence_seconds",
    "CHATKIT_MODEL_SEES_IMAGES": "model_sees_images",
    "CHATKIT_CONTEXT_TOKENS": "context_tokens",
    "CHATKIT_ASSISTANTS": "assistants",
    "CHATKIT_MCP_SERVERS": "mcp_servers",
    "CHATKIT_SHOW_TOOLS": "show_tools",
    "CHATKIT_APPROVAL_SECONDS": "approval_seconds",
    "CHATKIT_DELETED_TASK_DAYS": "deleted_task_days",
    "CHATKIT_TITLES": "titles",
    "CHATKIT_TRACING": "tracing",
    "CHATKIT_RUN_GRACE_SECONDS": "run_grace_seconds",
    "CHATKIT_KEEP_ALIVE_SECONDS": "keep_alive_seconds",
    "CHATKIT_CHECKPOINT_SECONDS": "checkpoint_seconds",
    "CHATKIT_MAX_BODY_BYTES": "max_body_bytes",
    "CHATKIT_MAX_MESSAGE_CHARS": "max_message_chars",
    "CHATKIT_RATE_REQUESTS_PER_MINUTE": "rate_requests_per_minute",
    "CHATKIT_RATE_REQUESTS_PER_ADDRESS": "rate_requests_per_address",
    "CHATKIT_RATE_FAILURES_PER_ADDRESS": "rate_failures_per_address",
    "CHATKIT_MAX_CONCURRENT_RUNS": "max_concurrent_runs",
    "CHATKIT_BYTES_PER_DAY": "bytes_per_day",
    "CHATKIT_REDIS_URL": "redis_url",
    "CHATKIT_ATTACHMENTS": "attachments",
    "CHATKIT_ATTACHMENTS_URL": "attachments_url",
    "CHATKIT_ATTACHMENT_MAX_BYTES": "attachment_max_bytes",
    "CHATKIT_ATTACHMENT_MAX_COUNT": "attachment_max_count",
    "CHATKIT_ATTACHMENT_TYPES": "attachment_types",
    "CHATKIT_ATTACHMENT_QUOTA_BYTES": "attachment_quota_bytes",
    "CHATKIT_ATTACHMENT_URL_SECONDS": "attachment_url_seconds",
    "CHATKIT_ATTACHMENT_UNSENT_SECONDS": "attachment_unsent_seconds",
    "CHATKIT_TRANSCRIPTION_URL": "transcription_url",
    "CHATKIT_TRANSCRIPTION_KEY": "transcription_key",
    "CHATKIT_TRANSCRIPTION_MODEL": "transcription_model",
    "CHATKIT_TRANSCRIPTION_MAX_BYTES": "transcription_max_bytes",
    "CHATKIT_LOG_LEVEL": "log_level",
    "CHATKIT_DEVELOPMENT": "development",
}
"""The environment variables, and the attribute each one sets; of two for one, the later counts."""

_AZURE_NEEDS: Final = {
    "AZURE_OPENAI_API_KEY": ("azure_api_key",),
    "OPENAI_API_VERSION, such as 2024-10-21": ("azure_api_version",),
    "CHATKIT_MODEL: the name of a deployment": ("model", "models"),
}
"""What to say that an Azure resource needs, and the attributes of which one is enough."""

_PARSERS: Final[Mapping[str, Callable[[str], object]]] = {
    "port": parsing.integer(0, 65535),
    "data_dir": Path,
    "database_url": parsing.database_url,
    "auth_secret": parsing.secret,
    "auth_jwks_url": parsing.key_url,
    "auth_issuer": parsing.key_url,
    "auth_audience": parsing.names,
    "auth_algorithms": parsing.algorithms,
    "auth_user_claims": parsing.names,
    "auth_leeway_seconds": parsing.seconds(0),
    "oidc_issuer": parsing.key_url,
    "oidc_scopes": parsing.scopes,
    "sign_in_idle_seconds": parsing.seconds(1),
    "sign_in_max_seconds": parsing.seconds(1),
    "allow_guests": parsing.boolean,
    "client_secret_seconds": parsing.seconds(30),
    "cors_origins": parsing.origins,
    "frame_ancestors": parsing.frame_ancestors,
    "trusted_proxies": parsing.networks,
    "script_url": parsing.script_url,
    "openai_base_url": parsing.http_url,
    "azure_endpoint": parsing.http_url,
    "models": offered_models,
    "model_silence_seconds": parsing.seconds(1),
    "model_sees_images": parsing.boolean,
    "context_tokens": parsing.integer(1000),
    "assistants": parsing.names,
    "show_tools": parsing.one_of("none", "titles", "details"),
    "approval_seconds": parsing.seconds(1),
    "deleted_task_days": parsing.integer(0, 36_500),
    "titles": parsing.one_of("model", "first-sentence"),
    "tracing": parsing.boolean,
    "run_grace_seconds": parsing.seconds(0),
    "keep_alive_seconds": parsing.seconds(0.1),
    "checkpoint_seconds": parsing.seconds(0.01),
    "max_body_bytes": parsing.integer(1024),
    "max_message_chars": parsing.integer(1),
    "rate_requests_per_minute": parsing.integer(0),
    "rate_requests_per_address": parsing.integer(0),
    "rate_failures_per_address": parsing.integer(0),
    "max_concurrent_runs": parsing.integer(0),
    "bytes_per_day": parsing.integer(0),
    "redis_url": parsing.redis_url,
    "attachments": parsing.boolean,
    "attachments_url": parsing.objects_url,
    "attachment_max_bytes": parsing.integer(1),
    "attachment_max_count": parsing.integer(1),
    "attachment_types": parsing.media_types,
    "attachment_quota_bytes": parsing.integer(0),
    "attachment_url_seconds": parsing.seconds(1),
    "attachment_unsent_seconds": parsing.seconds(60),
    "transcription_url": parsing.http_url,
    "transcription_max_bytes": parsing.integer(1),
    "log_level": parsing.one_of("debug", "info", "warning", "error"),
    "development": parsing.boolean,
}
"""How an attribute is read from text, where it is not the text itself."""
