from __future__ import annotations

import re
from pathlib import Path

import pytest

from chatkit_server.mcp.config import McpServerConfig
from chatkit_server.offered import OfferedModel
from chatkit_server.parsing import is_loopback
from chatkit_server.settings import VARIABLES, Settings, SettingsError

SECRET = "correct horse battery staple, and then some"


def problems_of(**environ: str) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        Settings.from_env(environ)
    return caught.value.problems


def test_an_empty_environment_gives_the_defaults() -> None:
    assert Settings.from_env({}) == Settings(only_local_guests=True)


def test_an_empty_variable_counts_as_unset() -> None:
    assert Settings.from_env(dict.fromkeys(VARIABLES, " ")) == Settings.from_env({})


def test_every_variable_sets_its_attribute(tmp_path: Path) -> None:
    environ = {
        "HOST": "0.0.0.0",
        "PORT": "9000",
        "CHATKIT_DATA_DIR": str(tmp_path),
        "CHATKIT_DATABASE_URL": "postgresql://host/name",
        "BETTER_AUTH_SECRET": "of another name, for which the server's own counts",
        "CHATKIT_AUTH_SECRET": SECRET,
        "CHATKIT_AUTH_JWKS_URL": "https://id.example/keys",
        "CHATKIT_AUTH_ISSUER": "http://localhost:8080/realms/a",
        "CHATKIT_AUTH_AUDIENCE": "chat, chat-test",
        "CHATKIT_AUTH_ALGORITHMS": "ES384",
        "CHATKIT_AUTH_USER_CLAIMS": "email,sub",
        "CHATKIT_AUTH_LEEWAY_SECONDS": "5",
        "CHATKIT_OIDC_ISSUER": "https://login.example",
        "CHATKIT_OIDC_CLIENT_ID": "chat",
        "CHATKIT_OIDC_CLIENT_SECRET": "shh",
        "CHATKIT_OIDC_SCOPES": "openid, email",
        "CHATKIT_SIGN_IN_IDLE_SECONDS": "60",
        "CHATKIT_SIGN_IN_MAX_SECONDS": "3600",
        "CHATKIT_ALLOW_GUESTS": "yes",
        "CHATKIT_CLIENT_SECRET_SECONDS": "120",
        "CHATKIT_CORS_ORIGINS": "https://a.example, http://localhost:5173,https://a.example",
        "CHATKIT_FRAME_ANCESTORS": "https://a.example",
        "CHATKIT_TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/8",
        "CHATKIT_SCRIPT_URL": "https://cdn.example/chatkit.js",
        "CHATKIT_DOMAIN_KEY": "key",
        "OPENAI_API_KEY": "sk-1",
        "OPENAI_BASE_URL": "http://localhost:11434/v1",
        "AZURE_OPENAI_ENDPOINT": "https://mine.openai.azure.com",
        "AZURE_OPENAI_API_KEY": "az-1",
        "OPENAI_API_VERSION": "2024-10-21",
        "CHATKIT_MODEL": "llama",
        "CHATKIT_MODELS": "Fast=llama, qwen:8b",
        "CHATKIT_MODEL_SILENCE_SECONDS": "90",
        "CHATKIT_MODEL_SEES_IMAGES": "0",
        "CHATKIT_CONTEXT_TOKENS": "100000",
        "CHATKIT_ASSISTANTS": "a=b.c:d, tasks",
        "CHATKIT_MCP_SERVERS": '{"mcpServers": {"files": {"command": "serve-files"}}}',
        "CHATKIT_SHOW_TOOLS": "Details",
        "CHATKIT_APPROVAL_SECONDS": "60",
        "CHATKIT_DELETED_TASK_DAYS": "7",
        "CHATKIT_TITLES": "First-Sentence",
        "CHATKIT_TRACING": "1",
        "CHATKIT_RUN_GRACE_SECONDS": "0",
        "CHATKIT_KEEP_ALIVE_SECONDS": "1.5",
        "CHATKIT_CHECKPOINT_SECONDS": "0.1",
        "CHATKIT_MAX_BODY_BYTES": "2048",
        "CHATKIT_MAX_MESSAGE_CHARS": "10",
        "CHATKIT_RATE_REQUESTS_PER_MINUTE": "60",
        "CHATKIT_RATE_REQUESTS_PER_ADDRESS": "0",
        "CHATKIT_RATE_FAILURES_PER_ADDRESS": "5",
        "CHATKIT_MAX_CONCURRENT_RUNS": "2",
        "CHATKIT_BYTES_PER_DAY": "1000000",
        "CHATKIT_REDIS_URL": "redis://:secret@cache.example:6379/1",
        "CHATKIT_ATTACHMENTS": "0",
        "CHATKIT_ATTACHMENTS_URL": "s3://bucket/files",
        "CHATKIT_ATTACHMENT_MAX_BYTES": "1000",
        "CHATKIT_ATTACHMENT_MAX_COUNT": "3",
        "CHATKIT_ATTACHMENT_TYPES": "image/PNG, text/*",
        "CHATKIT_ATTACHMENT_QUOTA_BYTES": "0",
        "CHATKIT_ATTACHMENT_URL_SECONDS": "60",
        "CHATKIT_ATTACHMENT_UNSENT_SECONDS": "3600",
        "CHATKIT_TRANSCRIPTION_URL": "http://localhost:9000/v1",
        "CHATKIT_TRANSCRIPTION_KEY": "sk-2",
        "CHATKIT_TRANSCRIPTION_MODEL": "whisper",
        "CHATKIT_TRANSCRIPTION_MAX_BYTES": "4096",
        "CHATKIT_LOG_LEVEL": "DEBUG",
        "CHATKIT_DEVELOPMENT": "1",
    }
    assert environ.keys() == VARIABLES.keys()
    assert Settings.from_env(environ) == Settings(
        host="0.0.0.0",
        port=9000,
        data_dir=tmp_path,
        database_url="postgresql://host/name",
        auth_secret=SECRET,
        auth_jwks_url="https://id.example/keys",
        auth_issuer="http://localhost:8080/realms/a",
        auth_audience=("chat", "chat-test"),
        auth_algorithms=("ES384",),
        auth_user_claims=("email", "sub"),
        auth_leeway_seconds=5.0,
        oidc_issuer="https://login.example",
        oidc_client_id="chat",
        oidc_client_secret="shh",
        oidc_scopes=("openid", "email"),
        sign_in_idle_seconds=60.0,
        sign_in_max_seconds=3600.0,
        allow_guests=True,
        client_secret_seconds=120.0,
        cors_origins=("https://a.example", "http://localhost:5173"),
        frame_ancestors=("'self'", "https://a.example"),
        trusted_proxies=("127.0.0.1", "10.0.0.0/8"),
        script_url="https://cdn.example/chatkit.js",
        domain_key="key",
        openai_api_key="sk-1",
        openai_base_url="http://localhost:11434/v1",
        azure_endpoint="https://mine.openai.azure.com",
        azure_api_key="az-1",
        azure_api_version="2024-10-21",
        model="llama",
        models=(OfferedModel("Fast", "llama"), OfferedModel("qwen:8b", "qwen:8b")),
        model_silence_seconds=90.0,
        model_sees_images=False,
        context_tokens=100_000,
        assistants=("a=b.c:d", "tasks"),
        mcp_servers=(McpServerConfig(name="files", command="serve-files"),),
        show_tools="details",
        approval_seconds=60.0,
        deleted_task_days=7,
        titles="first-sentence",
        tracing=True,
        run_grace_seconds=0.0,
        keep_alive_seconds=1.5,
        checkpoint_seconds=0.1,
        max_body_bytes=2048,
        max_message_chars=10,
        rate_requests_per_minute=60,
        rate_requests_per_address=0,
        rate_failures_per_address=5,
        max_concurrent_runs=2,
        bytes_per_day=1_000_000,
        redis_url="redis://:secret@cache.example:6379/1",
        attachments=False,
        attachments_url="s3://bucket/files",
        attachment_max_bytes=1000,
        attachment_max_count=3,
        attachment_types=("image/png", "text/*"),
        attachment_quota_bytes=0,
        attachment_url_seconds=60.0,
        attachment_unsent_seconds=3600.0,
        transcription_url="http://localhost:9000/v1",
        transcription_key="sk-2",
        transcription_model="whisper",
        transcription_max_bytes=4096,
        log_level="debug",
        development=True,
    )


