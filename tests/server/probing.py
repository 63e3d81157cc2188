"""What tests of the server ask of its threads, and how they read the answers."""

from __future__ import annotations

import dataclasses

from chatkit_server.testing import Say, decode_events


async def rest_of(reply):
    return decode_events(b"".join([chunk async for chunk in reply.body]))


def kinds(items):
    return [item["type"] for item in items]


def types(events):
    return [event["type"] for event in events]


def with_action(handler):
    """An assistant that also answers the action ``probe``."""
    return lambda assistant: dataclasses.replace(
        assistant, actions={**assistant.actions, "probe": handler}
    )


async def probe(chat, thread_id):
    return await chat.stream("threads.custom_action", thread_id=thread_id, action={"type": "probe"})


async def hello(chat, model):
    model.then([Say(["Hello."])])
    thread_id, _ = await chat.create("hi")
    return thread_id
