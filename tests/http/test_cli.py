from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator
from http.client import IncompleteRead
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from chatkit_server import cli
from chatkit_server.access.api_keys import ApiKeys
from chatkit_server.access.chat_sessions import ChatSessions
from chatkit_server.auth.backend import Authenticator
from chatkit_server.auth.external import ExternalTokens
from chatkit_server.auth.keys import own_key
from chatkit_server.auth.origins import Origins
from chatkit_server.auth.own import OwnTokens
from chatkit_server.cli.doctor import examine
from chatkit_server.cli.serving import CannotListen, listen, url_of
from chatkit_server.context import User
from chatkit_server.limiting.guesses import Guesses
from chatkit_server.limiting.rates import RateCounter
from chatkit_server.settings import Settings
from stores.engine import create_engine
from tests.redis_server import RedisServer

SECRET = "correct horse battery staple, and then some"


@pytest.fixture(autouse=True)
def environ(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """An environment with a data directory of the test's own, and nothing else of ours."""
    for name in list(os.environ):
        if name.startswith(("CHATKIT_", "OPENAI_")) or name in {"HOST", "PORT"}:
            monkeypatch.delenv(name)
    monkeypatch.setenv("CHATKIT_DATA_DIR", str(tmp_path / "data"))
    return monkeypatch


def user_of(token: str) -> User:
    """Whom a server with these settings takes the token's bearer for."""
    settings = Settings.from_env(os.environ)
    engine = create_engine("sqlite://")
    authenticator = Authenticator(
        OwnTokens(own_key(settings)),
        ExternalTokens.configured(settings),
        ChatSessions(engine),
        ApiKeys(engine),
        Origins(),
        Guesses(RateCounter(), 0),
    )
    return asyncio.run(authenticator.user_of(token))


@pytest.mark.parametrize("secret", ["", SECRET])
@pytest.mark.parametrize(("user", "kind"), [("alice", "user"), ("guest_1", "guest")])
def test_a_printed_token_stands_for_its_user(
    environ: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    secret: str,
    user: str,
    kind: str,
) -> None:
    environ.setenv("CHATKIT_AUTH_SECRET", secret)
    assert cli.main(["token", "--user", user]) == 0
    (token,) = capsys.readouterr().out.splitlines()
    assert user_of(token) == User(user, kind)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "arguments", [["--user", ""], ["--user", "a\nb"], ["--user", "a", "--days", "0"]]
)
def test_a_token_for_nobody_or_no_time_is_refused(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert cli.main(["token", *arguments]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("chatkit-server: --")


@pytest.mark.parametrize("command", ["serve", "migrate", "token --user a"])
def test_wrong_settings_are_all_named_before_anything_is_done(
    environ: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, command: str
) -> None:
    environ.setenv("PORT", "http")
    environ.setenv("CHATKIT_AUTH_SECRET", "short")
    assert cli.main(command.split()) == 1
    lines = capsys.readouterr().err.splitlines()
    assert [line.split()[1] for line in lines] == ["PORT", "CHATKIT_AUTH_SECRET"]
    assert list(tmp_path.iterdir()) == []


def test_help_imports_nothing_slow() -> None:
    code = (
        "import sys\nfrom chatkit_server.cli import main\n"
        "try:\n main(['--help'])\nexcept SystemExit:\n pass\n"
        "slow = {'agents', 'chatkit', 'sqlalchemy', 'starlette', 'uvicorn'} & set(sys.modules)\n"
        "sys.exit(f'imported {slow}' if slow else 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)


def test_every_command_says_what_it_does_and_takes(capsys: pytest.CaptureFixture[str]) -> None:
    waiting: list[list[str]] = [[]]
    seen = []
    while waiting:
        command = waiting.pop()
        with pytest.raises(SystemExit) as ended:
            cli.main([*command, "--help"])
        assert ended.value.code == 0
        usage, description, *_ = (text := capsys.readouterr().out).split("\n\n")
        assert usage.startswith(" ".join(["usage: chatkit-server", *command]))
        assert re.fullmatch(r"[A-Z][^.]*\.", description), command
        # An argument without a word of help stands alone in its line.
        assert not re.search(
            r"^  (?!COMMAND$)-?-?[\w\[]\S*(, \S+)?( \S+)?$(?!\n {8})", text, re.MULTILINE
        ), text
        seen.append(" ".join(command))
        waiting += [
            [*command, name] for name in re.findall(r"^    (\w+) {2,}\w", text, re.MULTILINE)
        ]
    assert {"serve", "migrate", "token", "keys create", "users erase", "audit", "doctor"} < set(
        seen
    )


def test_the_database_is_brought_to_the_newest_version_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["migrate"]) == 0
    assert "newest" in capsys.readouterr().out
    assert cli.main(["migrate"]) == 0
    assert "up to date" in capsys.readouterr().out


def test_a_database_that_cannot_be_reached_is_one_clear_line(
    environ: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    environ.setenv("CHATKIT_DATABASE_URL", f"postgresql://user:hidden@127.0.0.1:{port}/name")
    assert cli.main(["migrate"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "does not answer" in line
    assert "hidden" not in line


def test_a_taken_port_is_said_at_once_in_one_line(
    environ: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert cli.main(["serve", "--port", str(port)]) == 1
    captured = capsys.readouterr()
    assert captured.err == (
        f"chatkit-server: port {port} on 127.0.0.1 is taken; set PORT to another one\n"
    )
    assert captured.out == ""


def test_two_servers_that_start_at_once_do_not_share_a_port() -> None:
    (first,) = listen("127.0.0.1", 0)
    with first, pytest.raises(CannotListen, match="is taken"):
        listen("127.0.0.1", first.getsockname()[1])


def test_a_name_is_listened_on_at_one_port_of_all_its_addresses() -> None:
    sockets = listen("localhost", 0)
    assert len({listener.getsockname()[1] for listener in sockets}) == 1
    assert url_of("localhost", sockets).startswith("http://localhost:")
    assert url_of("0.0.0.0", sockets).startswith("http://127.0.0.1:")
    assert url_of("::1", sockets).startswith("http://[::1]:")
    for listener in sockets:
        listener.close()


@pytest.mark.parametrize("host", ["203.0.113.1", "no-such-host.invalid"])
def test_an_address_of_another_machine_is_refused(host: str) -> None:
    with pytest.raises(CannotListen, match=f"HOST {host} is not"):
        listen(host, 0)


ENDLESS = """
import sys
from contextlib import asynccontextmanager
import anyio
from starlette.applications import Starlette
from starlette.responses import StreamingResponse
from starlette.routing import Route
from chatkit_server.cli.serving import listen, run

stopping = None

async def endless(request):
    async def chunks():
        yield b"first"
        if request.query_params.get("deaf"):
            await anyio.sleep_forever()
        await stopping.wait()
        yield b"last"
    return StreamingResponse(chunks())

@asynccontextmanager
async def lifespan(app):
    global stopping
    stopping = anyio.Event()
    yield
    print("closed", flush=True)

async def stop():
    if "stuck" in sys.argv:
        print("stuck", flush=True)
        await anyio.sleep_forever()
    stopping.set()

sockets = listen("127.0.0.1", 0)
served = run(
    Starlette(routes=[Route("/", endless)], lifespan=lifespan),
    sockets,
    on_ready=lambda: print(sockets[0].getsockname()[1], flush=True),
    on_stop=stop,
)
sys.exit(0 if served else 1)
"""


@pytest.mark.parametrize(("query", "rest"), [("", b"last"), ("?deaf=1", b"")])
@pytest.mark.parametrize("signal_number", [signal.SIGINT, signal.SIGTERM])
def test_a_server_stops_in_order_even_while_a_stream_is_open(
    query: str, rest: bytes, signal_number: int
) -> None:
    with subprocess.Popen([sys.executable, "-c", ENDLESS], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/{query}", timeout=10) as stream:
            assert stream.read(5) == b"first"
            process.send_signal(signal_number)
            try:
                assert stream.read() == rest
            except IncompleteRead:
                assert not rest  # cut off
        assert process.wait(10) == 0
        assert process.stdout.readline() == b"closed\n"


@pytest.mark.parametrize("signal_number", [signal.SIGINT, signal.SIGTERM])
def test_a_server_that_is_told_twice_stops_at_once(signal_number: int) -> None:
    command = [sys.executable, "-c", ENDLESS, "stuck"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal_number)
        assert process.stdout.readline() == b"stuck\n"
        process.send_signal(signal_number)
        assert process.wait(3) == -signal_number


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
