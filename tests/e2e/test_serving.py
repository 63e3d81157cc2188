"""Point 1: the server starts, says where, and serves the page."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

SERVE = [sys.executable, "-c", "from chatkit_server.cli import main; exit(main())", "serve"]


def serve(folder: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Runs a server that is expected to end by itself."""
    environ = {"CHATKIT_DATA_DIR": str(folder / "other"), **environ}
    return subprocess.run(SERVE, env=environ, capture_output=True, text=True, timeout=60)


def test_it_says_where_it_is_ready_and_answers_there(server: Any) -> None:
    assert f"Ready at {server.url} " in server.log.read_text()
    with urllib.request.urlopen(f"{server.url}/healthz") as answer:
        assert (answer.status, json.load(answer)) == (200, {"status": "ok"})


def test_the_page_it_names_is_the_client(page: Page, server: Any) -> None:
    expect(page).to_have_title("Task assistant")
    expect(page.locator("openai-chatkit")).to_be_visible()


def test_a_taken_port_is_named_in_one_line(server: Any, tmp_path: Path) -> None:
    ended = serve(tmp_path, HOST="127.0.0.1", PORT=str(server.port))
    assert ended.returncode == 1
    assert (ended.stdout, ended.stderr) == (
        "",
        f"chatkit-server: port {server.port} on 127.0.0.1 is taken; set PORT to another one\n",
    )
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize(
    ("setting", "complaint"),
    [({"PORT": "many"}, "PORT must be"), ({"HOST": "no.such.host.invalid"}, "HOST no.such")],
)
def test_a_setting_that_makes_no_sense_is_named_in_one_line(
    tmp_path: Path, setting: dict[str, str], complaint: str
) -> None:
    ended = serve(tmp_path, **{"HOST": "127.0.0.1", "PORT": "0", **setting})
    assert ended.returncode == 1
    assert ended.stderr.startswith(f"chatkit-server: {complaint}")
    assert ended.stderr.count("\n") == 1


def test_host_is_honoured_and_ctrl_c_ends_it_well(start_server: Any) -> None:
    server = start_server(HOST="localhost")
    assert f"Ready at http://localhost:{server.port} " in server.log.read_text()
    process, server.process = server.process, None
    process.send_signal(signal.SIGINT)
    assert process.wait(15) == 0
    assert server.log.read_text().endswith("Stopped.\n")


def test_the_pages_policy_lets_nothing_in_from_elsewhere_and_nothing_inline(server: Any) -> None:
    with urllib.request.urlopen(server.url) as answer:
        policy = dict(
            directive.split(" ", 1)
            for directive in answer.headers["Content-Security-Policy"].split("; ")
        )
    assert policy["default-src"] == policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["connect-src"] == "'self'"
    assert policy["object-src"] == policy["base-uri"] == "'none'"
    assert not any("unsafe" in sources for sources in policy.values())


@pytest.mark.allowed_console_errors("Content Security Policy")
def test_the_policy_is_in_force(page: Page) -> None:
    refused = page.evaluate(
        """() => new Promise((resolve) => {
            const tell = (violation) => resolve(violation.violatedDirective);
            document.addEventListener('securitypolicyviolation', tell);
            const script = document.createElement('script');
            script.textContent = 'window.injected = true';
            document.body.append(script);
        })"""
    )
    assert refused == "script-src-elem"
    assert page.evaluate("window.injected") is None
