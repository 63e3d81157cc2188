"""``chatkit-server serve``: what it listens on, and how it stops."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import urllib.request
from http.client import IncompleteRead
from pathlib import Path

import pytest

from chatkit_server import cli
from chatkit_server.cli.serving import CannotListen, listen, url_of
from tests.conftest import Postgres


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


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("postgresql://127.0.0.1:1/x", "the database does not answer: "),
        ("sqlite:///{folder}/text.db", "the database cannot be used: file is not a database"),
    ],
)
def test_a_database_that_cannot_be_used_is_said_in_one_line(
    environ: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    url: str,
    problem: str,
) -> None:
    (tmp_path / "text.db").write_text("This is no database. " * 100)
    environ.setenv("CHATKIT_DATABASE_URL", url.format(folder=tmp_path))
    assert cli.main(["migrate"]) == 1
    assert capsys.readouterr().err.startswith(f"chatkit-server: {problem}")
    stopped = serve_in_vain()
    assert stopped.stderr.splitlines()[-1].startswith(f"chatkit-server: {problem}")
    assert "Traceback" not in stopped.stderr


def test_a_database_that_is_too_old_is_left_alone_by_the_start(
    environ: pytest.MonkeyPatch, postgres: Postgres
) -> None:
    environ.setenv("CHATKIT_DATABASE_URL", postgres.url("postgres"))  # which has no tables
    stopped = serve_in_vain()
    assert stopped.stderr.splitlines()[-1] == (
        "chatkit-server: the database is not at the newest version; "
        "run `chatkit-server migrate` first"
    )
    assert "Traceback" not in stopped.stderr


def serve_in_vain() -> subprocess.CompletedProcess[str]:
    command = "from chatkit_server.cli import main; exit(main(['serve', '--port', '0']))"
    stopped = subprocess.run(
        [sys.executable, "-c", command], capture_output=True, text=True, timeout=300, check=False
    )
    assert stopped.returncode == 1
    return stopped


FAILING = """
import sys
from contextlib import asynccontextmanager
from starlette.applications import Starlette
from chatkit_server.cli.serving import CannotStart, listen, run
from chatkit_server.logs import configure_logging

@asynccontextmanager
async def lifespan(app):
    raise RuntimeError("what nobody foresaw")
    yield

async def stop():
    raise AssertionError("it never served")

configure_logging("info")
try:
    run(
        Starlette(lifespan=lifespan),
        listen("127.0.0.1", 0),
        on_ready=lambda: sys.exit("ready"),
        on_stop=stop,
    )
except CannotStart as error:
    print(error)
"""


def test_a_start_that_fails_for_an_unknown_reason_is_logged_with_its_traceback() -> None:
    failed = subprocess.run(
        [sys.executable, "-c", FAILING], capture_output=True, text=True, timeout=300, check=True
    )
    assert failed.stdout == "did not start; `chatkit-server doctor` says what is wrong\n"
    assert failed.stderr.count("RuntimeError: what nobody foresaw") == 1


ENDLESS = """
import sys
from contextlib import asynccontextmanager
import anyio
from starlette.applications import Starlette
from starlette.responses import StreamingResponse
from starlette.routing import Route
from chatkit_server.cli import serving

stopping = None
deaf, stuck = "deaf" in sys.argv, "stuck" in sys.argv
if not deaf:  # nothing is cut off, however busy the machine is
    serving._STOP_SECONDS = serving._DRAIN_SECONDS = 3600

async def endless(request):
    async def chunks():
        yield b"first"
        if deaf:
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
    if stuck:
        print("stuck", flush=True)
        await anyio.sleep_forever()
    stopping.set()

sockets = serving.listen("127.0.0.1", 0)
serving.run(
    Starlette(routes=[Route("/", endless)], lifespan=lifespan),
    sockets,
    on_ready=lambda: print(sockets[0].getsockname()[1], flush=True),
    on_stop=stop,
)
"""


@pytest.mark.parametrize(("way", "rest"), [("obedient", b"last"), ("deaf", b"")])
@pytest.mark.parametrize("signal_number", [signal.SIGINT, signal.SIGTERM])
def test_a_server_stops_in_order_even_while_a_stream_is_open(
    way: str, rest: bytes, signal_number: int
) -> None:
    command = [sys.executable, "-c", ENDLESS, way]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60) as stream:
            assert stream.read(5) == b"first"
            process.send_signal(signal_number)
            try:
                assert stream.read() == rest
            except IncompleteRead:
                assert not rest  # cut off
        assert process.wait(60) == 0
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
        assert process.wait(60) == -signal_number
