"""``chatkit-server widgets preview``: a file is shown, and shown anew when it changes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.serving import ROOT

MAIN = "import sys; from chatkit_server.cli import main; sys.exit(main(sys.argv[1:]))"
LINE: dict[str, Any] = {
    "version": "1.0",
    "name": "Line",
    "template": '{"type": "Card", "children": [{"type": "Title", "value": {{ line | tojson }}}]}',
    "jsonSchema": {
        "type": "object",
        "properties": {"line": {"type": "string"}},
        "required": ["line"],
        "additionalProperties": False,
    },
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "line.widget"
    file.write_text(json.dumps(LINE))
    return file


@pytest.fixture
def address(built_page: None, file: Path) -> Iterator[str]:
    """Where the command says that it serves."""
    command = [sys.executable, "-c", MAIN, "widgets", "preview", "--no-open", str(file)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/gallery", line)
        assert found is not None, line
        yield found[0]
    finally:
        process.terminate()
        process.wait(30)
        process.stdout.close()


def test_a_file_is_shown_as_it_is_and_anew_when_it_changes(
    address: str, file: Path, browser: Browser
) -> None:
    context = browser.new_context()
    page = context.new_page()
    # The page hears of changes from the moment on that the stream is open.
    with page.expect_response(re.compile("/gallery/changes")):
        page.goto(address)
    widget = page.locator("chatkit-widget")
    expect(widget.get_by_role("heading", name="Line")).to_be_visible()

    template = LINE["template"].replace("{{ line | tojson }}", '{{ ("It says " ~ line) | tojson }}')
    file.write_text(json.dumps({**LINE, "template": template}))
    expect(widget.get_by_role("heading", name="It says Line")).to_be_visible()

    file.write_text("{ broken")
    expect(page.get_by_text("$: not JSON")).to_be_visible()
    expect(widget.get_by_role("heading", name="It says Line")).to_be_visible()

    file.write_text(json.dumps(LINE))
    expect(page.get_by_text("$: not JSON")).to_have_count(0)
    expect(widget.get_by_role("heading", name="Line", exact=True)).to_be_visible()
    context.close()
