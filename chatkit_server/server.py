"""The ChatKit server: what each request of the protocol does."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from chatkit.server import NonStreamingResult, StreamingResult
from chatkit.types import (
    AttachmentsCreateReq,
    AttachmentsDeleteReq,
    ErrorEvent,
    InputTranscribeReq,
    ItemsFeedbackReq,
    ItemsListReq,
    NonStreamingReq,
    StreamingReq,
    ThreadListParams,
    ThreadsAddClientToolOutputReq,
    ThreadsCreateReq,
    ThreadsCustomActionReq,
    ThreadsDeleteReq,
    ThreadsGetByIdReq,
    ThreadsListReq,
    ThreadsSyncCustomActionReq,
    ThreadStreamEvent,
    ThreadsUpdateReq,
    TranscriptionResult,
    is_streaming_req,
)

from chatkit_server.admission import Admission, clean_title, parse
from chatkit_server.answering import AnsweringServer
from chatkit_server.approvals.service import ACTIONS as APPROVAL_ACTIONS
from chatkit_server.approvals.service import Approvals
from chatkit_server.assistant.registry import Assistants
from chatkit_server.assistant.responders import Responder
from chatkit_server.changes import Changes
from chatkit_server.clock import utc_now
from chatkit_server.context import RequestContext
from chatkit_server.errors import Conflict, NotSupported
from chatkit_server.extensions import (
    ASSISTANT_HEADER,
    RUN_HEADER,
    NoticeEnded,
    ThreadsBranchReq,
    ThreadsFollowReq,
    ThreadsListByActivityReq,
    ThreadsResumeReq,
    ThreadsStopReq,
)
from chatkit_server.interruption import RETRY_ACTION, Interruptions
from chatkit_server.notices import Notice, Notices
from chatkit_server.reading import ThreadReader
from chatkit_server.reply import Reply
from chatkit_server.runs.endings import RunEndings
from chatkit_server.runs.leasing import LeaseKeeper
from chatkit_server.runs.runs import RunRegistry, ThreadBusy, busy
from chatkit_server.runs.tail import Tail
from chatkit_server.session_limits import SessionLimits
from chatkit_server.spending import Spent
from chatkit_server.transcription import Transcriber, not_configured
from chatkit_server.usage import Usage
from chatkit_server.wire import frame, serialize
from stores.attachments.store import FileStore
from stores.leases import RunLeases
from stores.metadata import MetadataFilter
from stores.sql_store import SQLStore

CountAnswer = Callable[[RequestContext], Awaitable[None]]
"""Takes note of a request that asks for an answer, or refuses it."""


class AssistantServer(AnsweringServer):
    """Answers the ChatKit protocol with assistants, over an owner-scoped SQL store.

    Args:
        store: Threads and items; every call is scoped to ``context.owner``.
        leases: The threads that are being answered, across processes.
        instance: This process's id in the leases.
        assistants: What answers.
        responders: Make the answers of each, by name.
        approvals: Keep what waits for users' approval.
        limits: Holds chat sessions to what they may do.
        grace: Seconds a response goes on after everyone who followed it vanished.
        checkpoint: Seconds after which unfinished items are written down.
        keep_alive: Seconds of silence after which a stream sends a comment.
        max_message_chars: The longest message a user may send.
        max_runs: How many answers one user may have written at once; 0 for any number.
        count_answer: Called with each request for an answer or a transcription; raises what refuses
                it.
        attachments: Where files are kept; None where none are taken.
        transcriber: Writes recordings down; None where there is none.
        usage: Notes what answers took; None where nobody wants to know.
        notices: What everybody is told; None where nothing ever is.
    """

    def __init__(
        self,
        store: SQLStore[RequestContext],
        leases: RunLeases,
        *,
        instance: str,
        assistants: Assistants,
        responders: Mapping[str, Responder],
        approvals: Approvals,
        limits: SessionLimits,
        grace: float = 10.0,
        checkpoint: float = 0.25,
        keep_alive: float = 15.0,
        max_message_chars: int = 100_000,
        max_runs: int = 0,
        count_answer: CountAnswer | None = None,
        attachments: FileStore[RequestContext] | None = None,
        transcriber: Transcriber | None = None,
        usage: Usage | None = None,
        notices: Notices | None = None,
    ) -> None:
        super().__init__(
            store,
            assistants=assistants,
            responders=responders,
            approvals=approvals,
            admission=Admission(
                store,
                assistants=assistants,
                max_message_chars=max_message_chars,
                attachments=attachments,
            ),
            attachments=attachments,
            notices=notices,
        )
        self._limits = limits
        self._reader = ThreadReader(store, assistants, approvals, attachments)
        self._transcriber = transcriber
        self._count_answer = count_answer
        self._interruptions = Interruptions(store)
        self.changes = Changes(keep_alive=keep_alive)
        self._leases = LeaseKeeper(leases, instance, self._interruptions.recover)
        self.runs = RunRegistry(
            store,
            self._leases,
            grace=grace,
            checkpoint=checkpoint,
            keep_alive=keep_alive,
            max_per_owner=max_runs,
            on_end=RunEndings(self._interruptions, usage).settle,
        )

    # Requests

    async def process(
        self, request: str | bytes | bytearray, context: RequestContext
    ) -> StreamingResult | NonStreamingResult:
        """Answer a request, in the SDK's own terms; see `handle`."""
        body = request.encode() if isinstance(request, str) else bytes(request)
        return (await self.handle(body, context)).result()

    async def handle(self, body: bytes, context: RequestContext) -> Reply:
        """Answer a request of the protocol or one of its extensions.

        A stream is returned once its first event is there, so that what can be refused is
        refused with a status.

        Raises:
            ServerError: The request cannot be answered; the message may be shown.
            NotFoundError: It names something that does not exist or is someone else's.
            StoreUnavailable: The database does not answer.
        """
        request, context = parse(body), replace(context, spent=Spent())
        await self._limits.admit(request, context)
        match request:
            case ThreadsStopReq():
                await self.store.load_thread(request.params.thread_id, context)
                await self.runs.stop(context.owner, request.params.thread_id)
                return Reply(b"{}")
            case ThreadsResumeReq():
                return await self._resume(request.params.thread_id, context)
            case ThreadsListByActivityReq(params=params):
                self._assistants.check_listed_by(params.metadata)
                wanted = {name: (value,) for name, value in params.metadata.items()}
                return Reply(await self.list_threads(params, wanted, context))
            case ThreadsFollowReq():
                return Reply(await self._follow(context))
            case ThreadsBranchReq(params=params):
                await self._branches.admit(params, context)
                events = self._limits.noting_threads(self._branch(params, context), context)
                answers = params.input is not None
                if answers:
                    await self._note_answer(context)
                return Reply.streaming(
                    await self.runs.start(context, None, events, answers=answers)
                )
        if not is_streaming_req(request):
            return await self._answer(request, context)
        try:
            return Reply.streaming(await self._start(request, context))
        except ThreadBusy:
            return Reply(Tail.of(frame(ErrorEvent(message=busy(context), allow_retry=True))))

    async def start(self, request: StreamingReq, context: RequestContext) -> Tail:
        """Begin the answer to a request of the protocol, for callers with a wire of their own.

        Returns:
            What follows the run, once its first event is there; the caller closes it.

        Raises:
            ThreadBusy: Another answer is being written in the thread.
            ServerError: The request cannot be answered.
            NotFoundError: It names something that does not exist or is someone else's.
            StoreUnavailable: The database does not answer.
        """
        context = replace(context, spent=Spent())
        await self._limits.admit(request, context)
        return await self._start(request, context)

    async def answer_as_it_stands(self, thread_id: str, context: RequestContext) -> Tail:
        """Begin to answer a thread without a message of its own, otherwise as `start` does."""
        await self._admission.require_open(thread_id, context)
        context = replace(context, spent=Spent())
        return await self.runs.start(context, thread_id, self._go_on(thread_id, context))

    async def _start(self, request: StreamingReq, context: RequestContext) -> Tail:
        await self._admission.admit(request, context)
        action = request.params.action.type if isinstance(request, ThreadsCustomActionReq) else None
        answers = action in {None, RETRY_ACTION, *APPROVAL_ACTIONS}
        # What the page's tool found, or the user approved, goes on with an answer that was counted.
        goes_on = isinstance(request, ThreadsAddClientToolOutputReq) or action in APPROVAL_ACTIONS
        if answers and not goes_on:
            await self._note_answer(context)
        return await self.runs.start(
            context,
            None if isinstance(request, ThreadsCreateReq) else request.params.thread_id,
            self._limits.noting_threads(self._process_streaming_impl(request, context), context),
            answers=answers,
        )

    async def _answer(self, request: NonStreamingReq, context: RequestContext) -> Reply:
        match request:
            case ThreadsGetByIdReq(params=params):
                running = self._adopt(params.thread_id, context)
                home = await self._home(params.thread_id, context)
                return Reply(await self._reader.thread(request, context), {**running, **home})
            case ItemsListReq(params=params):
                headers = self._adopt(params.thread_id, context)
                return Reply(await self._reader.items(request, context), headers)
            case ThreadsListReq():
                scope = await self._limits.scope(context)
                return Reply(await self._reader.threads(request, context, scope))
            case ThreadsUpdateReq(params=params):
                params.title = clean_title(params.title)
            case ThreadsDeleteReq(params=params):
                await self.delete_thread(params.thread_id, context)
                return Reply(b"{}")
            case ThreadsSyncCustomActionReq():
                return Reply(await self._act_at_once(request, context))
            case ItemsFeedbackReq(params=params):
                await self.store.load_thread(params.thread_id, context)
            case InputTranscribeReq():
                if self._transcriber is None:
                    raise not_configured()
                await self._note_answer(context)
                text = await self._transcriber.transcribe(request.params.audio_base64)
                return Reply(serialize(TranscriptionResult(text=text)))
            case AttachmentsCreateReq(params=params):
                if self.attachment_store is None:
                    raise NotSupported("This server does not take attachments.")
                async with self._limits.taking_file(context, params.size):
                    return Reply(await self._process_non_streaming(request, context))
            case AttachmentsDeleteReq(params=params):
                await self.store.load_attachment(params.attachment_id, context)
                if self.attachment_store is None:  # there is nothing but what is known of it
                    await self.store.delete_attachment(params.attachment_id, context)
                    return Reply(b"{}")
        return Reply(await self._process_non_streaming(request, context))

    async def _act_at_once(
        self, request: ThreadsSyncCustomActionReq, context: RequestContext
    ) -> bytes:
        """Answer a synchronous action as a run without events: nothing else changes the thread."""
        await self._admission.admit(request, context)
        answer: list[bytes] = []
        no_events: tuple[ThreadStreamEvent, ...] = ()

        async def act() -> AsyncGenerator[ThreadStreamEvent, None]:
            await self._admission.require_open(request.params.thread_id, context)
            answer.append(await self._process_non_streaming(request, context))
            for event in no_events:
                yield event

        try:
            tail = await self.runs.start(context, request.params.thread_id, act(), answers=False)
        except ThreadBusy:
            raise Conflict(busy(context)) from None
        tail.close()
        if not answer:
            raise Conflict("The action was stopped.")
        return answer[0]

    # What back ends may do

    async def announce(self, notice: Notice | None) -> None:
        """Tell everybody something from now on, pages that are open at once; None for nothing."""
        assert self._notices is not None, "there is where to keep it"
        if notice is None:
            await self._notices.end()
        else:
            await self._notices.put(notice)
        self.changes.announce(None if notice is None else notice.event)

    async def _notice(self) -> Notice | None:
        return None if self._notices is None else await self._notices.current()

    async def list_threads(
        self, params: ThreadListParams, metadata: MetadataFilter, context: RequestContext
    ) -> bytes:
        """A page of threads that have some metadata, newest activity first, as JSON.

        Raises:
            NotFoundError: The user has no thread to go on after.
        """
        scope = await self._limits.scope(context)
        wanted = self._assistants.wanted(metadata)
        return await self._reader.threads_by_activity(params, context, scope, wanted)

    async def delete_thread(self, thread_id: str, context: RequestContext) -> None:
        """Delete a thread, after its answer was stopped, with the files that only it had.

        Raises:
            NotFoundError: The user has no such thread.
        """
        await self.store.load_thread(thread_id, context)
        await self.runs.stop(context.owner, thread_id)
        await self.store.delete_thread(thread_id, context)
        await self._approvals.forget_thread(thread_id, context)
        if self.attachments is not None:
            await self.attachments.collect(context)

    # Life of the server

    async def recover(self, dead_instances: Sequence[str]) -> None:
        """Finish what processes that are gone were saying, now and from time to time.

        Args:
            dead_instances: Processes that are known to be dead before their leases run out.
        """
        await self._leases.recover(dead_instances)
        self._leases.watch()

    async def aclose(self) -> None:
        """End every response, keeping what was said."""
        self.changes.close()
        await self.runs.aclose()
        await self.former_images.aclose()
        if self._transcriber is not None:
            await self._transcriber.aclose()

    # Parts

    async def _note_answer(self, context: RequestContext) -> None:
        if self._count_answer is not None:
            await self._count_answer(context)

    async def _follow(self, context: RequestContext) -> Tail:
        session = context.session
        notice = await self._notice()
        # When either ends, the page asks again, and learns what holds then.
        ends = [notice.until] if notice is not None and notice.until is not None else []
        if session is not None:
            ends.append(session.expires_at)
        return self.changes.follow(
            context.owner,
            hears=None if session is None else partial(self._limits.hears, context=context),
            seconds=min(((end - utc_now()).total_seconds() for end in ends), default=None),
            first=NoticeEnded() if notice is None else notice.event,
        )

    async def _resume(self, thread_id: str, context: RequestContext) -> Reply:
        await self.store.load_thread(thread_id, context)
        run = self.runs.get(context.owner, thread_id)
        return Reply(Tail.of()) if run is None else Reply.streaming(run.resume())

    async def _home(self, thread_id: str, context: RequestContext) -> Mapping[str, str]:
        """Where a thread belongs, if that is another assistant's page."""
        if len(self._assistants) == 1:
            return {}
        thread = await self.store.load_thread(thread_id, context)
        name = self._assistants.elsewhere(thread, context)
        return {} if name is None else {ASSISTANT_HEADER: name}

    def _adopt(self, thread_id: str, context: RequestContext) -> Mapping[str, str]:
        run = self.runs.get(context.owner, thread_id)
        if run is None:
            return {}
        run.adopt()
        return {RUN_HEADER: run.id}
