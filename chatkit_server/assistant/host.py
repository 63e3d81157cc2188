"""What an assistant is made from, where it needs more than itself."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import Any, TypeAlias

from agents import Agent, Model, ModelProvider
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
        self._named: dict[str, Model] = {}

    @property
    def model(self) -> Model:
        """The model of the settings, or the embedded one."""
        return self._chosen.model

    @property
    def sees_images(self) -> bool:
        """Whether that model may be sent images."""
        return self._chosen.sees_images

    @property
    def models(self) -> ModelProvider:
        """The models that agents ask for by name: of the provider of the settings."""
        return _HostModels(self)

    def model_called(self, name: str) -> Model:
        """A model of the provider; where none is configured, the embedded one."""
        if not (self.settings.openai_base_url or self.settings.openai_api_key):
            return self.model
        if name not in self._named:
            self._named[name] = self._configured_model(replace(self.settings, model=name)).model
        return self._named[name]

    @cached_property
    def _chosen(self) -> ConfiguredModel:
        chosen = self._configured_model(self.settings)
        logger.info("answering with %s", chosen.description)
        return chosen


class _HostModels(ModelProvider):
    def __init__(self, host: Host) -> None:
        self._host = host

    def get_model(self, model_name: str | None) -> Model:
        return self._host.model if model_name is None else self._host.model_called(model_name)


Answering: TypeAlias = Assistant | Agent[Any]
"""What can answer: an assistant, or an agent alone."""

Servable: TypeAlias = Answering | Callable[[Host], Answering]
"""What can be served. A function is called once, when the application is made."""


def assistant_of(servable: Servable, host: Host) -> Assistant:
    """The assistant that something is or makes."""
    answering = servable if isinstance(servable, Assistant | Agent) else servable(host)
    if isinstance(answering, Assistant):
        return answering
    sees_images = host.sees_images if answering.model is None else None
    return Assistant(agent=lambda _: answering, sees_images=sees_images)
