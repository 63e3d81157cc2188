"""What a user is told when a model or an agent fails."""

from __future__ import annotations

import openai
from agents.exceptions import (
    MaxTurnsExceeded,
    ModelBehaviorError,
    ModelTimeoutError,
)
from chatkit.errors import CustomStreamError

_MESSAGES: tuple[tuple[type[Exception], str, bool], ...] = (
    (MaxTurnsExceeded, "That took more steps than allowed. Try asking for less at once.", True),
    (ModelBehaviorError, "The language model answered in a way that makes no sense.", True),
    (ModelTimeoutError, "The language model took too long to answer.", True),
    (openai.APITimeoutError, "The language model took too long to answer.", True),
    (openai.APIConnectionError, "The language model cannot be reached.", True),
    (openai.AuthenticationError, "The language model refused this server's API key.", False),
    (openai.PermissionDeniedError, "The language model refused this server's API key.", False),
    (openai.NotFoundError, "The configured language model does not exist.", False),
    (openai.RateLimitError, "The language model is busy or its quota is used up.", True),
    (openai.BadRequestError, "The language model rejected the request.", True),
    (openai.APIError, "The language model failed to answer.", True),
)


def explain(error: Exception) -> CustomStreamError | None:
    """A message for the user; None when the error is no known kind."""
    for kind, message, allow_retry in _MESSAGES:
        if isinstance(error, kind):
            return CustomStreamError(message, allow_retry=allow_retry)
    return None
