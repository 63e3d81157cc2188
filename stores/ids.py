"""Ids of 128 bits that sort by the time they were made.

The SDK's own have 32 random bits, which collide by the tens of thousands.
"""

from __future__ import annotations

import secrets
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chatkit.store import StoreItemType

PREFIXES: dict[StoreItemType, str] = {
    "thread": "thr",
    "message": "msg",
    "tool_call": "tc",
    "workflow": "wf",
    "task": "tsk",
    "attachment": "atc",
    "sdk_hidden_context": "shcx",
}
"""The prefixes that the SDK gives, by the kind of thing."""


def new_id(prefix: str) -> str:
    """Return ``prefix``, an underscore and 32 hexadecimal digits.

    Ids of one process sort in the order they were made, whatever its clock does.
    """
    return f"{prefix}_{_generator.next():032x}"


def new_item_id(item_type: StoreItemType) -> str:
    """Return a new id with the prefix of ``item_type``."""
    return new_id(PREFIXES[item_type])


class _UuidV7Generator:
    """UUIDs of version 7 with a counter of 12 bits.

    Source: RFC 9562, section 5.7 (the layout) and section 6.2, method 1 (the counter).
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tick = 0  # milliseconds and the counter below them, in one number

    def next(self) -> int:
        now = time.time_ns() // 1_000_000 << 12
        with self._lock:
            # A new millisecond starts low in the counter's range, so that there is room above;
            # where that is used up, or the clock was set back, time is borrowed from ahead.
            self._tick = max(self._tick + 1, now + secrets.randbelow(1 << 11))
            tick = self._tick
        milliseconds, counter = tick >> 12, tick & 0xFFF
        return milliseconds << 80 | 0x7 << 76 | counter << 64 | 0b10 << 62 | secrets.randbits(62)


_generator = _UuidV7Generator()
