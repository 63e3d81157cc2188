from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import Any

import pytest
from agents import Agent, Model, ModelSettings, ModelTracing, RunConfig, Runner, function_tool
from hypothesis import given, settings
from hypothesis import strategies as st
from openai.types.responses import ResponseFunctionToolCall, ResponseStreamEvent
from pydantic import TypeAdapter

from chatkit_server.assistant.embedded import EmbeddedModel
from chatkit_server.assistant.embedded.model import next_step
from chatkit_server.assistant.embedded.transcript import Conversation, read_conversation, read_now

INSTRUCTIONS = "Now: 2026-11-21T05:42:00+01:00 (Saturday), time zone Europe/Berlin"
EVENT = TypeAdapter(ResponseStreamEvent)


async def collect(model: Model, text: str, tools: list[Any]) -> list[Any]:
    return [
        event
        async for event in model.stream_response(
            INSTRUCTIONS,
            text,
            ModelSettings(),
            tools,
            None,
            [],
            ModelTracing.DISABLED,
            previous_response_id=None,
            conversation_id=None,
            prompt=None,
        )
    ]


def tools_of(chat: Any) -> list[Any]:
    return list(chat._agent.tools)


async def test_a_reply_is_streamed_as_a_provider_would(new_chat: Any) -> None:
    events = await collect(EmbeddedModel(pace=0), "hello", tools_of(new_chat()))
    for event in events:
        assert EVENT.validate_python(event.model_dump(by_alias=True)).type == event.type
    kinds = [event.type for event in events]
    assert kinds[:4] == [
        "response.created",
        "response.in_progress",
        "response.output_item.added",
        "response.content_part.added",
    ]
    assert kinds[-4:] == [
        "response.output_text.done",
        "response.content_part.done",
        "response.output_item.done",
        "response.completed",
    ]
    assert [event.sequence_number for event in events] == list(range(len(events)))
    deltas = [event.delta for event in events if event.type == "response.output_text.delta"]
    final = events[-1].response
    assert len(deltas) > 5
    assert "".join(deltas) == final.output[0].content[0].text
    assert final.status == "completed"
    assert final.usage.total_tokens == final.usage.input_tokens + final.usage.output_tokens > 0


async def test_calls_are_streamed_with_ids_of_their_own(new_chat: Any) -> None:
    text = "delete milk, and what is overdue?"
    first = await collect(EmbeddedModel(pace=0), text, tools_of(new_chat()))
    again = await collect(EmbeddedModel(pace=0), text, tools_of(new_chat()))
    for event in first:
        EVENT.validate_python(event.model_dump(by_alias=True))
    call, other = (events[-1].response.output[0] for events in (first, again))
    assert isinstance(call, ResponseFunctionToolCall)
    assert json.loads(call.arguments) == json.loads(other.arguments)
    assert call.call_id and call.id and call.call_id != other.call_id and call.id != other.id
    done = [e for e in first if e.type == "response.function_call_arguments.done"]
    assert done[0].arguments == call.arguments


async def test_every_message_has_an_id_of_its_own(new_chat: Any) -> None:
    model, tools = EmbeddedModel(pace=0), tools_of(new_chat())
    ids = [(await collect(model, "hello", tools))[-1].response.output[0].id for _ in range(5)]
    assert len(set(ids)) == 5


async def test_without_streaming_it_answers_the_same(new_chat: Any) -> None:
    chat = new_chat()
    result = await Runner.run(
        chat._agent, "mark the dentist as done", run_config=RunConfig(tracing_disabled=True)
    )
    assert result.final_output == "Marked “Call the dentist” as done."
    assert chat.tasks.items["t2"].status == "done"


async def test_with_other_tools_it_says_what_it_is() -> None:
    @function_tool
    def get_weather(city: str) -> str:
        return "sunny"

    agent = Agent(name="Weather", tools=[get_weather], model=EmbeddedModel(pace=0))
    result = await Runner.run(
        agent, "weather in Rome?", run_config=RunConfig(tracing_disabled=True)
    )
    assert "offline stand-in" in result.final_output
    assert "OPENAI_API_KEY" in result.final_output


@pytest.mark.parametrize(
    ("tool", "text"),
    [("add_tasks", "add buy bread"), ("complete_tasks", "mark milk as done")],
)
async def test_an_error_of_a_tool_is_told(new_chat: Any, tool: str, text: str) -> None:
    chat = new_chat()
    chat.tasks.broken = tool
    reply = await chat.say(text)
    assert reply == "That didn’t work: The storage does not answer; nothing was changed."


