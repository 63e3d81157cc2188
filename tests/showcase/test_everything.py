"""Whatever the SDK's types allow is emitted by some command; what is new in them fails here."""

from __future__ import annotations

import jsonschema_rs
import pytest

from chatkit_server.http.contract.protocol import protocol_schema
from tests.showcase.conftest import ShowcaseChat
from tests.showcase.emitted import UNTYPED, WANTED, Emitted, go_on, perform_all


@pytest.fixture
async def emitted(chat: ShowcaseChat) -> dict[str, Emitted]:
    return await perform_all(chat)


async def test_everything_is_emitted_and_nothing_but_what_the_schema_has(
    emitted: dict[str, Emitted],
) -> None:
    kinds = [each.kinds for each in emitted.values()]
    missing = {
        kind: wanted - {value for found in kinds for value in found[kind]}
        for kind, wanted in WANTED.items()
    }
    assert {kind: left for kind, left in missing.items() if left} == {}, "no command emits these"
    assert any("allowed_image_domains" in str(each.events) for each in emitted.values())

    schema = {**protocol_schema(), "$ref": "#/$defs/ThreadStreamEvent"}
    validator = jsonschema_rs.validator_for(schema)
    for line, each in emitted.items():
        if line != UNTYPED:
            for event in each.events:
                assert validator.is_valid(event), f"/{line} emits {event}"


async def test_questions_can_be_skipped(chat: ShowcaseChat) -> None:
    events = await chat.perform("/ask free")
    item = events[-1]["item"]
    answer = await go_on(chat, events[0]["thread"]["id"], item)
    replaced = next(event for event in answer if event["type"] == "thread.item.replaced")
    assert replaced["item"]["status"] == "skipped"
    assert answer[-1]["item"]["content"][0]["text"] == (
        "The questions were skipped.\n- free: skipped"
    )
