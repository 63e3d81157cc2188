"""Sources: annotations of every kind, at places in the text, at none, several at one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final

from chatkit.types import (
    Annotation,
    AssistantMessageContentPartAnnotationAdded,
    EntitySource,
    FileSource,
    URLSource,
)

from chatkit_server.showcase.commands import Arguments, Command
from chatkit_server.showcase.stage import Event, Speech, Stage

URL: Final = URLSource(
    title="The bridge of 1742",
    url="https://example.com/bridge",
    description="How a town came to have a bridge and forgot who built it.",
    timestamp="2026-03-14",
    group="History",
    attribution="Example Gazette",
)
PLAIN_URL: Final = URLSource(title="Barges today", url="https://example.org/barges?year=2026")
FILE: Final = FileSource(
    title="Survey of the bridge",
    filename="survey-1989.pdf",
    description="Page 12",
    timestamp="1989-06-01",
    group="Archive",
)
ENTITY: Final = EntitySource(
    title="Ada Lovelace",
    id="person_ada",
    icon="profile",
    label="Engineer",
    inline_label="Ada",
    interactive=True,
    data={"email": "ada@example.com"},
    group="People",
)
QUIET_ENTITY: Final = EntitySource(title="A place without a page", id="place_1", icon="map-pin")

TEXT: Final = (
    "The bridge was built in 1742. It was surveyed once. Barges still pass. "
    "Ada measured it, from a place nobody knows."
)


async def cite(stage: Stage, arguments: Arguments) -> AsyncIterator[Event]:
    """A message with sources, which come while it is streamed."""
    speech = stage.speech()
    for event in speech.start():
        yield event
    marks: dict[str, list[URLSource | FileSource | EntitySource]] = {
        "The bridge was built in 1742.": [URL, PLAIN_URL],
        " It was surveyed once.": [FILE],
        " Barges still pass.": [PLAIN_URL],
        " Ada measured it,": [ENTITY],
        " from a place nobody knows.": [QUIET_ENTITY],
    }
    found: list[Annotation] = []
    for sentence, sources in marks.items():
        yield speech.delta(sentence)
        place = len(speech.item.content[0].text)
        found += [Annotation(source=source, index=place) for source in sources]
        for annotation in found[-len(sources) :]:
            yield _added(speech, annotation)
        await stage.pause(0.2)
    for loose in (Annotation(source=FILE), Annotation(source=URL, index=10_000)):
        yield _added(speech, loose)
    yield speech.part_done()
    yield speech.done()


def _added(speech: Speech, annotation: Annotation) -> Event:
    annotations = speech.item.content[0].annotations
    annotations.append(annotation)
    return speech.update(
        AssistantMessageContentPartAnnotationAdded(
            content_index=0, annotation_index=len(annotations) - 1, annotation=annotation
        )
    )


COMMANDS: Final = (
    Command(
        "annotations",
        "Marks in the text where its sources are (a page, a file, an entity; two at one place), "
        "and all of them once below it, those without a place and past its end too.",
        cite,
    ),
)
