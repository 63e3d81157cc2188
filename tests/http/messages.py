"""What users send."""

from __future__ import annotations

from typing import Any


def message(text: str, **fields: Any) -> dict[str, Any]:
    return {
        "content": [{"type": "input_text", "text": text}],
        "attachments": [],
        "inference_options": {},
        **fields,
    }
