"""Calls of tools as the user sees them: tasks of a workflow, at work and then done."""

from __future__ import annotations

import json
import re
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from agents import StreamEvent
from agents.stream_events import RawResponsesStreamEvent
from chatkit.types import (
    CustomTask,
    FileSource,
    FileTask,
    SearchTask,
    ThreadItemDoneEvent,
    ThreadItemUpdatedEvent,
    ThreadStreamEvent,
    URLSource,
    WorkflowItem,
    WorkflowTaskUpdated,
)
from openai.types.responses import (
    ResponseCodeInterpreterToolCall,
    ResponseCompletedEvent,
    ResponseFileSearchToolCall,
    ResponseFunctionWebSearch,
    ResponseOutputItemAddedEvent,
    ResponseOutputItemDoneEvent,
)
from openai.types.responses.response_function_web_search import ActionSearch

from chatkit_server.assistant.citing import Source
from chatkit_server.assistant.context import ChatContext
from chatkit_server.assistant.normalize import mend
from chatkit_server.assistant.pace import Pace
from chatkit_server.assistant.structured import EventStream
from chatkit_server.tool_calls import MAX_RESULT_CHARS, ToolDetail

_WORD: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[_\s.-]+")
_FENCE: Final = re.compile(r"`{3,}")


_ToolTask: TypeAlias = CustomTask | SearchTask | FileTask


@dataclass(slots=True)
class _Shown:
    """A task that is at work."""

    workflow_id: str
    index: int
    task: _ToolTask
    arguments: str
    since: float
    cited: int
    """How many sources were cited before."""


class ToolShowing:
    """Shows the calls of a run's tools in its thread.

    Tools that run here are told of by `ToolHooks`, those of the provider by `HostedTools`. A task
    is done when its tool is, or when something that comes after it is shown: the SDK ends a
    workflow there.

    Args:
        context: The run's.
        detail: How much is shown.
        titles: What is shown for a tool, by its name; nothing of those that have None. By default
            its name in words.
    """

    def __init__(
        self,
        context: ChatContext,
        detail: ToolDetail,
        titles: Mapping[str, str | None],
    ) -> None:
        self._context = context
        self._detail = detail
        self._titles = titles
        self._at_work: dict[str, _Shown] = {}

    async def begin(self, call_id: str, name: str, arguments: str) -> None:
        """Show that a tool is at work."""
        title = self._titles.get(name, in_words(name))
        if title is not None:
            await self._add(call_id, CustomTask(title=title), arguments)

    async def end(self, call_id: str, result: object = None) -> None:
        """Show that it is done."""
        await self._context.told()  # of what it has shown, which may have ended the workflow
        shown = self._at_work.get(call_id)
        if shown is None:
            return
        changes: dict[str, Any] = {"status_indicator": "complete"}
        if isinstance(shown.task, CustomTask):
            if self._detail == "details":
                changes["content"] = _details(shown, result)
            else:
                sources = self._context.citations.since(shown.cited)
                shown.task = _with_sources(shown.task, sources)
        await self._change(shown, **changes)
        self._at_work.pop(call_id, None)

    async def search(self, item: ResponseFunctionWebSearch | ResponseFileSearchToolCall) -> None:
        """Show a search of the provider's with what it has found so far."""
        if item.id not in self._at_work:
            empty = SearchTask() if isinstance(item, ResponseFunctionWebSearch) else FileTask()
            await self._add(item.id, empty, "")
        shown = self._at_work.get(item.id)
        if shown is None:  # nothing is shown
            return
        match item:
            case ResponseFunctionWebSearch(action=ActionSearch() as action):
                queries = list(action.queries or ([action.query] if action.query else []))
                await self._change(
                    shown,
                    queries=queries,
                    title_query=queries[0] if queries else None,
                    sources=[
                        URLSource(title=source.url, url=source.url)
                        for source in action.sources or []
                    ],
                )
            case ResponseFileSearchToolCall(results=results):
                names = dict.fromkeys(one.filename for one in results or [] if one.filename)
                sources = [FileSource(title=name, filename=name) for name in names]
                await self._change(shown, sources=sources)

    def settle(self, event: ThreadStreamEvent) -> Iterator[ThreadStreamEvent]:
        """An event, and before the end of a workflow: that what was at work in it is done."""
        if isinstance(event, ThreadItemDoneEvent) and isinstance(event.item, WorkflowItem):
            for call_id, shown in list(self._at_work.items()):
                if shown.workflow_id == event.item.id:
                    del self._at_work[call_id]
                    task = shown.task.model_copy(update={"status_indicator": "complete"})
                    event.item.workflow.tasks[shown.index] = task
                    update = WorkflowTaskUpdated(task=task, task_index=shown.index)
                    yield ThreadItemUpdatedEvent(item_id=shown.workflow_id, update=update)
        yield event

    async def _add(self, call_id: str, task: _ToolTask, arguments: str) -> None:
        if self._detail == "none":
            return
        task.status_indicator = "loading"
        await self._context.add_workflow_task(task)
        workflow = self._context.workflow_item
        assert workflow is not None, "adding a task makes a workflow"
        index = len(workflow.workflow.tasks) - 1
        cited = len(self._context.citations)
        self._at_work[call_id] = _Shown(
            workflow.id, index, task, arguments, time.monotonic(), cited
        )

    async def _change(self, shown: _Shown, **changes: Any) -> None:
        shown.task = shown.task.model_copy(update=changes)
        workflow = self._context.workflow_item
        if workflow is not None and workflow.id == shown.workflow_id:
            await self._context.update_workflow_task(shown.task, shown.index)


