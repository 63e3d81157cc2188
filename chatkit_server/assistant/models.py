"""Which model answers: a provider's when one is configured, otherwise the embedded one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from agents import Model, ModelProvider, OpenAIResponsesModel
from agents.models.default_models import get_default_model
from openai import AsyncAzureOpenAI, AsyncOpenAI, Timeout

from chatkit_server.assistant.chat_completions import ChatCompletionsModel
from chatkit_server.assistant.litellm_models import close_clients, litellm_model
from chatkit_server.offered import is_litellm
from chatkit_server.settings import OPENAI_URL, Settings

CONNECT_SECONDS = 10.0
"""How long it may take to reach a provider."""

RETRIES = 2
"""How often a request is sent again that a provider did not begin to answer.

The client does so where it cannot be reached and for the statuses 408, 409, 429 and 5xx, with
pauses that grow, or as long as ``Retry-After`` says. Once an answer has begun nothing is repeated.
"""


@dataclass(frozen=True, slots=True)
class ConfiguredModel:
    """A model.

    Attributes:
        model: What answers.
        description: What to call it in logs.
        sees_images: Whether it may be sent images.
        close: Lets go of the connections to its provider, if there is one.
    """

    model: Model
    description: str
    sees_images: bool = True
    close: Callable[[], Awaitable[None]] | None = None

    async def aclose(self) -> None:
        """Let go of the connections to the provider."""
        if self.close is not None:
            await self.close()


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """A model as an agent names it.

    Attributes:
        named: Itself, or its name; None for the default.
        provider: Who knows it by that.
    """

    named: str | Model | None
    provider: ModelProvider

    @property
    def name(self) -> str:
        """What its provider calls it."""
        if isinstance(self.named, str):
            return self.named
        model = self._model
        return str(getattr(model, "model", type(model).__name__))

    @property
    def understands(self) -> bool:
        """Whether it is a language model, and not the embedded one."""
        from chatkit_server.assistant.embedded import EmbeddedModel  # only where it may answer

        return not isinstance(self._model, EmbeddedModel)

    @property
    def _model(self) -> Model:
        if isinstance(self.named, Model):
            return self.named
        return self.provider.get_model(self.named)


def configured_model(settings: Settings) -> ConfiguredModel:
    """Choose the model.

    A name that begins with ``litellm/`` is one of LiteLLM's. Of any other, ``OPENAI_BASE_URL``
    names a server that speaks Chat Completions, ``AZURE_OPENAI_ENDPOINT`` an Azure resource; with
    ``OPENAI_API_KEY`` alone it is OpenAI's, by the Responses API; with none of them, the embedded
    model answers.

    Raises:
        ImportError: It is one of LiteLLM's, which is not installed.
    """
    name = settings.model or get_default_model()
    if is_litellm(name):
        return ConfiguredModel(
            litellm_model(name),
            f"{name} (LiteLLM)",
            settings.model_sees_images,
            close_clients,
        )
    timeout = Timeout(settings.model_silence_seconds, connect=CONNECT_SECONDS)
    model: Model
    client: AsyncOpenAI
    if settings.openai_base_url:
        # Servers of one's own need no key, but the client insists on one.
        key = settings.openai_api_key or "none"
        client = AsyncOpenAI(
            base_url=settings.openai_base_url, api_key=key, timeout=timeout, max_retries=RETRIES
        )
        model = ChatCompletionsModel(name, client)
        place = f"at {settings.openai_base_url} (Chat Completions)"
    elif settings.azure_endpoint:
        client = AsyncAzureOpenAI(
            azure_endpoint=settings.azure_endpoint,
            api_key=settings.azure_api_key,
            api_version=settings.azure_api_version,
            timeout=timeout,
            max_retries=RETRIES,
        )
        model = ChatCompletionsModel(name, client)
        place = f"at {settings.azure_endpoint} (Azure OpenAI)"
    elif settings.openai_api_key:
        # The address is given so that nothing else in the environment can redirect the key.
        key = settings.openai_api_key
        client = AsyncOpenAI(base_url=OPENAI_URL, api_key=key, timeout=timeout, max_retries=RETRIES)
        model = OpenAIResponsesModel(name, client)
        place = "at OpenAI (Responses)"
    else:
        from chatkit_server.assistant.embedded import EmbeddedModel  # only where it answers

        return ConfiguredModel(EmbeddedModel(), "embedded (offline)", sees_images=False)
    return ConfiguredModel(model, f"{name} {place}", settings.model_sees_images, client.close)
