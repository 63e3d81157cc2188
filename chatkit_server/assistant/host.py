"""What an assistant is made from, where it needs more than itself."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeAlias

from agents import Agent, Model
from sqlalchemy.ext.asyncio import AsyncEngine

from chatkit_server.assistant.base import Assistant
from chatkit_server.assistant.models import ConfiguredModel
from chatkit_server.context import RequestContext
from chatkit_server.settings import Settings
from stores.sql_store import SQLStore

logger = logging.getLogger(__name__)


class Host:
    """The server that an assistant is made for.

    Attributes:
        settings: What is in force.
        engine: The database, for tables of the assistant's own.
        store: Threads and items; every call is scoped to ``context.owner``.
    """

    def __init__(
        self,
        settings: Settings,
        engine: AsyncEngine,
        store: SQLStore[RequestContext],
        configured_model: Callable[[Settings], ConfiguredModel],
    ) -> None:
        self.settings = settings
        self.engine = engine
        self.store = store
        self._configured_model = configured_model

    @property
    def model(self) -> Model:
        """The model of the settings, or the embedded one."""
        return self._chosen.model

    @property
    def sees_images(self) -> bool:
        """Whether that model may be sent images."""
        return self._chosen.sees_images

    @cached_property
    def _chosen(self) -> ConfiguredModel:
        chosen = self._configured_model(self.settings)
        logger.info("answering with %s", chosen.description)
        return chosen


Answering: TypeAlias = Assistant | Agent[Any]
"""What can answer: an assistant, or an agent alone."""

Servable: TypeAlias = Answering | Callable[[Host], Answering]
"""What can be served. A function is called once, when the application is made."""


def assistant_of(servable: Servable, host: Host) -> Assistant:
    """The assistant that something is or makes; an agent without a model gets the host's."""
    answering = servable if isinstance(servable, Assistant | Agent) else servable(host)
    if isinstance(answering, Assistant):
        return answering
    if answering.model is not None:
        return Assistant(agent=lambda _: answering)
    agent = answering.clone(model=host.model)
    return Assistant(agent=lambda _: agent, sees_images=host.sees_images)
