"""Which model answers: a provider's when one is configured, otherwise the embedded one."""

from __future__ import annotations

from dataclasses import dataclass

from agents import Model, OpenAIChatCompletionsModel, OpenAIResponsesModel
from agents.models.default_models import get_default_model
from openai import AsyncAzureOpenAI, AsyncOpenAI, Timeout

from chatkit_server.settings import Settings

OPENAI_URL = "https://api.openai.com/v1"

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
        client: What connects to its provider, if there is one.
    """

    model: Model
    description: str
    sees_images: bool = True
    client: AsyncOpenAI | None = None

    async def aclose(self) -> None:
        """Let go of the connections to the provider."""
        if self.client is not None:
            await self.client.close()


def configured_model(settings: Settings) -> ConfiguredModel:
    """Choose the model.

    ``OPENAI_BASE_URL`` names any server that speaks Chat Completions, ``AZURE_OPENAI_ENDPOINT`` an
    Azure resource; with ``OPENAI_API_KEY`` alone it is OpenAI itself, by the Responses API; with
    none of them, the embedded model answers.
    """
    if settings.openai_base_url:
        name = settings.model or get_default_model()
        client = AsyncOpenAI(
            base_url=settings.openai_base_url,
            # Servers of one's own need no key, but the client insists on one.
            api_key=settings.openai_api_key or "none",
            timeout=_timeout(settings),
            max_retries=RETRIES,
        )
        return ConfiguredModel(
            OpenAIChatCompletionsModel(name, client),
            f"{name} at {settings.openai_base_url} (Chat Completions)",
            settings.model_sees_images,
            client,
        )
    if settings.azure_endpoint:
        name = settings.model or get_default_model()
        azure = AsyncAzureOpenAI(
            azure_endpoint=settings.azure_endpoint,
            api_key=settings.azure_api_key,
            api_version=settings.azure_api_version,
            timeout=_timeout(settings),
            max_retries=RETRIES,
        )
        return ConfiguredModel(
            OpenAIChatCompletionsModel(name, azure),
            f"{name} at {settings.azure_endpoint} (Azure OpenAI)",
            settings.model_sees_images,
            azure,
        )
    if settings.openai_api_key:
        name = settings.model or get_default_model()
        # The address is given so that nothing else in the environment can redirect the key.
        client = AsyncOpenAI(
            api_key=settings.openai_api_key,
            base_url=OPENAI_URL,
            timeout=_timeout(settings),
            max_retries=RETRIES,
        )
        return ConfiguredModel(
            OpenAIResponsesModel(name, client),
            f"{name} at OpenAI (Responses)",
            settings.model_sees_images,
            client,
        )
    from chatkit_server.assistant.embedded import EmbeddedModel  # only where it answers

    return ConfiguredModel(EmbeddedModel(), "embedded (offline)", sees_images=False)


def _timeout(settings: Settings) -> Timeout:
    return Timeout(settings.model_silence_seconds, connect=CONNECT_SECONDS)