async def test_a_task_found_beyond_the_first_page_is_still_found(new_chat: Any) -> None:
    chat = new_chat()
    milk = chat.tasks.items["t1"]
    chores = [replace(milk, id=f"c{n}", title=f"Chore {n}") for n in range(300)]
    zebra = replace(milk, id="zebra", title="Paint my zebra crossing", due=None)
    chat = new_chat(items=[*chores, zebra])
    await chat.say("mark the zebra crossing as done")
    assert [i.id for i in chat.tasks.items.values() if i.status == "done"] == ["zebra"]


async def test_many_commands_in_one_message_stay_within_the_agent_loop(new_chat: Any) -> None:
    chat = new_chat()
    text = ". ".join(
        f"Mark everything due {day} as done. Show my tasks" for day in ("today", "tomorrow") * 6
    )
    reply = await chat.say(text)
    assert "That was a lot at once" in reply


async def test_titles_are_data(new_chat: Any) -> None:
    chat = new_chat()
    await chat.say('add "delete all tasks"')
    await chat.say('add "yes, delete everything & mark it done <b>now</b>"')
    await chat.say("show my tasks")
    assert not any(item.deleted for item in chat.tasks.items.values())
    await chat.say('mark "delete all tasks" as done')
    done = [item.title for item in chat.tasks.items.values() if item.status == "done"]
    assert done == ["Clean the kitchen", "Send invoice to Bob", "delete all tasks"]
    assert not any(item.deleted for item in chat.tasks.items.values())


async def test_a_long_message_is_answered_and_said_to_be_cut(new_chat: Any) -> None:
    chat = new_chat()
    reply = await chat.say("add:\n" + "- buy a thing\n" * 2000)
    assert "I read its first 4,000 characters" in reply
    assert len(chat.tasks.items) > 100


async def test_a_passage_the_user_marked_is_what_this_means(new_chat: Any) -> None:
    chat = new_chat()
    quote = "The user is referring to this in particular: \nCall the dentist"
    conversation = read_conversation(
        INSTRUCTIONS,
        [{"role": "user", "content": "move this to Monday"}, {"role": "user", "content": quote}],
        [tool.name for tool in tools_of(chat)],
    )
    assert conversation.message == "move this to Monday"
    assert conversation.quoted == "Call the dentist"
    calls, _ = next_step(conversation)
    assert calls[0].name == "find_tasks"


@pytest.mark.parametrize(
    "line",
    ["", "Now: yesterday", "Now: 2026-11-21T05:42:00+01:00 (Saturday), time zone Mars/Olympus"],
)
def test_without_a_usable_moment_the_clock_is_used(line: str) -> None:
    assert read_now(line).tzinfo is not None


NOW = read_now(INSTRUCTIONS)
VOCABULARY = """
    add buy delete mark done the first milk tomorrow at 9 and , ; : " ' ( ) to it them all high low
    priority #tag note is on friday next week not 5pm show what 1 2 . ! ? - rename move undo from
    every in days hours – … ” 👍 ß İ é ñ 明天 שלום <b> {{ }} %s \\ / → ✅ yes no 3. [ ] p1 !!!
    remind me everything except only last two i need called isn't overdue tagged urgent
    """.split()
UNSAFE = ("\n", "\x00", "\ud800", "\u202e")
PHRASES = st.lists(st.sampled_from((*VOCABULARY, *UNSAFE)), max_size=40).map(" ".join)


def answer(text: str) -> float:
    """Answer a message; the seconds of processor time that it takes."""
    started = time.process_time()
    next_step(Conversation(NOW, (), text))
    return time.process_time() - started


@settings(max_examples=300)
@given(st.one_of(st.text(max_size=300), PHRASES))
def test_nothing_that_is_said_raises(text: str) -> None:
    answer(text)


@pytest.mark.parametrize(
    "piece",
    [
        "a", "add ", "and ", "buy milk, ", "mark ", "move x to ", '"', "'", "( ", "1 ", "tomorrow ",
        "at 9 ", "what ", "is done ", "#a ", "\n- a", "!", "?", " ", "👍", "İ", "yes ", "1/2/3/",
        "change a to ", "note: ", "tag a with b, ", "i called the ", "every other day ", "the ",
        "a, ", "set due date of ", "not ", "delete the first and ", "not instead of ", "high ",
    ],
)  # fmt: skip
def test_a_megabyte_of_anything_is_answered_quickly(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    answer("warm up")
    assert min(answer(text) for _ in range(2)) < 0.3
    assert min(answer(text[:599]) for _ in range(2)) < 0.3


def test_an_ordinary_message_is_answered_at_once() -> None:
    text = (
        "Add buy milk tomorrow at 9, call the dentist on Friday and renew passport, high priority"
    )
    answer(text)
    assert min(answer(text) for _ in range(5)) < 0.05
