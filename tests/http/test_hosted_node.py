"""The hosted API by the official Node client."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from chatkit_server.testing import Say, ScriptedModel

from .hosted import BackEnd

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ROOT / "web" / "node_modules"
PATIENCE_SECONDS = 60

RunNode = Callable[..., Awaitable[str]]

if shutil.which("node") is None:
    pytest.skip("Node.js is not installed", allow_module_level=True)
if not (PACKAGES / "openai").exists():
    pytest.skip("`npm ci` has not run in web", allow_module_level=True)


@pytest.fixture
def run_node(tmp_path: Path) -> RunNode:
    """Runs a script that finds the packages of ``web``; gives what it prints."""
    (tmp_path / "node_modules").symlink_to(PACKAGES)

    async def run(script: Path, *arguments: str, **environ: str) -> str:
        process = await asyncio.create_subprocess_exec(
            *("node", shutil.copy(script, tmp_path), *arguments),
            cwd=tmp_path,
            env={**os.environ, "NO_PROXY": "*", **environ},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(PATIENCE_SECONDS):
            printed, complaints = await process.communicate()
        assert process.returncode == 0, complaints.decode()
        return printed.decode()

    return run


async def test_the_official_client_does_all_it_can(
    back_end: BackEnd, model: ScriptedModel, run_node: RunNode
) -> None:
    model.then(*([Say(["Yes."])] for _ in range(3)))
    _, limited = await back_end.make_key("sessions")
    script = Path(__file__).with_name("hosted_client.mjs")
    assert await run_node(script, back_end.url, back_end.key, limited) == "done\n"


async def test_the_example_makes_client_secrets(
    back_end: BackEnd, run_node: RunNode, tmp_path: Path
) -> None:
    shutil.copy(ROOT / "docs" / "examples" / "hosted_back_end.mjs", tmp_path)
    script = tmp_path / "page" / "page.mjs"
    script.parent.mkdir()
    script.write_text(
        "import { once } from 'node:events';\n"
        "import { serve } from './hosted_back_end.mjs';\n"
        "const server = serve(() => 'ada', 0);\n"
        "await once(server, 'listening');\n"
        "const answer = await fetch(`http://127.0.0.1:${server.address().port}`);\n"
        "console.log((await answer.json()).client_secret);\n"
        "server.close();\n"
    )
    secret = await run_node(
        script, OPENAI_BASE_URL=f"{back_end.url}/v1", OPENAI_API_KEY=back_end.key
    )
    assert (await back_end.ask(secret.strip(), "threads.list")).json()["data"] == []
