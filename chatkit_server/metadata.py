"""The metadata of threads: what may be kept, and by what threads may be asked for."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Mapping
from typing import Annotated, Any, Final, TypeAlias

from pydantic import BeforeValidator, Field, StrictBool, StrictFloat, StrictInt, StrictStr
from pydantic.types import StringConstraints
from pydantic_core import PydanticCustomError

from stores.metadata import MetadataFilter, MetadataValue

MAX_NAMES: Final = 16
MAX_VALUE_CHARS: Final = 512
_MAX_INTEGER: Final = 2**53
"""Above, JSON does not tell one whole number from the next."""

_NAME: Final = r"^[A-Za-z0-9_.-]{1,64}$"


def _check_value(value: Any) -> Any:
    match value:
        case None | bool():
            return value
        case str() if len(value) <= MAX_VALUE_CHARS:
            return value
        case int() if abs(value) <= _MAX_INTEGER:
            return value
        case float() if math.isfinite(value):
            return value
    raise PydanticCustomError(
        "metadata",
        "It must be null, true, false, a number or text of at most {most} characters",
        {"most": MAX_VALUE_CHARS},
    )


_Name: TypeAlias = Annotated[str, StringConstraints(pattern=_NAME)]
_Value: TypeAlias = Annotated[
    StrictBool | StrictInt | StrictFloat | StrictStr | None, BeforeValidator(_check_value)
]
_Text: TypeAlias = Annotated[str, StringConstraints(max_length=MAX_VALUE_CHARS)]

Metadata: TypeAlias = Annotated[dict[_Name, _Value], Field(max_length=MAX_NAMES)]
"""Metadata of a thread, or what it must have; None is for what is not there."""

MetadataQuery: TypeAlias = Annotated[dict[_Name, _Text], Field(max_length=MAX_NAMES)]
"""The same in the query of a URL, ``metadata[NAME]=VALUE``, which has nothing but text."""


def wanted_by_query(given: Mapping[str, str]) -> MetadataFilter:
    """What a query asks for: under each name the text, or what the text is in JSON."""
    return {name: _readings(text) for name, text in given.items()}


def _readings(text: str) -> Collection[MetadataValue]:
    try:
        value = json.loads(text)
    except ValueError:
        return (text,)
    is_scalar = isinstance(value, bool | int) or (isinstance(value, float) and math.isfinite(value))
    return (text, value) if is_scalar else (text,)
