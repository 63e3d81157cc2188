"""What a user is told when a model or an agent fails."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

import openai
from agents.exceptions import (
    MaxTurnsExceeded,
    ModelBehaviorError,
    ModelTimeoutError,
)
from chatkit.errors import CustomStreamError

from chatkit_server.assistant.chat_completions import AnswerCut
from chatkit_server.assistant.silence import ModelSilent
from chatkit_server.i18n.words import Key, Words


class NothingSaid(Exception):
    """A model was asked, and gave an empty answer."""


class _Told(NamedTuple):
    key: Key
    allow_retry: bool


_SLOW: Final = _Told("model.slow", True)
_REFUSED_KEY: Final = _Told("model.key", False)
_BUSY: Final = _Told("model.busy", True)
_QUOTA: Final = _Told("model.quota", False)
_TOO_LONG: Final = _Told("model.too_long", False)
_CUT: Final = _Told("model.cut", True)
_WITHHELD: Final = _Told("model.withheld", False)
_FAILED: Final = _Told("model.failed", True)

_KINDS: Final[tuple[tuple[type[Exception], _Told], ...]] = (
    (MaxTurnsExceeded, _Told("model.steps", True)),
    (ModelBehaviorError, _Told("model.senseless", True)),
    (NothingSaid, _Told("model.silent", True)),
    (ModelTimeoutError, _SLOW),
    (ModelSilent, _SLOW),
    (openai.APITimeoutError, _SLOW),
    (openai.APIConnectionError, _Told("model.unreachable", True)),
    (openai.AuthenticationError, _REFUSED_KEY),
    (openai.PermissionDeniedError, _REFUSED_KEY),
    (openai.NotFoundError, _Told("model.unknown", False)),
    (openai.RateLimitError, _BUSY),
    (openai.BadRequestError, _Told("model.rejected", True)),
    (openai.APIError, _FAILED),
)

_CODES: Final = {
    "insufficient_quota": _QUOTA,
    "billing_hard_limit_reached": _QUOTA,
    "rate_limit_exceeded": _BUSY,
    "context_length_exceeded": _TOO_LONG,
    "content_filter": _WITHHELD,
    "max_output_tokens": _CUT,
    "server_error": _FAILED,
}
"""What OpenAI and those that do as it does say is wrong, however it comes to be said."""

_TOO_MANY_TOKENS: Final = re.compile(
    r"context (?:length|window|size)|maximum context|prompt is too long", re.IGNORECASE
)
"""How servers say it that have no code for it: vLLM, llama.cpp, Ollama."""

_ENDED: Final = "ended with terminal event"
_ENDED_WITH: Final = re.compile(rf"\b({'|'.join(_CODES)})\b")


def explain(error: Exception, words: Words) -> CustomStreamError | None:
    """A message for the user, in their words; None when the error is no known kind."""
    told = _by_reason(error) or next(
        (told for kind, told in _KINDS if isinstance(error, kind)), None
    )
    if told is None:
        return None
    return CustomStreamError(words.say(told.key), allow_retry=told.allow_retry)


def _by_reason(error: Exception) -> _Told | None:
    match error:
        case AnswerCut(reason=reason):
            return _CODES[reason]
        case openai.APIError(code=str(code)) if code in _CODES:
            return _CODES[code]
        case openai.APIError(type=str(kind)) if kind in _CODES:
            return _CODES[kind]
        case openai.BadRequestError() if _TOO_MANY_TOKENS.search(error.message):
            return _TOO_LONG
        case ModelBehaviorError() if _ENDED in error.message:
            # The SDK puts what the provider said of the end of its stream into one text.
            ended = _ENDED_WITH.search(error.message)
            return _CODES[ended[1]] if ended is not None else _FAILED
    return None
