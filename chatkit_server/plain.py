"""A message and its answer for callers that do not speak the protocol."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, TypeAlias

import orjson
from chatkit.types import ThreadsAddUserMessageReq, ThreadsCreateReq

from chatkit_server.admission import parse
from chatkit_server.context import RequestContext
from chatkit_server.errors import Conflict
from chatkit_server.i18n.words import words_in
from chatkit_server.interruption import CARD_KEY
from chatkit_server.runs.runs import ThreadBusy, busy
from chatkit_server.runs.tail import Tail
from chatkit_server.server import AssistantServer
from chatkit_server.tool_calls import ToolCall, ToolLog
from chatkit_server.wire import KEEP_ALIVE

TOOL_CALL: Final = "tool_call"
_DATA: Final = b"data: "
_GAP: Final = "\n\n"
"""Between the messages of an answer."""


@dataclass(frozen=True, slots=True)
class Delta:
    """What the answer's text goes on with."""

    text: str


@dataclass(frozen=True, slots=True)
class Failed:
    """What the answer ended with instead of its end; the message is for people."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing has come for a while; the answer goes on."""


Step: TypeAlias = Delta | ToolCall | Failed | Silence


class PlainAnswer(AsyncIterator[Step]):
    """The answer to one message, step by step; whoever reads it closes it.

    Args:
        tail: What follows the run.
        thread_id: The thread that is answered; None for one that the run makes.
        locale: The language of who reads it.

    Attributes:
        thread_id: The thread that the message is in.
        text: The answer so far: its messages, with an empty line between them.
        tool_calls: The calls of tools so far.
    """

    def __init__(self, tail: Tail, thread_id: str | None, locale: str) -> None:
        self.thread_id = thread_id or ""
        self.text = ""
        self.tool_calls: list[ToolCall] = []
        self._tail = tail
        self._interrupted = words_in(locale).say("interruption.text")
        self._steps: list[Step] = []
        self._written: dict[str, str] = {}

    async def __anext__(self) -> Step:
        while not self._steps:
            chunk = await anext(self._tail)
            if chunk == KEEP_ALIVE:
                return Silence()
            self.take(chunk)
        return self._steps.pop(0)

    def close(self) -> None:
        """Stop reading; the run goes on for as long as runs do that nobody follows."""
        self._tail.close()

    def note(self, call: ToolCall) -> None:
        """Take in a call of a tool."""
        self.tool_calls.append(call)
        self._steps.append(call)

    def take(self, chunk: bytes) -> None:
        """Take in what the tail has read: whole frames of events."""
        for block in chunk.split(b"\n\n"):
            if block.startswith(_DATA):
                self._take(orjson.loads(block.removeprefix(_DATA)))

    def _take(self, event: dict[str, Any]) -> None:
        match event:
            case {"type": "thread.created", "thread": {"id": str(thread_id)}}:
                self.thread_id = thread_id
            case {"type": "thread.item.updated", "item_id": str(item_id), "update": update}:
                if update["type"] == "assistant_message.content_part.text_delta":
                    self._write(item_id, update["delta"])
            case {"type": "thread.item.added" | "thread.item.done", "item": item}:
                self._take_item(item)
            case {"type": "error"}:
                message = event.get("message") or "The answer could not be written."
                self._steps.append(Failed("answer_failed", message))
            case {"type": str(kind), "call": call} if kind == TOOL_CALL:
                self.note(ToolCall(**call))

    def _take_item(self, item: dict[str, Any]) -> None:
        match item:
            case {"type": "assistant_message", "id": str(item_id), "content": list(parts)}:
                whole = "".join(part["text"] for part in parts)
                so_far = self._written.get(item_id, "")
                if whole.startswith(so_far):  # the rest of it, which was not streamed
                    self._write(item_id, whole[len(so_far) :])
            case {"type": "client_tool_call", "name": name, "arguments": arguments}:
                self.note(ToolCall(name, arguments, None))
            case {"type": "widget", "widget": {"key": str(key)}} if key == CARD_KEY:
                self._steps.append(Failed("interrupted", self._interrupted))

    def _write(self, item_id: str, text: str) -> None:
        if not text:
            return
        gap = _GAP if self.text and item_id not in self._written else ""
        self._written[item_id] = self._written.get(item_id, "") + text
        self.text += gap + text
        self._steps.append(Delta(gap + text))


async def send(
    server: AssistantServer, message: str, thread_id: str | None, context: RequestContext
) -> PlainAnswer:
    """Send a message as the protocol's own requests do, and begin to read the answer.

    Args:
        server: What answers.
        message: The user's words.
        thread_id: The thread that they are for; None for a new one.
        context: The user.

    Raises:
        Conflict: An answer is being written in the thread, or it takes no messages.
        ServerError: The message cannot be answered.
        NotFoundError: The user has no such thread.
        StoreUnavailable: The database does not answer.
    """
    tools = ToolLog()
    try:
        request = message_request(message, thread_id)
        # Nobody is there who could answer what a page is asked.
        asked = replace(context, tools=tools, client_tools=frozenset())
        tail = await server.start(request, asked)
    except ThreadBusy:
        raise Conflict(busy(context)) from None
    # In between the run's own events, in the order in which they happened.
    tools.follow(lambda call: tail.push([_frame(call)]))
    answer = PlainAnswer(tail, thread_id, context.locale)
    if thread_id is None:
        answer.take(await anext(tail))  # a new thread's run begins with its name
    return answer


def message_request(
    message: str, thread_id: str | None
) -> ThreadsCreateReq | ThreadsAddUserMessageReq:
    """A message as the protocol's own request: what holds for a page's holds for it, too.

    Raises:
        InvalidRequest: It contains what no message may.
    """
    sent: dict[str, Any] = {
        "content": [{"type": "input_text", "text": message}],
        "attachments": [],
        "inference_options": {},
    }
    kind, named = "threads.create", {}
    if thread_id is not None:
        kind, named = "threads.add_user_message", {"thread_id": thread_id}
    request = parse(json.dumps({"type": kind, "params": {**named, "input": sent}}).encode())
    assert isinstance(request, ThreadsCreateReq | ThreadsAddUserMessageReq)
    return request


def _frame(call: ToolCall) -> bytes:
    return _DATA + orjson.dumps({"type": TOOL_CALL, "call": asdict(call)}) + b"\n\n"
