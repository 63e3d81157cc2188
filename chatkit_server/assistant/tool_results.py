"""What tools return, cut to a size that a model can be sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from agents import TResponseInputItem
from agents.run_config import CallModelData, ModelInputData

from chatkit_server.assistant.normalize import mend
from chatkit_server.assistant.tokens import cut, cut_to_tokens, with_texts

MAX_CHARS: Final = 100_000
"""How much of one text of a result a model is sent; tools of MCP servers are cut before."""


def cutting_results(budget: int) -> Callable[[CallModelData[Any]], ModelInputData]:
    """Makes what cuts the results of tools, with a note where, before a model is sent them.

    Args:
        budget: Tokens that the history may have; no result is longer than that either.
    """

    def shorten(text: str) -> str:
        return cut_to_tokens(cut(mend(text), MAX_CHARS), budget)

    def cut_item(item: TResponseInputItem) -> TResponseInputItem:
        return with_texts(item, shorten) if item.get("type") == "function_call_output" else item

    def cut_results(data: CallModelData[Any]) -> ModelInputData:
        return replace(data.model_data, input=[cut_item(item) for item in data.model_data.input])

    return cut_results
