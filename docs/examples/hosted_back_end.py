"""A back end whose users chat: it makes their client secrets, and looks after their threads.

The client takes its address and key from OPENAI_BASE_URL and OPENAI_API_KEY.
"""

from __future__ import annotations

from collections.abc import Iterator

from openai import OpenAI


def client_secret_of(client: OpenAI, user: str) -> str:
    """What the page's ``getClientSecret`` is answered with, once the user is signed in."""
    session = client.beta.chatkit.sessions.create(
        user=user,
        workflow={"id": "tasks"},
        chatkit_configuration={"file_upload": {"enabled": True, "max_files": 5}},
    )
    return session.client_secret


def transcript_of(client: OpenAI, user: str) -> Iterator[str]:
    """What was said in the user's threads, the newest thread first."""
    for thread in client.beta.chatkit.threads.list(user=user):
        yield f"# {thread.title or 'Untitled'}"
        for item in client.beta.chatkit.threads.list_items(thread.id, order="asc"):
            if item.type == "chatkit.user_message" or item.type == "chatkit.assistant_message":
                yield "".join(part.text for part in item.content)


def forget(client: OpenAI, user: str) -> int:
    """Delete the user's threads; returns how many there were."""
    deleted = [
        client.beta.chatkit.threads.delete(thread.id)
        for thread in client.beta.chatkit.threads.list(user=user)
    ]
    return len(deleted)
