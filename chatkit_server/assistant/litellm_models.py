"""Models of anyone's, by way of LiteLLM: those whose names begin with ``litellm/``.

LiteLLM is an extra, and takes seconds to import: this module imports it when a model is asked for.
"""

from __future__ import annotations

import os
from typing import Any, Final

from agents import Model
from agents.retry import RetryPolicyContext

from chatkit_server.offered import LITELLM

_ENVIRONMENT: Final = {
    # These would be fetched from the network when it is imported.
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    "LITELLM_LOCAL_ANTHROPIC_BETA_HEADERS": "True",
    # Otherwise it reads `.env` of the working directory, after the settings were read.
    "LITELLM_MODE": "PRODUCTION",
}

LONGEST_PAUSE_SECONDS: Final = 30.0
"""A provider that wants more time than this is told to be busy, rather than waited for."""


def is_worth_another_try(failed: RetryPolicyContext) -> bool:
    """Whether a request to a provider of LiteLLM's is sent again.

    It is where OpenAI's own clients send theirs again, which do so by themselves.
    """
    advice = failed.provider_advice
    if not hasattr(failed.error, "llm_provider") or advice is None or not advice.suggested:
        return False
    return (advice.retry_after or 0) <= LONGEST_PAUSE_SECONDS


def litellm_model(name: str) -> Model:
    """A model of LiteLLM's; its provider's key is in the environment.

    Args:
        name: Begins with `LITELLM`; the rest is LiteLLM's, such as ``anthropic/claude-opus-5``.

    Raises:
        ImportError: The extra is not installed.
    """
    _litellm()
    from agents.extensions.models.litellm_model import LitellmModel

    return LitellmModel(name.removeprefix(LITELLM))


async def close_clients() -> None:
    """Let go of the connections to all providers."""
    await _litellm().close_litellm_async_clients()


def _litellm() -> Any:
    """The library, which asks nobody but the provider and prints nothing."""
    for variable, value in _ENVIRONMENT.items():
        os.environ.setdefault(variable, value)
    try:
        import litellm
    except ImportError as error:
        raise ImportError(
            f"models called {LITELLM}… need LiteLLM: pip install 'chatkit-server[litellm]'"
        ) from error
    litellm.telemetry = False
    litellm.suppress_debug_info = True
    litellm.disable_hf_tokenizer_download = True
    # What is asked of every model, such as to count, is not asked of those that do not know it.
    litellm.drop_params = True
    return litellm
