"""What a message may choose of who answers it: the model, and the tool to begin with.

The models that an assistant offers are the ``composer.models`` of its options for the element. Its
own come first; else they are those of ``CHATKIT_MODELS``, where an agent answers. A tool is one of
its ``composer.tools``, where it has any, or else of its agent's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from agents import Model, ModelProvider, ModelSettings, RunConfig, RunResultStreaming
from agents.retry import ModelRetrySettings
from chatkit.errors import CustomStreamError
from chatkit.types import InferenceOptions, UserMessageItem

from chatkit_server.assistant.base import Assistant, ChatAgent
from chatkit_server.assistant.context import ChatContext
from chatkit_server.assistant.litellm_models import is_worth_another_try
from chatkit_server.assistant.models import RETRIES, ModelChoice
from chatkit_server.context import RequestContext
from chatkit_server.errors import InvalidRequest
from chatkit_server.offered import model_options
from chatkit_server.settings import Settings
from chatkit_server.spending import Spent

NEWEST_ITEMS = 50
"""Among these the message is looked for that an answer goes on with."""

_SHOWN_CHARS = 100
_RETRYING = ModelRetrySettings(max_retries=RETRIES, policy=is_worth_another_try)


def offering(assistant: Assistant, settings: Settings) -> Assistant:
    """The assistant with the models of the settings, unless it says itself what it offers."""
    options = assistant.client.options
    composer = options.get("composer", {})
    if assistant.respond is not None or "models" in composer or not settings.has_provider:
        return assistant
    models = model_options(settings.models, settings.model)
    if not models:
        return assistant
    client = replace(
        assistant.client, options={**options, "composer": {**composer, "models": models}}
    )
    return replace(assistant, client=client)


def check_choices(chosen: InferenceOptions, assistant: Assistant, context: RequestContext) -> None:
    """Check what a message chooses. A function that answers decides by itself.

    Raises:
        InvalidRequest: There is no such model or tool to choose.
    """
    if assistant.respond is not None:
        return
    models = _model_ids(assistant)
    if chosen.model is not None and models is not None and chosen.model not in models:
        raise InvalidRequest(f'There is no model "{chosen.model[:_SHOWN_CHARS]}" to choose here.')
    if chosen.tool_choice is not None:
        tool = chosen.tool_choice.id
        if tool not in _tool_ids(assistant, context):
            raise InvalidRequest(f'There is no tool "{tool[:_SHOWN_CHARS]}" to choose here.')


async def with_choices(
    agent: ChatAgent,
    run_config: RunConfig,
    assistant: Assistant,
    context: ChatContext,
    message: UserMessageItem | None,
) -> tuple[ChatAgent, RunConfig]:
    """The agent and the configuration for an answer as the user chose it.

    A model is for the agent, and for those it hands over to that name none. One that is not
    offered any more leaves the choice to the agent.

    Args:
        message: What is answered; None when an answer goes on, with the model that it has.

    Raises:
        CustomStreamError: The agent has no such tool.
    """
    chosen = message or await _newest_message(context)
    if chosen is None:
        return agent, run_config
    name = chosen.inference_options.model
    if name is not None and name in (_model_ids(assistant) or ()):
        model = run_config.model_provider.get_model(name)
        agent = agent.clone(model=model)
        run_config = replace(
            run_config, model_provider=_ModelsBut(run_config.model_provider, model)
        )
    if message is not None and message.inference_options.tool_choice is not None:
        agent = _beginning_with(agent, message.inference_options.tool_choice.id)
    return agent, run_config


def asking(agent: ChatAgent, run_config: RunConfig) -> RunConfig:
    """The configuration for how models are asked, as far as the agent does not say it itself.

    Servers of Chat Completions are to tell what they counted; what LiteLLM's providers are too busy
    for is asked again.
    """
    own = agent.model_settings
    settings = ModelSettings(
        include_usage=True if own.include_usage is None else None,
        retry=_RETRYING if own.retry is None else None,
    )
    return replace(run_config, model_settings=settings)


def counted(result: RunResultStreaming) -> tuple[int, int]:
    """The input and output tokens of a run so far, of what went before it as well."""
    usage = result.context_wrapper.usage
    return usage.input_tokens, usage.output_tokens


def note_usage(
    spent: Spent,
    after: tuple[int, int],
    before: tuple[int, int],
    agent: ChatAgent,
    run_config: RunConfig,
) -> None:
    """Note what a run took, from one count to another."""
    spent.model = ModelChoice(agent.model, run_config.model_provider).name
    spent.input_tokens += after[0] - before[0]
    spent.output_tokens += after[1] - before[1]


async def _newest_message(context: ChatContext) -> UserMessageItem | None:
    page = await context.store.load_thread_items(
        context.thread.id, None, NEWEST_ITEMS, "desc", context.request_context
    )
    return next((item for item in page.data if isinstance(item, UserMessageItem)), None)


def _beginning_with(agent: ChatAgent, tool: str) -> ChatAgent:
    """The agent, which has to begin with a tool; after that it does as it likes."""
    if tool not in {each.name for each in agent.tools}:
        raise CustomStreamError(
            f'The assistant has no tool "{tool[:_SHOWN_CHARS]}".', allow_retry=False
        )
    settings = replace(agent.model_settings, tool_choice=tool)
    return agent.clone(model_settings=settings, reset_tool_choice=True)


class _ModelsBut(ModelProvider):
    """A provider whose default is another model: for agents that do not name any."""

    def __init__(self, models: ModelProvider, default: Model) -> None:
        self._models = models
        self._default = default

    def get_model(self, model_name: str | None) -> Model:
        """The model of that name, or the one that was chosen."""
        return self._default if model_name is None else self._models.get_model(model_name)


def _model_ids(assistant: Assistant) -> set[str] | None:
    """Those that can be chosen; None where nobody said which, and none is."""
    models = assistant.client.options.get("composer", {}).get("models")
    if models is None:
        return None
    return {each["id"] for each in models if not each.get("disabled")}


def _tool_ids(assistant: Assistant, context: RequestContext) -> set[str]:
    offered: Iterable[Mapping[str, Any]] | None = assistant.client.options.get("composer", {}).get(
        "tools"
    )
    if offered:
        return {each["id"] for each in offered}
    assert assistant.agent is not None, "only what an agent answers is checked"
    return {tool.name for tool in assistant.agent(context).tools}
