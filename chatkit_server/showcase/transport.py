"""The connection: late, silent, cut, or answered with an error of HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final

from chatkit_server.errors import InvalidRequest
from chatkit_server.showcase.commands import Arguments, Command
from chatkit_server.showcase.faults import STATUSES, NextRequest
from chatkit_server.showcase.stage import Event, Stage

MAX_SECONDS: Final = 300


async def silence(stage: Stage, arguments: Arguments) -> AsyncIterator[Event]:
    """Say nothing for a time, before the first word and in the middle."""
    seconds = arguments.count("seconds", 3, most=MAX_SECONDS)
    await stage.pause(seconds)
    speech = stage.speech()
    for event in speech.start():
        yield event
    yield speech.delta("After a silence, ")
    await stage.pause(seconds)
    yield speech.delta("and another one, it goes on.")
    yield speech.part_done()
    yield speech.done()


async def drop(stage: Stage, arguments: Arguments) -> AsyncIterator[Event]:
    """Close the socket in the middle of a message; the answer itself goes on."""
    words = "The connection was closed after these words. The rest was said without a listener."
    after = arguments.count("words", 6, most=13)
    speech = stage.speech()
    for event in speech.start():
        yield event
    for place, word in enumerate(words.split(" ")):
        if place == after:
            stage.faults.connection(stage.context).cut = True
        yield speech.delta(f"{word} ")
        await stage.pause(0.1)
    yield speech.part_done()
    yield speech.done()


async def http(stage: Stage, arguments: Arguments) -> AsyncIterator[Event]:
    """Have the next request answered with a status."""
    status = arguments.count("status", 500, most=599)
    if status not in STATUSES:
        raise InvalidRequest(f"status must be one of {', '.join(map(str, STATUSES))}.")
    fault = _next(arguments, status=status)
    stage.faults.arm(stage.context.owner, fault)
    yield stage.text(f"The next {_what(fault)} will be answered with {status}.")


async def late(stage: Stage, arguments: Arguments) -> AsyncIterator[Event]:
    """Have the next request answered late."""
    seconds = arguments.count("seconds", 3, most=MAX_SECONDS)
    fault = _next(arguments, delay=seconds * arguments.pace)
    stage.faults.arm(stage.context.owner, fault)
    yield stage.text(f"The next {_what(fault)} will be answered after {seconds} s.")


def _next(arguments: Arguments, *, status: int = 0, delay: float = 0) -> NextRequest:
    times = int(arguments.number("times", 1, most=100))
    return NextRequest(status=status, delay=delay, on=arguments.text("on", ""), times=max(1, times))


def _what(fault: NextRequest) -> str:
    kind = f"`{fault.on}`" if fault.on else "message or action"
    return kind if fault.times == 1 else f"{kind} ({fault.times} times)"


COMMANDS: Final = (
    Command(
        "silence",
        "That it is at work, for as long as nothing comes; no timeout, no error.",
        silence,
        usage="SECONDS",
        example="1",
    ),
    Command(
        "drop",
        "The words that came; then it reconnects by itself and shows the whole message, or says "
        "that the connection was lost and offers to look again.",
        drop,
        usage="WORDS",
        in_all=False,
    ),
    Command(
        "http",
        "For the next message: the error with its message, the words not lost, a way to send "
        "them again.",
        http,
        usage="|".join(map(str, STATUSES)) + " on=TYPE times=COUNT",
        in_all=False,
    ),
    Command(
        "late",
        "The next message at once as sent, and that it is waited for.",
        late,
        usage="SECONDS on=TYPE times=COUNT",
        in_all=False,
    ),
)
