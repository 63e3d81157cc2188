"""The environment of a command."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def environ(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """An environment with a data directory of the test's own, and nothing else of ours."""
    for name in list(os.environ):
        if name.startswith(("CHATKIT_", "OPENAI_")) or name in {"HOST", "PORT"}:
            monkeypatch.delenv(name)
    monkeypatch.setenv("CHATKIT_DATA_DIR", str(tmp_path / "data"))
    return monkeypatch
