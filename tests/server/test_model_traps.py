"""Where models, tools and histories break a server that follows the SDK to the letter."""

from __future__ import annotations

import dataclasses

from agents import Agent, GuardrailFunctionOutput, input_guardrail

from chatkit_server.testing import Call, Say
from tests.server.probing import hello, probe, types, with_action


async def test_a_guardrail_gets_a_friendly_message_and_no_retry(make_chat, model):
    @input_guardrail(run_in_parallel=False)
    async def no(ctx, agent, input):
        return GuardrailFunctionOutput(output_info=None, tripwire_triggered=True)

    def guarded(assistant):
        def agent(context):
            return Agent(name="guarded", model=model, input_guardrails=[no])

        return dataclasses.replace(assistant, agent=agent)

    chat = make_chat(change=guarded)

    thread_id, events = await chat.create("hi")

    assert "error" not in types(events)
    message, answer = await chat.items(thread_id)
    assert message["type"] == "user_message"
    assert answer["content"][0]["text"] == "I can't help with that request."


async def test_a_tool_that_does_not_exist_is_for_the_model_to_mend(chat, model):
    model.then([Call("no_such_tool", {})], [Say(["Sorry."])])

    _, events = await chat.create("hi")

    assert "error" not in types(events)
    assert "not found" in str(model.inputs[-1])


async def test_a_tool_that_raises_tells_the_model_nothing_of_its_insides(chat, model, monkeypatch):
    async def broken(*args, **kwargs):
        raise RuntimeError("password is hunter2")

    monkeypatch.setattr(chat.tasks, "summary", broken)
    model.then([Call("summarize_tasks")], [Say(["Sorry."])])

    _, events = await chat.create("how am I doing?")

    assert "error" not in types(events)
    assert "hunter2" not in str(model.inputs[-1])
    assert "The tool failed" in str(model.inputs[-1])


async def test_a_failure_that_nobody_foresaw_says_nothing_of_its_insides(make_chat, model):
    async def handler(call):
        raise RuntimeError("password is hunter2")
        yield

    chat = make_chat(change=with_action(handler))
    thread_id = await hello(chat, model)

    events = await probe(chat, thread_id)

    assert types(events) == ["stream_options", "error"]
    assert "hunter2" not in str(events)
