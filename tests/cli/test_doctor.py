"""``chatkit-server doctor``: what it finds wrong."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from chatkit_server import cli
from chatkit_server.auth.keys import own_key
from chatkit_server.cli.doctor import examine
from chatkit_server.settings import Settings
from tests.redis_server import RedisServer


def test_a_sound_setup_is_healthy(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "index.html").touch()
    (tmp_path / "chatkit.js").touch()
    monkeypatch.setattr(Settings, "web_dir", tmp_path)
    report = examine({"CHATKIT_DATA_DIR": str(tmp_path / "data")})
    assert not (tmp_path / "data").exists()
    cli.main(["migrate"])
    own_key(Settings.from_env(os.environ))
    capsys.readouterr()
    again = examine(os.environ)
    for text in (report.text, again.text):
        assert "CHATKIT_DATA_DIR" in text
        assert "the embedded one, offline" in text
    assert "is made by the first start" in report.text
    assert "answers and is up to date" in again.text
    assert "is private" in again.text


def test_a_file_that_is_no_database_is_said_to_be_none(
    environ: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "text.db").write_text("This is no database. " * 100)
    environ.setenv("CHATKIT_DATABASE_URL", f"sqlite:///{tmp_path}/text.db")
    report = examine(os.environ)
    assert not report.healthy
    assert "text.db cannot be used: file is not a database" in report.text


def test_a_broken_setup_names_all_that_is_wrong_and_no_secret(
    capsys: pytest.CaptureFixture[str], environ: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "data").touch()
    environ.setenv("HOST", "0.0.0.0")
    environ.setenv(
        "CHATKIT_DATABASE_URL", "postgresql://user:hidden@127.0.0.1:1/name?sslmode=require"
    )
    environ.setenv("OPENAI_BASE_URL", "http://user:hidden@127.0.0.1:1/v1")
    environ.setenv("OPENAI_API_KEY", "sk-hidden")
    environ.setenv("CHATKIT_DATABSE_URL", "hidden")
    assert cli.main(["doctor"]) == 1
    text = capsys.readouterr().out
    for wrong in (
        "is not a directory",
        "postgresql://user:***@127.0.0.1:1/name does not answer",
        "nobody can sign in",
        "http://127.0.0.1:1/v1 cannot be reached",
    ):
        assert wrong in text
    assert "is CHATKIT_DATABASE_URL meant?" in text
    assert "hidden" not in text


def test_settings_that_cannot_be_read_are_wrong(environ: pytest.MonkeyPatch) -> None:
    report = examine({"PORT": "http", "CHATKIT_CORS_ORIGINS": "*"})
    assert not report.healthy
    assert "2 wrong" in report.text


@pytest.mark.parametrize(
    ("environ_", "wrong"),
    [
        ({"CHATKIT_AUTH_SECRET": "ab" * 20}, "can be guessed"),
        ({"CHATKIT_MODEL": "gpt"}, "needs OPENAI_API_KEY or OPENAI_BASE_URL"),
    ],
)
def test_settings_that_defeat_their_purpose_are_wrong(
    tmp_path: Path, environ_: dict[str, str], wrong: str
) -> None:
    report = examine({"CHATKIT_DATA_DIR": str(tmp_path), **environ_})
    assert not report.healthy
    assert wrong in report.text


def test_a_key_that_others_can_read_is_wrong(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    own_key(settings)
    (tmp_path / "signing.key").chmod(0o644)
    report = examine({"CHATKIT_DATA_DIR": str(tmp_path)})
    assert "chmod 600" in report.text


@pytest.fixture
def provider() -> Iterator[Callable[[int, bytes], str]]:
    servers: list[ThreadingHTTPServer] = []

    def start(status: int, body: bytes) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return f"http://127.0.0.1:{server.server_address[1]}/v1"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    ("status", "body", "finding"),
    [
        (200, b'{"data": [{"id": "llama"}]}', "ok     model: llama at http://127.0.0.1"),
        (200, b'{"data": [{"id": "other"}]}', "has no llama; set CHATKIT_MODEL"),
        (200, b"welcome", "note   model: http://127.0.0.1"),
        (401, b"", "refuses OPENAI_API_KEY (401)"),
        (404, b"", "lists no models (404)"),
    ],
)
def test_a_provider_is_asked_for_the_model(
    provider: Callable[[int, bytes], str], tmp_path: Path, status: int, body: bytes, finding: str
) -> None:
    environ = {
        "CHATKIT_DATA_DIR": str(tmp_path),
        "CHATKIT_MODEL": "llama",
        "OPENAI_BASE_URL": provider(status, body),
        "OPENAI_API_KEY": "sk-1",
    }
    assert finding in examine(environ).text


def test_a_provider_is_asked_for_every_model_that_users_may_choose(
    provider: Callable[[int, bytes], str], tmp_path: Path
) -> None:
    environ = {
        "CHATKIT_DATA_DIR": str(tmp_path),
        "CHATKIT_MODELS": "Fast=llama, Deep=deep-1",
        "OPENAI_BASE_URL": provider(200, b'{"data": [{"id": "llama"}]}'),
    }
    assert "has no deep-1; set CHATKIT_MODELS" in examine(environ).text
    environ["CHATKIT_MODELS"] = "Fast=llama"
    assert "ok     model: llama at" in examine(environ).text


@pytest.mark.parametrize(
    ("status", "finding"),
    [
        (200, "ok     model: deployed, other at http://127.0.0.1"),
        (401, "refuses AZURE_OPENAI_API_KEY (401)"),
        (404, "does not know OPENAI_API_VERSION"),
    ],
)
def test_an_azure_resource_is_asked_whether_it_knows_the_key(
    provider: Callable[[int, bytes], str], tmp_path: Path, status: int, finding: str
) -> None:
    environ = {
        "CHATKIT_DATA_DIR": str(tmp_path),
        "AZURE_OPENAI_ENDPOINT": provider(status, b"{}").removesuffix("/v1"),
        "AZURE_OPENAI_API_KEY": "hidden",
        "OPENAI_API_VERSION": "2024-10-21",
        "CHATKIT_MODELS": "Fast=deployed, Deep=other",
    }
    report = examine(environ).text
    assert finding in report
    assert "Fast=deployed, Deep=other\n" in report
    assert "hidden" not in report


def test_the_doctor_tells_of_files_and_dictation(
    environ: pytest.MonkeyPatch, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    environ = {"CHATKIT_DATA_DIR": str(tmp_path)}
    report = examine(environ).text
    assert f"files: up to 20 MB, in {tmp_path}/attachments" in report
    assert "dictation: off" in report
    with socket.create_server(("127.0.0.1", 0)) as probe:
        nothing = f"http://127.0.0.1:{probe.getsockname()[1]}"
    for name, value in {
        "AWS_ENDPOINT": nothing,
        "AWS_ACCESS_KEY_ID": "a",
        "AWS_SECRET_ACCESS_KEY": "hidden",
        "AWS_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    broken = examine(
        {
            **environ,
            "CHATKIT_ATTACHMENTS_URL": "s3://bucket/of-the-chat?secret=hidden",
            "CHATKIT_TRANSCRIPTION_URL": nothing,
            "CHATKIT_TRANSCRIPTION_KEY": "hidden",
        }
    )
    assert not broken.healthy
    assert "files: s3://bucket/of-the-chat does not answer" in broken.text
    assert f"dictation: {nothing} cannot be reached" in broken.text
    assert "hidden" not in broken.text
    assert "files: not taken" in examine({**environ, "CHATKIT_ATTACHMENTS": "0"}).text


def test_the_doctor_asks_redis(redis_server: RedisServer, tmp_path: Path) -> None:
    environ = {"CHATKIT_DATA_DIR": str(tmp_path)}
    assert "limits: counted in this process" in examine(environ).text
    there = examine({**environ, "CHATKIT_REDIS_URL": redis_server.url})
    assert "limits: counted in Redis" in there.text
    with socket.create_server(("127.0.0.1", 0)) as probe:
        nowhere = f"redis://:hunter2@127.0.0.1:{probe.getsockname()[1]}"
    broken = examine({**environ, "CHATKIT_REDIS_URL": nowhere})
    assert not broken.healthy
    assert "limits: Redis does not answer (ConnectionError)" in broken.text
    assert "hunter2" not in broken.text
    nonsense = examine({**environ, "CHATKIT_REDIS_URL": "http://cache.example"})
    assert "CHATKIT_REDIS_URL must be a URL such as redis://" in nonsense.text


@pytest.mark.parametrize(
    ("assistants", "finding"),
    [
        ("mine=tasks,showcase", "ok     assistants: mine=tasks, showcase"),
        ("tasks,tasks=showcase", 'WRONG  assistants: two assistants are called "tasks"'),
        ("no_such:agent", 'WRONG  assistants: there is no module "no_such"'),
    ],
)
def test_the_doctor_imports_what_is_to_be_served(
    tmp_path: Path, assistants: str, finding: str
) -> None:
    environ = {"CHATKIT_DATA_DIR": str(tmp_path), "CHATKIT_ASSISTANTS": assistants}
    assert finding in examine(environ).text
