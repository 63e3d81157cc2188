"""What users approve is done, and nothing else."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from chatkit_server.testing import Call, Say, ScriptedModel
from tests.http.approvals.conftest import Site, asked, buttons, newest_card, press, said, words
from tests.http.conftest import Guest, message


async def test_nothing_is_done_before_the_user_approves_it(
    site: Site, guest: Guest, model: ScriptedModel
) -> None:
    card = await asked(guest, model, Call("delete_file", {"path": "a" * 600, "force": True}))
    assert site.deleted == []
    assert list(buttons(card)) == ["Reject", "Always allow here", "Approve"]
    assert "Allow: Delete file?" in words(card["widget"])
    assert "a" * 500 + "… (characters not shown: 100)" in words(card["widget"])
    (first,) = [item["id"] for item in await guest.items(card["thread_id"])][:1]

    model.then([Say(["It is ", "gone."])])
    events = await press(guest, card, "Approve")
    assert site.deleted == ["a" * 600]
    assert said(events) == ["It is gone."]
    assert site.contexts[0].message_id == first
    assert f"{'a' * 600} is gone" in str(model.inputs[-1])
    card = await newest_card(guest, card["thread_id"])
    assert buttons(card) == {}
    assert "You approved this." in words(card["widget"])
    assert card["copy_text"].endswith("You approved this.")
    assert await site.states() == [None]


async def test_a_rejection_tells_the_model_why(
    site: Site, guest: Guest, model: ScriptedModel
) -> None:
    card = await asked(guest, model)
    model.then([Say(["I keep it."])])
    events = await press(guest, card, "Reject", reason="  I need it.  ")
    assert site.deleted == []
    assert said(events) == ["I keep it."]
    assert "rejected this call, so it was not made. The user says: I need it." in str(
        model.inputs[-1]
    )
    card = await newest_card(guest, card["thread_id"])
    assert "You rejected this: I need it." in words(card["widget"])
    assert buttons(card) == {}


async def test_always_means_in_this_thread_and_no_other(
    site: Site, guest: Guest, model: ScriptedModel
) -> None:
    card = await asked(guest, model)
    model.then([Say(["Gone."])])
    await press(guest, card, "Always allow here")
    model.then([Call("delete_file", {"path": "b.txt"})], [Say(["That one, too."])])
    again = {"thread_id": card["thread_id"], "input": message("and b")}
    events = await guest.events("threads.add_user_message", **again)
    assert said(events) == ["That one, too."]
    assert site.deleted == ["a.txt", "b.txt"]
    card = await asked(guest, model, Call("delete_file", {"path": "c.txt"}))
    assert "Approve" in buttons(card)
    assert site.deleted == ["a.txt", "b.txt"]


async def test_of_several_calls_those_are_made_that_were_not_left_out(
    site: Site, guest: Guest, model: ScriptedModel
) -> None:
    calls = [Call("delete_file", {"path": path}) for path in ("a", "b", "c")]
    card = await asked(guest, model, calls[0], Call("list_files"), *calls[1:])
    assert "Allow these actions?" in words(card["widget"])
    model.then([Say(["Two of them."])])
    await press(guest, card, "Approve", chosen={"0": True, "1": False, "2": True})
    assert site.deleted == ["a", "c"]
    assert "You approved 2 of 3." in words((await newest_card(guest, card["thread_id"]))["widget"])


async def test_a_question_survives_a_restart(
    site: Site, guest: Guest, model: ScriptedModel
) -> None:
    card = await asked(guest, model)
    await site.start()
    card = await newest_card(guest, card["thread_id"])
    model.then([Say(["Gone."])])
    assert said(await press(guest, card, "Approve")) == ["Gone."]
    assert site.deleted == ["a.txt"]


async def test_what_asked_before_the_assistant_was_changed_is_not_done(
    site: Site, guest: Guest, model: ScriptedModel
) -> None:
    card = await asked(guest, model)
    await site.start(site.agent(name="Other", tools=[]))
    events = await press(guest, card, "Approve")
    assert (site.deleted, said(events)) == ([], [])
    card = await newest_card(guest, card["thread_id"])
    assert "The assistant has changed since it asked." in words(card["widget"])
    assert buttons(card) == {}


async def test_an_answer_that_comes_too_late_does_nothing(
    site: Site, guest: Guest, model: ScriptedModel
) -> None:
    card = await asked(guest, model)
    await site.let_time_pass()
    read = await newest_card(guest, card["thread_id"])
    assert "Nobody answered in time." in words(read["widget"])
    assert buttons(read) == {}
    events = await press(guest, card, "Approve")
    (replaced,) = [event for event in events if event["type"] == "thread.item.replaced"]
    assert "Nobody answered in time." in words(replaced["item"]["widget"])
    assert (site.deleted, said(events)) == ([], [])


async def test_pressing_twice_does_it_once(site: Site, guest: Guest, model: ScriptedModel) -> None:
    card = await asked(guest, model)
    model.then([Say(["Gone."])])
    await press(guest, card, "Approve")
    for label in ("Approve", "Reject"):
        events = await press(guest, card, label)
        (replaced,) = [event for event in events if event["type"] == "thread.item.replaced"]
        assert "You approved this." in words(replaced["item"]["widget"])
        assert said(events) == []
    assert site.deleted == ["a.txt"]


async def test_pressing_at_once_in_two_windows_does_it_once(
    site: Site, guest: Guest, model: ScriptedModel
) -> None:
    card = await asked(guest, model)
    model.then([Say(["Gone."])])
    await asyncio.gather(*(press(guest, card, "Approve") for _ in range(3)))
    assert site.deleted == ["a.txt"]


async def test_nobody_else_can_approve_it(site: Site, guest: Guest, model: ScriptedModel) -> None:
    card = await asked(guest, model)
    other = await site.visit()
    params = {
        "thread_id": card["thread_id"],
        "item_id": card["id"],
        "action": {"type": "run.approve", "payload": {}},
    }
    assert (await other.post("threads.custom_action", **params)).status_code == 404
    own = await asked(other, model, Call("delete_file", {"path": "mine"}))
    params["thread_id"] = own["thread_id"]
    assert (await other.post("threads.custom_action", **params)).status_code == 404
    assert site.deleted == []


@pytest.mark.parametrize(
    ("type", "payload"),
    [
        ("run.reject", {"reason": "x" * 2001}),
        ("run.reject", {"reason": 7}),
        ("run.approve", {"always": "yes"}),
        ("run.approve", {"chosen": ["0"]}),
        ("run.approve", []),
    ],
)
async def test_an_answer_that_makes_no_sense_is_refused(
    site: Site, guest: Guest, model: ScriptedModel, type: str, payload: Any
) -> None:
    card = await asked(guest, model)
    params = {"thread_id": card["thread_id"], "action": {"type": type, "payload": payload}}
    response = await guest.post("threads.custom_action", item_id=card["id"], **params)
    assert response.status_code == 400
    params["action"]["payload"] = {}
    assert (await guest.post("threads.custom_action", **params)).status_code == 400
    response = await guest.post("threads.sync_custom_action", item_id=card["id"], **params)
    assert response.status_code == 400
    assert "Approve" in buttons(await newest_card(guest, card["thread_id"]))
