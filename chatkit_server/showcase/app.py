"""The application of the showcase: what answers, what it serves beside, what it spoils."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from chatkit_server.app import create_app
from chatkit_server.assistant.base import Assistant, ClientConfig
from chatkit_server.settings import Settings
from chatkit_server.showcase import entities, images, threads
from chatkit_server.showcase.agent import make_agent
from chatkit_server.showcase.answer import Showcase
from chatkit_server.showcase.faults import Faults, FaultsMiddleware
from chatkit_server.showcase.widgets import HANDLERS

CLIENT: Final = ClientConfig(
    name="Showcase",
    options={
        "startScreen": {
            "greeting": "What would you like to see?",
            "prompts": [
                {"icon": "circle-question", "label": "What is there?", "prompt": "/help"},
                {"icon": "cube", "label": "An item of every type", "prompt": "/items"},
                {"icon": "square-text", "label": "All of Markdown", "prompt": "/stream markdown"},
                {"icon": "lightbulb", "label": "Somebody thinking", "prompt": "/reasoning"},
                {"icon": "square-code", "label": "Every widget", "prompt": "/widgets"},
                {"icon": "sparkle", "label": "Everything", "prompt": "/all"},
            ],
        },
        "composer": {
            "placeholder": "Type a command, or anything to have it echoed…",
            "tools": [
                {
                    "id": "search",
                    "label": "Search the web",
                    "shortLabel": "Search",
                    "icon": "globe",
                    "placeholderOverride": "Search for…",
                    "pinned": True,
                },
                {"id": "image", "label": "Make an image", "icon": "images"},
                {"id": "study", "label": "Study mode", "icon": "book-open", "persistent": True},
            ],
            "models": [
                {
                    "id": "swift",
                    "label": "Swift",
                    "description": "Answers at once",
                    "default": True,
                },
                {"id": "thorough", "label": "Thorough", "description": "Takes its time"},
                {"id": "gone", "label": "Gone", "description": "Not any more", "disabled": True},
            ],
        },
        "disclaimer": {"text": "Nothing here is true. See `/help`."},
    },
    entities_url=entities.ENTITIES_PATH,
    commands_url=entities.COMMANDS_PATH,
)


class ShowcaseParts(NamedTuple):
    """What `create_app` is given for the showcase."""

    assistant: Assistant
    routes: Sequence[BaseRoute]
    middleware: Sequence[Middleware]


def make_showcase() -> ShowcaseParts:
    """Make the showcase, for an application that serves others beside it."""
    faults = Faults()
    showcase = Showcase(faults)
    return ShowcaseParts(
        Assistant(
            respond=showcase.respond,
            agent=make_agent,
            actions=HANDLERS,
            client=CLIENT,
            show_tools="details",
        ),
        [*entities.routes(showcase.repertoire), *images.ROUTES, *threads.ROUTES],
        [Middleware(FaultsMiddleware, faults=faults)],
    )


def create_showcase(settings: Settings) -> Starlette:
    """Make the application of the showcase.

    Raises:
        KeyFileError: The signing key can neither be read nor made.
        OSError: The data directory cannot be used.
    """
    assistant, routes, middleware = make_showcase()
    return create_app(settings, assistant=assistant, routes=routes, middleware=middleware)
