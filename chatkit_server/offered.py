"""The models that users may choose from, as ``CHATKIT_MODELS`` names them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

LITELLM: Final = "litellm/"
"""Begins the names of models that are reached by way of LiteLLM."""


@dataclass(frozen=True, slots=True)
class OfferedModel:
    """A model under the name that users know it by.

    Attributes:
        id: What users see, and what requests carry.
        model: What the provider calls it.
    """

    id: str
    model: str

    def __str__(self) -> str:
        return self.id if self.id == self.model else f"{self.id}={self.model}"


def is_litellm(model: str | None) -> bool:
    """Whether a model of this name is reached by way of LiteLLM."""
    return model is not None and model.startswith(LITELLM)


def offered_models(text: str) -> tuple[OfferedModel, ...]:
    """Read ``Fast=gpt-5-mini, Deep=gpt-5``; without ``NAME=`` a model is called as it is.

    Raises:
        ValueError: Two are called the same, or one has no name.
    """
    found: dict[str, OfferedModel] = {}
    for part in filter(None, map(str.strip, text.split(","))):
        # The first one separates: only what the provider calls a model may have others in it.
        name, separator, model = (piece.strip() for piece in part.partition("="))
        if not name or (separator and not model):
            raise ValueError(
                f'must be models such as gpt-5 or Fast=gpt-5-mini, by commas, not "{part}".'
            )
        if name in found:
            raise ValueError(f'must call each model something else; two are called "{name}".')
        found[name] = OfferedModel(name, model or name)
    if not found:
        raise ValueError("must name at least one.")
    return tuple(found.values())


def model_options(models: Sequence[OfferedModel], default: str | None) -> list[dict[str, Any]]:
    """The models as the element's option ``composer.models``.

    Args:
        models: All of them.
        default: What the provider calls the one that answers where none is chosen.
    """
    names = [each.model for each in models]
    first = names.index(default) if default in names else 0
    return [
        {
            "id": each.id,
            "label": each.id,
            **({"description": each.model} if each.model != each.id else {}),
            **({"default": True} if place == first else {}),
        }
        for place, each in enumerate(models)
    ]
