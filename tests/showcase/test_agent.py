"""Tools of an agent that are seen at work, and those that ask before they act."""

from __future__ import annotations

from typing import Any

from tests.showcase.conftest import ShowcaseChat, texts

ADA, GRACE = "Sent to ada@example.com.", "Sent to grace@example.com."


def card_in(items: list[dict[str, Any]]) -> dict[str, Any]:
    card: dict[str, Any] = next(item for item in reversed(items) if item["type"] == "widget")
    return card


async def answer(
    chat: ShowcaseChat, thread_id: str, type: str, **payload: Any
) -> list[dict[str, Any]]:
    """Press a button of the newest card."""
    card = card_in(await chat.items(thread_id))
    action = {"type": f"run.{type}", "payload": payload}
    return await chat.events(
        "threads.custom_action", thread_id=thread_id, item_id=card["id"], action=action
    )


async def outcome(chat: ShowcaseChat, thread_id: str) -> str:
    """What the newest card says became of it."""
    said: str = card_in(await chat.items(thread_id))["copy_text"].splitlines()[-1]
    return said


async def test_what_was_approved_is_done_for_once(chat: ShowcaseChat) -> None:
    thread_id, events = await chat.create("/approve instant")
    assert texts(events) == []
    assert texts(await answer(chat, thread_id, "approve")) == [ADA]
    assert await outcome(chat, thread_id) == "You approved this."
    assert texts(await chat.say(thread_id, "/approve instant")) == [], "it asks again"


async def test_what_was_approved_for_always_is_asked_no_more(chat: ShowcaseChat) -> None:
    thread_id, _ = await chat.create("/approve 2 instant")
    answered = await answer(chat, thread_id, "approve", always=True)
    assert texts(answered) == [f"{ADA}\n\n{GRACE}"]
    assert texts(await chat.say(thread_id, "/approve instant")) == [ADA]
    assert texts(await chat.perform("/approve instant")) == [], "another thread"


async def test_of_two_one_is_left_out(chat: ShowcaseChat) -> None:
    thread_id, _ = await chat.create("/approve 2 instant")
    (said,) = texts(await answer(chat, thread_id, "approve", chosen={"0": False}))
    assert said.endswith(GRACE)
    assert ADA not in said


async def test_the_reason_of_a_rejection_is_told(chat: ShowcaseChat) -> None:
    thread_id, _ = await chat.create("/approve instant")
    (said,) = texts(await answer(chat, thread_id, "reject", reason="Not today"))
    assert said.endswith("The user says: Not today")
    assert await outcome(chat, thread_id) == "You rejected this: Not today"


async def test_whoever_writes_on_withdraws_it_whatever_answers_then(chat: ShowcaseChat) -> None:
    thread_id, _ = await chat.create("/approve instant")
    assert texts(await chat.say(thread_id, "/empty")) == ["", ""]
    assert await outcome(chat, thread_id) == "You went on without an answer. Nothing was done."
    assert texts(await answer(chat, thread_id, "approve")) == []


async def test_tools_are_seen_with_what_they_were_given_and_found(chat: ShowcaseChat) -> None:
    thread_id, events = await chat.create("/tools instant")
    progress = [event["text"] for event in events if event["type"] == "progress_update"]
    assert progress == ["Looking in the Gazette…", "Looking in the register…"]
    _, thoughts, _, calls, message = await chat.items(thread_id)
    assert [task["type"] for task in thoughts["workflow"]["tasks"]] == ["thought"]
    search, look_up, read, code, survey = calls["workflow"]["tasks"]
    assert {task["status_indicator"] for task in calls["workflow"]["tasks"]} == {"complete"}
    assert (search["type"], len(search["queries"]), len(search["sources"])) == ("web_search", 2, 2)
    assert (read["type"], read["sources"][0]["filename"]) == ("file", "survey-1989.pdf")
    assert "the stones say 1742" in look_up["content"]
    assert code["content"].startswith("```\nprint(1989 - 1742)\n```")
    assert survey["content"].startswith('```json\n{\n  "pages"')
    sources = [each["source"]["type"] for each in message["content"][0]["annotations"]]
    assert sources == ["url", "url", "entity", "file"]
