"""Whether two widgets look the same, although one of them has been through a store."""

from __future__ import annotations

from typing import Any

from chatkit.actions import ActionConfig
from pydantic import BaseModel

_DEFAULTS = {
    name: field.default for name, field in ActionConfig.model_fields.items() if field.default
}


def same_widget(first: BaseModel, second: BaseModel) -> bool:
    """Compare two roots as a client sees them.

    A widget that was stored comes back as the SDK's strict classes, which write out the defaults
    of actions; one that was just built does not. To a client that is one and the same.
    """
    seen = [_as_seen(root.model_dump(mode="json", exclude_none=True)) for root in (first, second)]
    return bool(seen[0] == seen[1])


def _as_seen(node: Any) -> Any:
    if isinstance(node, list):
        return [_as_seen(child) for child in node]
    if isinstance(node, dict):
        return {
            name: _as_seen(value)
            for name, value in node.items()
            if name not in _DEFAULTS or value != _DEFAULTS[name]
        }
    return node
