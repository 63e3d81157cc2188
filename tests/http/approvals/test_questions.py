"""What becomes of a question when the conversation goes on without an answer."""

from __future__ import annotations

import pytest
from agents import Agent, StopAtTools

from chatkit_server import Assistant, ChatContext
from chatkit_server.testing import Call, Say, ScriptedModel
from tests.http.approvals.conftest import Site, asked, buttons, newest_card, press, said, words
from tests.http.conftest import Guest, message


async def test_who_writes_on_withdraws_the_question(
    site: Site, guest: Guest, model: ScriptedModel
) -> None:
    card = await asked(guest, model)
    model.then([Say(["Fine."])])
    going_on = {"thread_id": card["thread_id"], "input": message("never mind")}
    events = await guest.events("threads.add_user_message", **going_on)
    (replaced,) = [event for event in events if event["type"] == "thread.item.replaced"]
    assert "You went on without an answer." in words(replaced["item"]["widget"])
    assert said(events) == ["Fine."]
    assert "Asked for approval" in str(model.inputs[-1])
    assert "Nothing was done" in str(model.inputs[-1])
    assert await site.states() == [None]
    await press(guest, card, "Approve")
    assert site.deleted == []


async def test_a_retry_takes_the_question_back(
    site: Site, guest: Guest, model: ScriptedModel
) -> None:
    card = await asked(guest, model)
    (sent,) = [i for i in await guest.items(card["thread_id"]) if i["type"] == "user_message"]
    model.then([Say(["Another answer."])])
    retried = {"thread_id": card["thread_id"], "item_id": sent["id"]}
    assert said(await guest.events("threads.retry_after_item", **retried)) == ["Another answer."]
    assert [item["type"] for item in await guest.items(card["thread_id"])] == [
        "user_message",
        "assistant_message",
    ]


async def test_a_branch_does_not_ask_again(site: Site, guest: Guest, model: ScriptedModel) -> None:
    card = await asked(guest, model)
    source = {"thread_id": card["thread_id"], "item_id": card["id"]}
    events = await guest.events("x.threads.branch", **source)
    copy = await newest_card(guest, events[0]["thread"]["id"])
    assert buttons(copy) == {}
    assert "only be answered in the conversation where it was asked" in words(copy["widget"])
    assert "Approve" in buttons(await newest_card(guest, card["thread_id"]))


async def test_questions_go_with_their_thread(
    site: Site, guest: Guest, model: ScriptedModel
) -> None:
    card = await asked(guest, model)
    assert (await guest.post("threads.delete", thread_id=card["thread_id"])).status_code == 200
    assert await site.states() == []


async def test_agents_that_are_tools_ask_as_well(
    site: Site, guest: Guest, model: ScriptedModel
) -> None:
    tool = site.agent(name="Deleter").as_tool("delete_things", "Deletes things.")
    boss = Agent[ChatContext](name="Boss", tools=[tool])
    await site.start(boss)
    model.then([Call("delete_things", {"input": "a.txt"})], [Call("delete_file", {"path": "a"})])
    card = await newest_card(guest, await guest.create("tidy up"))
    assert "Allow: Delete file?" in words(card["widget"])
    await site.start(boss)
    model.then([Say(["Deleted by the inner one."])], [Say(["All tidy."])])
    assert said(await press(guest, card, "Approve")) == ["All tidy."]
    assert site.deleted == ["a"]


@pytest.mark.parametrize("stop", [None, StopAtTools(stop_at_tool_names=["switch_theme"])])
async def test_a_tool_of_the_page_waits_until_the_user_has_answered(
    site: Site, guest: Guest, model: ScriptedModel, stop: StopAtTools | None
) -> None:
    agent = site.agent(**({"tool_use_behavior": stop} if stop else {}))
    await site.start(agent)
    card = await asked(guest, model, Call("switch_theme"), Call("delete_file", {"path": "a"}))
    await press(guest, card, "Approve")
    assert site.deleted == ["a"]
    newest = (await guest.items(card["thread_id"]))[-1]
    assert (newest["type"], newest["arguments"]) == ("client_tool_call", {"theme": "dark"})
    model.then([Say(["Dark."])])
    result = {"thread_id": card["thread_id"], "result": True}
    assert said(await guest.events("threads.add_client_tool_output", **result)) == ["Dark."]


async def test_questions_of_tools_come_after_the_approval(
    site: Site, guest: Guest, model: ScriptedModel
) -> None:
    card = await asked(guest, model, Call("ask_where"), Call("delete_file", {"path": "a"}))
    await press(guest, card, "Approve")
    newest = (await guest.items(card["thread_id"]))[-1]
    assert newest["type"] == "structured_input"
    assert newest["inputs"][0]["question"] == "Where?"


async def test_tools_shown_show_what_waits_only_when_it_is_done(
    site: Site, guest: Guest, model: ScriptedModel
) -> None:
    await site.start(Assistant(agent=lambda context: site.agent(), show_tools="titles"))
    card = await asked(guest, model, Call("list_files"), Call("delete_file", {"path": "a"}))
    workflow = (await guest.items(card["thread_id"]))[-2]
    assert [task["title"] for task in workflow["workflow"]["tasks"]] == ["List files"]
    model.then([Say(["Done."])])
    await press(guest, card, "Approve")
    workflow = (await guest.items(card["thread_id"]))[-2]
    assert [task["title"] for task in workflow["workflow"]["tasks"]] == ["Delete file"]


async def test_the_model_that_asks_again_while_it_goes_on_asks_the_user_again(
    site: Site, guest: Guest, model: ScriptedModel
) -> None:
    card = await asked(guest, model)
    model.then([Call("delete_file", {"path": "b.txt"})])
    await press(guest, card, "Approve")
    second = await newest_card(guest, card["thread_id"])
    assert second["id"] != card["id"]
    model.then([Say(["Both."])])
    assert said(await press(guest, second, "Approve")) == ["Both."]
    assert site.deleted == ["a.txt", "b.txt"]
