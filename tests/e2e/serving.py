"""A real server in a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.ports import free_port

ROOT = Path(__file__).parent.parent.parent
START_SECONDS = 60
STOP_SECONDS = 15
SERVE = [sys.executable, "-c", "from chatkit_server.cli import main; exit(main())", "serve"]


@dataclass
class RunningServer:
    """A ``chatkit-server serve`` of its own, or another program with the server in it.

    Attributes:
        url: Where it serves; the same after a restart.
        data_dir: Its data directory, which outlives it.
        log: What it has printed.
        command: What is run.
        prefix: The path that the server is mounted at.
        ended: The exit code of whoever was asked to stop.
    """

    data_dir: Path
    port: int
    environ: Mapping[str, str] = field(repr=False)
    command: Sequence[str]
    prefix: str = ""
    ended: int = 0
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.data_dir.with_suffix(".log")

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=self.data_dir.parent,
                env=dict(self.environ),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._wait_until_ready(self.process)

    def stop(self, *, kill: bool = False) -> None:
        """Ends it: asks it to stop, or takes it away in the middle of whatever it does."""
        if self.process is None:
            return
        process, self.process = self.process, None
        process.send_signal(signal.SIGKILL if kill else signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.returncode != (-signal.SIGKILL if kill else self.ended):
            pytest.fail(f"the server ended with {process.returncode}:\n{self.log.read_text()}")

    def restart(self, *, kill: bool = False) -> None:
        """Ends it and starts it again on the same data and port."""
        self.stop(kill=kill)
        self.start()

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        # It listens before it can answer, so the request below waits for it: nothing is polled
        # but the moment before it listens.
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(
                    f"{self.url}{self.prefix}/healthz", timeout=START_SECONDS
                ):
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                try:
                    process.wait(0.05)
                except subprocess.TimeoutExpired:
                    continue
                break
        self.stop(kill=True)
        pytest.fail(f"the server did not start:\n{self.log.read_text()}")


@contextmanager
def servers_in(folder: Path) -> Iterator[Callable[..., RunningServer]]:
    """Starts servers whose data is in a folder, and stops them in the end."""
    servers: list[RunningServer] = []

    def start(
        *assistants: str,
        command: Sequence[str] = SERVE,
        prefix: str = "",
        ended: int = 0,
        **environ: str,
    ) -> RunningServer:
        data_dir = folder / f"data-{len(servers)}"
        port = free_port()
        inherited = {
            name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ
        }
        server = RunningServer(
            data_dir,
            port,
            inherited
            | {
                "PYTHONPATH": str(ROOT),
                "HOST": "127.0.0.1",
                "PORT": str(port),
                "UVICORN_PORT": str(port),
                "CHATKIT_DATA_DIR": str(data_dir),
            }
            | environ,
            [*command, *assistants],
            prefix,
            ended,
        )
        servers.append(server)
        server.start()
        return server

    try:
        yield start
    finally:
        for server in servers:
            server.stop()
