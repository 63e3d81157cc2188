"""Back ends of others, whose pages have the element."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e.serving import ROOT, START_SECONDS, RunningServer

NODE_MODULES = ROOT / "web" / "node_modules"


def make_key(server: RunningServer) -> str:
    """An API key, made as an operator does."""
    command = "from chatkit_server.cli import main; exit(main())"
    made = subprocess.run(
        [sys.executable, "-c", command, "keys", "create", "--name", "shop"],
        cwd=server.data_dir.parent,
        env=dict(server.environ),
        check=True,
        capture_output=True,
        text=True,
    )
    return made.stdout.strip()


@contextmanager
def running_back_end(program: Path, port: int, environ: Mapping[str, str]) -> Iterator[str]:
    """Runs a program that serves a page; its origin, of another site than the loopback address."""
    if program.suffix == ".mjs":
        if not (NODE_MODULES / "openai").is_dir():
            pytest.skip("the package openai of Node is not installed")
        command = [shutil.which("node") or "node", str(program)]
    else:
        command = [sys.executable, str(program)]
    log = program.with_suffix(".log")
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=program.parent,
            env={**environ, "PORT": str(port)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_ready(process, port, log)
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait()


def _wait_until_ready(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=START_SECONDS):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            try:
                process.wait(0.05)
            except subprocess.TimeoutExpired:
                continue
            break
    pytest.fail(f"the back end did not start:\n{log.read_text()}")
