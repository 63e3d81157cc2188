"""Uploads to a server in a process of its own: one that is killed, and one that says no early."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from tests.ports import free_port

PATIENCE_SECONDS = 60


class Server:
    """A ``chatkit-server serve`` on a data directory that outlives it."""

    def __init__(self, data_dir: Path, **environ: str) -> None:
        self.port = free_port()
        self.files = data_dir / "attachments"
        inherited = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("CHATKIT_", "OPENAI_"))
        }
        self._environ = {**inherited, "CHATKIT_DATA_DIR": str(data_dir), **environ}
        self.http = httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}", timeout=PATIENCE_SECONDS, trust_env=False
        )
        self.start()

    def start(self) -> None:
        program = "import sys; from chatkit_server.cli import main; sys.exit(main())"
        command = ["-c", program, "serve", "--port", str(self.port)]
        self._process = subprocess.Popen(
            [sys.executable, *command],
            env=self._environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_until(self._answers)
        self.http.post("/api/auth/guest").raise_for_status()

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def _answers(self) -> bool:
        assert self._process.poll() is None, "the server did not start"
        try:
            return self.http.get("/healthz").status_code == 200
        except httpx.TransportError:
            return False


def wait_until(happened: Callable[[], bool]) -> None:
    """Another process does not tell when it is done, so it is asked until it is."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    servers: list[Server] = []

    def start(**environ: str) -> Server:
        servers.append(Server(tmp_path / "data", **environ))
        return servers[-1]

    yield start
    for server in servers:
        server.kill()
        server.http.close()


def prepare(server: Server, size: int) -> tuple[str, str]:
    """Prepare an upload; returns the attachment's id and the path to send the bytes to."""
    params = {"name": "a.txt", "size": size, "mime_type": "text/plain"}
    response = server.http.post("/chatkit", json={"type": "attachments.create", "params": params})
    attachment = response.json()
    url = urlsplit(attachment["upload_descriptor"]["url"])
    return attachment["id"], f"{url.path}?{url.query}"


def arriving(server: Server) -> list[Path]:
    return list((server.files / "arriving").glob("*.part"))


@pytest.mark.parametrize("at_once", [False, True], ids=["two_phase", "direct"])
def test_a_server_that_is_killed_in_an_upload_leaves_no_half_file(
    serve: Callable[..., Server], at_once: bool
) -> None:
    server = serve()
    whole = b"a line of text\n" * 200_000
    attachment_id, path = prepare(server, len(whole))
    head = ["Host: test", "Expect: 100-continue"]
    body = whole
    method = "PUT"
    if at_once:
        method, path_now = "POST", "/api/attachments"
        head += [
            "Content-Type: multipart/form-data; boundary=b",
            f"Cookie: chatkit_session={server.http.cookies['chatkit_session']}",
        ]
        disposition = b'Content-Disposition: form-data; name="file"; filename="a.txt"'
        body = b"--b\r\n" + disposition + b"\r\n\r\n" + whole + b"\r\n--b--\r\n"
    else:
        path_now = path
    head.append(f"Content-Length: {len(body)}")
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(f"{method} {path_now} HTTP/1.1\r\n".encode())
        connection.sendall("\r\n".join([*head, "", ""]).encode())
        assert b"100" in connection.recv(1000)  # it reads
        connection.sendall(body[: len(body) // 2])
        wait_until(lambda: any(part.stat().st_size > 0 for part in arriving(server)))
        server.kill()
    assert arriving(server)

    server.start()

    wait_until(lambda: not arriving(server))
    assert [file for file in server.files.rglob("*") if file.is_file()] == []
    assert server.http.get(f"/api/attachments/{attachment_id}").status_code == 404
    # What was prepared before can be uploaded after.
    assert server.http.put(path, content=whole).status_code == 200
    known = server.http.get(f"/api/attachments/{attachment_id}").json()
    assert server.http.get(known["download_url"]).content == whole


def test_a_refusal_reaches_who_is_still_sending(serve: Callable[..., Server]) -> None:
    server = serve(CHATKIT_ATTACHMENT_MAX_BYTES="1000")
    response = server.http.post("/api/attachments", files={"file": ("a.txt", b"x" * 8_000_000)})
    assert (response.status_code, response.json()["error"]["code"]) == (413, "too_large")
    assert server.http.get("/healthz").status_code == 200