class HostedTools:
    """A run whose provider's own tools are shown as they come past.

    Stands in for the run as `NormalizedRun` does.

    Args:
        run: The run.
        showing: Where to.
        pace: Is told when a response has come past.
        context: The run's: nothing of the provider's overtakes what tools have shown.
    """

    def __init__(
        self, run: EventStream, showing: ToolShowing, pace: Pace, context: ChatContext
    ) -> None:
        self._run = run
        self._showing = showing
        self._pace = pace
        self._context = context

    async def stream_events(self) -> AsyncIterator[StreamEvent]:
        """The run's events."""
        async for event in self._run.stream_events():
            if isinstance(event, RawResponsesStreamEvent):
                await self._tell(event.data)
                if isinstance(event.data, ResponseOutputItemAddedEvent):
                    await self._context.told()
            yield event
            # Whoever comes back for the next event is done with this one.
            if isinstance(event, RawResponsesStreamEvent):
                if isinstance(event.data, ResponseCompletedEvent):
                    self._pace.told()

    async def _tell(self, data: Any) -> None:
        done = isinstance(data, ResponseOutputItemDoneEvent)
        if not done and not isinstance(data, ResponseOutputItemAddedEvent):
            return
        match data.item:
            case ResponseFunctionWebSearch() | ResponseFileSearchToolCall() as search:
                await self._showing.search(search)
            case ResponseCodeInterpreterToolCall() as code if not done:
                await self._showing.begin(code.id, "code_interpreter", code.code or "")
        if done:
            await self._showing.end(data.item.id or "")


def _with_sources(task: CustomTask, sources: list[Source]) -> _ToolTask:
    """The task as one that shows sources, where all are of a kind that tasks show."""
    urls = [source for source in sources if isinstance(source, URLSource)]
    files = [source for source in sources if isinstance(source, FileSource)]
    if urls and len(urls) == len(sources):
        return SearchTask(title=task.title, sources=urls)
    if files and len(files) == len(sources):
        return FileTask(title=task.title, sources=files)
    return task


def in_words(name: str) -> str:
    """The name of a tool as one would say it: ``find_tasks`` is ``Find tasks``."""
    words = " ".join(word for word in _WORD.split(name) if word)
    return words[:1].upper() + words[1:]


def _details(shown: _Shown, result: object) -> str:
    given, language = shown.arguments, ""
    with suppress(ValueError):  # code, for one, is no JSON
        given, language = json.dumps(json.loads(given), indent=2, ensure_ascii=False), "json"
    parts = [_block(given, language)] if given not in ("", "{}") else []
    if result is not None:
        parts.append(_block(mend(str(result)), ""))
    parts.append(f"{time.monotonic() - shown.since:.1f} s")
    return "\n\n".join(parts)


def _block(text: str, language: str) -> str:
    cut = text if len(text) <= MAX_RESULT_CHARS else f"{text[:MAX_RESULT_CHARS]}…"
    # What is shown may have fences of its own.
    longest = max((len(fence) for fence in _FENCE.findall(cut)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{cut}\n{fence}"