def test_the_database_is_in_the_data_directory_unless_said_otherwise(tmp_path: Path) -> None:
    settings = Settings.from_env({"CHATKIT_DATA_DIR": str(tmp_path)})
    assert settings.database_url == f"sqlite+aiosqlite:///{tmp_path}/chatkit.db"


def test_all_problems_are_named_at_once() -> None:
    problems = problems_of(PORT="http", CHATKIT_AUTH_SECRET="short", CHATKIT_TRACING="maybe")
    assert [problem.split()[0] for problem in problems] == [
        "PORT",
        "CHATKIT_AUTH_SECRET",
        "CHATKIT_TRACING",
    ]


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PORT", "-1"),
        ("PORT", "65536"),
        ("PORT", "80.5"),
        ("PORT", "٨٠"),
        ("CHATKIT_DATABASE_URL", "mysql://host/name"),
        ("CHATKIT_DATABASE_URL", "chatkit.db"),
        ("CHATKIT_DATABASE_URL", "postgresql://host:port/name"),
        ("CHATKIT_AUTH_SECRET", "x" * 31),
        ("BETTER_AUTH_SECRET", "x" * 31),
        ("CHATKIT_AUTH_JWKS_URL", "http://id.example/keys"),
        ("CHATKIT_AUTH_JWKS_URL", "file:///etc/keys"),
        ("CHATKIT_AUTH_ISSUER", "id.example"),
        ("CHATKIT_AUTH_AUDIENCE", ","),
        ("CHATKIT_AUTH_ALGORITHMS", "none"),
        ("CHATKIT_AUTH_ALGORITHMS", "RS256,HS256"),
        ("CHATKIT_AUTH_LEEWAY_SECONDS", "-1"),
        ("CHATKIT_OIDC_ISSUER", "http://login.example"),
        ("CHATKIT_OIDC_SCOPES", "profile email"),
        ("CHATKIT_OIDC_SCOPES", 'openid "x"'),
        ("CHATKIT_SIGN_IN_IDLE_SECONDS", "0"),
        ("CHATKIT_CORS_ORIGINS", "*"),
        ("CHATKIT_CORS_ORIGINS", "https://a.example, *"),
        ("CHATKIT_CORS_ORIGINS", "https://*.example"),
        ("CHATKIT_CORS_ORIGINS", "http://*.example.com"),
        ("CHATKIT_CORS_ORIGINS", "https://a*.example.com"),
        ("CHATKIT_CORS_ORIGINS", "https://*.*.example.com"),
        ("CHATKIT_CORS_ORIGINS", "https://a.example/path"),
        ("CHATKIT_CORS_ORIGINS", "https://a.example/"),
        ("CHATKIT_CORS_ORIGINS", "https://user@a.example"),
        ("CHATKIT_CORS_ORIGINS", "a.example"),
        ("CHATKIT_CORS_ORIGINS", "null"),
        ("CHATKIT_SCRIPT_URL", "chatkit.js"),
        ("CHATKIT_SCRIPT_URL", "//cdn.example/chatkit.js"),
        ("CHATKIT_SCRIPT_URL", "javascript:alert(1)"),
        ("CHATKIT_SCRIPT_URL", "https://cdn.example/x; script-src *"),
        ("OPENAI_BASE_URL", "localhost:11434"),
        ("OPENAI_BASE_URL", "http://[::1"),
        ("OPENAI_BASE_URL", "http://host:99999"),
        ("CHATKIT_MODELS", "Fast="),
        ("CHATKIT_MODELS", "=gpt-5"),
        ("CHATKIT_MODELS", "Fast=a, Fast=b"),
        ("CHATKIT_MODELS", ","),
        ("CHATKIT_MODEL_SILENCE_SECONDS", "0"),
        ("CHATKIT_CONTEXT_TOKENS", "999"),
        ("CHATKIT_RUN_GRACE_SECONDS", "-1"),
        ("CHATKIT_RUN_GRACE_SECONDS", "nan"),
        ("CHATKIT_KEEP_ALIVE_SECONDS", "0"),
        ("CHATKIT_CHECKPOINT_SECONDS", "inf"),
        ("CHATKIT_MAX_BODY_BYTES", "4 MiB"),
        ("CHATKIT_LOG_LEVEL", "loud"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_by_name(variable: str, value: str) -> None:
    (problem,) = problems_of(**{variable: value})
    assert problem.startswith(f"{variable} must ")


def test_a_client_of_no_provider_is_refused() -> None:
    (problem,) = problems_of(CHATKIT_OIDC_CLIENT_ID="chat")
    assert problem.startswith("CHATKIT_OIDC_CLIENT_ID needs CHATKIT_OIDC_ISSUER")
    issuer = {"CHATKIT_AUTH_ISSUER": "https://login.example"}
    assert Settings.from_env({"CHATKIT_OIDC_CLIENT_ID": "chat", **issuer}).oidc_client_id == "chat"


def test_an_azure_resource_needs_its_key_its_version_and_a_deployment() -> None:
    endpoint = {"AZURE_OPENAI_ENDPOINT": "https://mine.openai.azure.com"}
    assert [problem.split()[2].rstrip(",:.") for problem in problems_of(**endpoint)] == [
        "AZURE_OPENAI_API_KEY",
        "OPENAI_API_VERSION",
        "CHATKIT_MODEL",
    ]
    rest = {"AZURE_OPENAI_API_KEY": "k", "OPENAI_API_VERSION": "v", "CHATKIT_MODELS": "Fast=a"}
    assert Settings.from_env({**endpoint, **rest}).model == "a"


def test_no_secret_is_shown() -> None:
    settings = Settings(
        auth_secret=SECRET,
        auth_jwks_url="https://id.example/keys",
        auth_issuer="http://localhost:8080/realms/a",
        auth_audience=("chat", "chat-test"),
        auth_algorithms=("ES384",),
        auth_user_claims=("email", "sub"),
        auth_leeway_seconds=5.0,
        oidc_client_secret="secret",
        openai_api_key="sk-secret",
        azure_api_key="az-secret",
        openai_base_url="http://user:secret@host/v1",
        database_url="postgresql://user:secret@host/name",
    )
    assert "secret" not in re.sub("auth_secret|client_secret_seconds", "", repr(settings))
    assert SECRET not in repr(settings)
    assert all("secret" not in text for text in problems_of(CHATKIT_AUTH_SECRET="secret"))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "[::1]", "localhost"])
def test_guests_are_welcome_where_only_this_machine_can_reach_the_server(host: str) -> None:
    assert is_loopback(host)
    assert Settings.from_env({"HOST": host}).allow_guests
    assert Settings.from_env({"HOST": host}).only_local_guests
    assert not Settings.from_env({"HOST": host, "CHATKIT_ALLOW_GUESTS": "0"}).allow_guests
    assert not Settings.from_env({"HOST": host, "CHATKIT_ALLOW_GUESTS": "1"}).only_local_guests


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.2", "chat.example", "localhost.x"])
def test_guests_elsewhere_take_an_explicit_setting(host: str) -> None:
    assert not Settings.from_env({"HOST": host}).allow_guests
    assert Settings.from_env({"HOST": host, "CHATKIT_ALLOW_GUESTS": "1"}).allow_guests


def test_a_secret_may_have_the_name_that_better_auth_gives_it() -> None:
    assert Settings.from_env({"BETTER_AUTH_SECRET": SECRET}).auth_secret == SECRET
