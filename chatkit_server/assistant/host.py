"""What an assistant is made from, where it needs more than itself."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from agents import Agent, Model, ModelProvider
from agents.mcp import MCPServer
from sqlalchemy.ext.asyncio import AsyncEngine

from chatkit_server.assistant.base import Assistant, ClientConfig
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
        mcp_servers: The MCP servers of the settings by name, for the ``mcp_servers`` of an agent
            that is to have the tools of some of them alone.
    """

    def __init__(
        self,
        settings: Settings,
        engine: AsyncEngine,
        store: SQLStore[RequestContext],
        configured_model: Callable[[Settings], ConfiguredModel],
        mcp_servers: Mapping[str, MCPServer],
    ) -> None:
        self.settings = settings
        self.engine = engine
        self.store = store
        self.mcp_servers = mcp_servers
        self._configured_model = configured_model
        self._named: dict[str | None, ConfiguredModel] = {}
        self._offered = {each.id: each.model for each in settings.models}

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
        """A model of the provider, as ``CHATKIT_MODELS`` or the provider itself calls it.

        Where none is configured, it is the embedded one.
        """
        name = self._offered.get(name, name)
        if not self.settings.has_provider:
            return self.model
        return self._called(name).model

    async def aclose(self) -> None:
        """Let go of the connections to the provider."""
        for each in self._named.values():
            await each.aclose()

    @property
    def _chosen(self) -> ConfiguredModel:
        return self._called(self.settings.model)

    def _called(self, name: str | None) -> ConfiguredModel:
        if name not in self._named:
            made = self._configured_model(replace(self.settings, model=name))
            logger.info("answering with %s", made.description)
            self._named[name] = made
        return self._named[name]


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
    if answering.model is None:
        client = ClientConfig(name=answering.name)
        return Assistant(agent=lambda _: answering, sees_images=host.sees_images, client=client)
    # It has a model of its own: there is nothing to choose.
    client = ClientConfig(name=answering.name, options={"composer": {"models": []}})
    return Assistant(agent=lambda _: answering, client=client)
