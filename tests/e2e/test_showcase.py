"""The showcase in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect


def test_a_command_is_answered(new_showcase: Callable[..., Any]) -> None:
    answer = new_showcase().say("/text emoji")
    expect(answer).to_contain_text("Families")
