"""Messages: streamed at any speed, split at any place, in one part or several."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from random import Random
from typing import Final

import orjson
from chatkit.types import AssistantMessageContent, AssistantMessageContentPartDone

from chatkit_server.showcase.commands import Arguments, Command
from chatkit_server.showcase.samples import DOCUMENTS, EMOJI, KITCHEN_SINK, long_document
from chatkit_server.showcase.stage import Event, Stage, raw_bytes

MAX_CHARACTERS: Final = 200_000


def by_size(text: str, size: int) -> Iterator[str]:
    """Pieces of so many characters."""
    return (text[start : start + size] for start in range(0, len(text), size))


def at_random(text: str, random: Random) -> Iterator[str]:
    """Pieces of one to nine characters, which cut marks and grapheme clusters in two."""
    start = 0
    while start < len(text):
        end = start + random.randint(1, 9)
        yield text[start:end]
        start = end


def by_word(text: str) -> Iterator[str]:
    """Words, each with the space before it, as models say them."""
    start = 0
    for place, character in enumerate(text):
        if place > start and character.isspace() and not text[place - 1].isspace():
            yield text[start:place]
            start = place
    yield text[start:]


async def say(stage: Stage, pieces: Iterator[str], delay: float) -> AsyncIterator[Event]:
    """Stream a message piece by piece, with seconds between them."""
    speech = stage.speech()
    for event in speech.start():
        yield event
    for piece in pieces:
        yield speech.delta(piece)
        await stage.pause(delay)
    yield speech.part_done()
    yield speech.done()


async def text(stage: Stage, arguments: Arguments) -> AsyncIterator[Event]:
    """A message at once."""
    yield stage.text(DOCUMENTS[arguments.word(tuple(DOCUMENTS))])


async def stream(stage: Stage, arguments: Arguments) -> AsyncIterator[Event]:
    """A message that grows."""
    document = DOCUMENTS[arguments.word(tuple(DOCUMENTS))]
    delay = arguments.number("delay", 0.02, most=10)
    size = arguments.count("size", 0, most=10_000)
    pieces = by_size(document, size) if size else by_word(document)
    async for event in say(stage, pieces, delay):
        yield event


async def long(stage: Stage, arguments: Arguments) -> AsyncIterator[Event]:
    """A long document."""
    characters = arguments.count("length", 20_000, most=MAX_CHARACTERS)
    document = long_document(characters, stage.seed)
    size = max(1, arguments.count("size", 40, most=10_000)) if "size" in arguments.values else 40
    async for event in say(stage, by_size(document, size), 0.005):
        yield event


async def burst(stage: Stage, arguments: Arguments) -> AsyncIterator[Event]:
    """Many small deltas without a pause."""
    count = arguments.count("count", 2_000, most=20_000)
    words = " ".join(f"word{number}" for number in range(count))
    async for event in say(stage, by_word(words), 0):
        yield event


SPLITS: Final[Sequence[str]] = ("characters", "odd", "surrogates", "bytes", "frames")


async def split(stage: Stage, arguments: Arguments) -> AsyncIterator[Event]:
    """Pieces that are cut where it hurts."""
    how = arguments.word(SPLITS)
    document = f"{EMOJI}\n\n{KITCHEN_SINK}"
    if how == "surrogates":
        async for event in _surrogates(stage):
            yield event
        return
    if how == "frames":
        async for event in _frames(stage):
            yield event
        return
    if how == "bytes":  # of the connection: chunks end inside of characters and frames
        connection = stage.faults.connection(stage.context)
        connection.chunk = arguments.count("size", 7, most=10_000)
    pieces = at_random(document, stage.random) if how == "odd" else by_size(document, 1)
    async for event in say(stage, pieces, 0 if how == "bytes" else 0.002):
        yield event


async def _surrogates(stage: Stage) -> AsyncIterator[Event]:
    """An emoji whose halves, as UTF-16, come in two deltas."""
    speech = stage.speech()
    for event in speech.start():
        yield event
    yield speech.delta("Half and half: ")
    for half in (rb"\ud83d", rb"\ude80"):
        yield raw_bytes(_delta_frame(speech.item.id, half))
        await stage.pause(0.2)
    speech.item.content[0].text += "🚀"  # what was sent behind the back of the storage
    yield speech.delta(" is whole.")
    yield speech.part_done()
    yield speech.done()


async def _frames(stage: Stage) -> AsyncIterator[Event]:
    """Frames in every form that the SSE standard allows (WHATWG HTML section 9.2.6)."""
    speech = stage.speech()
    for event in speech.start():
        yield event
    forms: Sequence[tuple[str, Callable[[bytes], bytes]]] = (
        ("plain ", lambda frame: frame),
        ("crlf ", lambda frame: frame.replace(b"\n", b"\r\n")),
        ("cr ", lambda frame: frame.replace(b"\n", b"\r")),
        ("comment ", lambda frame: b": a comment\n\n:\n\n" + frame),
        ("no-space ", lambda frame: frame.replace(b"data: ", b"data:")),
        ("other-fields ", lambda frame: b"id: 1\nevent: message\nretry: 1000\nx: y\n" + frame),
        ("two-lines ", lambda frame: frame.replace(b',"update"', b'\ndata: ,"update"')),
        ("empty-lines ", lambda frame: b"\n\n\n" + frame),
    )
    for name, form in forms:
        yield raw_bytes(form(_delta_frame(speech.item.id, name.encode())))
        speech.item.content[0].text += name
        await stage.pause(0.05)
    yield speech.part_done()
    yield speech.done()


def _delta_frame(item_id: str, escaped: bytes) -> bytes:
    return (
        b'data: {"type":"thread.item.updated","item_id":'
        + orjson.dumps(item_id)
        + b',"update":{"type":"assistant_message.content_part.text_delta","content_index":0,'
        b'"delta":"' + escaped + b'"}}\n\n'
    )


async def parts(stage: Stage, arguments: Arguments) -> AsyncIterator[Event]:
    """Several parts, one of them changed at its end."""
    speech = stage.speech()
    for event in speech.start():
        yield event
    for number in range(arguments.count("count", 3, most=50)):
        if number:
            yield speech.part(f"Part {number + 1}: ")
        for word in ("some ", "words ", "of ", f"part {number + 1}."):
            yield speech.delta(word)
            await stage.pause(0.05)
        yield speech.part_done()
    final = AssistantMessageContent(text="The first part, as it turned out in the end.")
    speech.item.content[0] = final
    yield speech.update(AssistantMessageContentPartDone(content_index=0, content=final))
    yield speech.done()


async def empty(stage: Stage, arguments: Arguments) -> AsyncIterator[Event]:
    """Messages with nothing in them."""
    yield stage.text("")
    speech = stage.speech()
    for event in speech.start():
        yield event
    yield speech.done()


COMMANDS: Final = (
    Command(
        "text",
        "A whole message at once: the document that is named.",
        text,
        usage="|".join(DOCUMENTS),
        example="markdown",
    ),
    Command(
        "stream",
        "The document growing word by word, at every moment well formed; then the same as "
        "`/text` shows.",
        stream,
        usage="DOCUMENT size=CHARACTERS delay=SECONDS",
    ),
    Command(
        "long",
        "A document of many sections that stays quick to scroll and to type beside.",
        long,
        usage="CHARACTERS size=CHARACTERS",
        example="20000 instant",
    ),
    Command(
        "burst",
        "All words in their order, although they come at once.",
        burst,
        usage="COUNT",
        example="500",
    ),
    Command(
        "split",
        "The same text however it was cut: between characters, inside of marks and grapheme "
        "clusters, between surrogates, inside of UTF-8, in odd SSE frames.",
        split,
        usage="|".join(SPLITS),
        example="odd instant",
    ),
    Command(
        "parts",
        "One message of several parts; the first one changes when the last has ended.",
        parts,
        usage="COUNT",
    ),
    Command("empty", "Two messages without words: nothing, and no error.", empty),
)
