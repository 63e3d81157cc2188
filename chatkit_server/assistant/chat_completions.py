"""Models of any server that speaks Chat Completions, however well it does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Final

from agents import OpenAIChatCompletionsModel
from openai import AsyncStream
from openai.types.chat import ChatCompletionChunk
from openai.types.chat.chat_completion_chunk import Choice

from stores.ids import new_id

_CUT: Final = {"length": "max_output_tokens", "content_filter": "content_filter"}
"""Why a model stops in the middle, and what the Responses API calls it."""


class AnswerCut(Exception):
    """A model stopped in the middle of its answer.

    Attributes:
        reason: Why, in words of the Responses API.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ChatCompletionsModel(OpenAIChatCompletionsModel):
    """Tells an answer that was cut from one that is whole, and names calls without ids.

    The SDK takes the one for the other, and refuses the other: it makes events of chunks out of
    anybody's sight, so the chunks are looked at before it gets them.
    """

    async def _fetch_response(self, *args: Any, **kwargs: Any) -> Any:
        fetched = await super()._fetch_response(*args, **kwargs)
        if not isinstance(fetched, tuple):
            return fetched
        response, stream = fetched
        return response, _Chunks(stream)


class _Chunks:
    """A stream of chunks.

    Attributes:
        response: What it came with, in which the SDK finds the provider's id of the request.
    """

    def __init__(self, stream: AsyncStream[ChatCompletionChunk]) -> None:
        self.response = stream.response
        self._stream = stream
        self._calls: dict[int, str] = {}

    async def __aiter__(self) -> AsyncIterator[ChatCompletionChunk]:
        """The chunks.

        Raises:
            AnswerCut: The model stopped before its answer was whole.
        """
        cut = None
        async for chunk in self._stream:
            for choice in chunk.choices or ():
                cut = cut or _CUT.get(choice.finish_reason or "")
                self._name_calls(choice)
            yield chunk
        if cut is not None:
            raise AnswerCut(cut)

    async def close(self) -> None:
        """Let go of the connection."""
        await self._stream.close()

    def _name_calls(self, choice: Choice) -> None:
        """Give calls the ids that they lack, or that others have: results go by them."""
        for call in getattr(choice.delta, "tool_calls", None) or ():  # some send no delta
            if call.index not in self._calls:
                if not call.id or call.id in self._calls.values():
                    call.id = new_id("call")
                self._calls[call.index] = call.id
