"""How users hand files over, and what the composer shows of them."""

from __future__ import annotations

import struct
import zlib
from typing import Any

from playwright.sync_api import Locator, expect

DIRECT = "{ type: 'direct', uploadUrl: '/api/attachments' }"
TWO_PHASE = "{ type: 'two_phase' }"
POST = "**/api/attachments"
DROP = """(area, [event, files]) => {
    const dataTransfer = new DataTransfer();
    for (const [name, type, text] of files) {
        dataTransfer.items.add(new File([text], name, { type }));
    }
    area.dispatchEvent(new DragEvent(event, { dataTransfer, bubbles: true, composed: true,
        cancelable: true }));
}"""


def options(strategy: str = DIRECT, attachments: str = "", api: str = "") -> str:
    return f"""{{
        api: {{ url: '/chatkit', domainKey: 'any', uploadStrategy: {strategy}, {api} }},
        composer: {{ attachments: {{ enabled: true, {attachments} }} }},
    }}"""


def png(width: int = 40, height: int = 30) -> bytes:
    """A red picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = (b"\0" + b"\xcc\x33\x33" * width) * height
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def choose(chat: Any, *files: tuple[str, str, bytes]) -> None:
    chat.element.locator("input[type=file]").set_input_files(
        [{"name": name, "mimeType": type, "buffer": data} for name, type, data in files]
    )


def text_file(name: str) -> tuple[str, str, bytes]:
    return name, "text/plain", b"some text"


def tiles(chat: Any) -> Locator:
    files: Locator = chat.element.locator("form [part=attachment]")
    return files


def tile(chat: Any, name: str) -> Locator:
    return tiles(chat).filter(has=chat.page.locator(f"[title='{name}']"))


def expect_attached(chat: Any, *names: str) -> None:
    """These files are in the composer, all of them uploaded."""
    expect(chat.element.locator("form [part=attachment][data-status=done]")).to_have_count(
        len(names)
    )
    expect(tiles(chat)).to_have_count(len(names))
    for name in names:
        expect(tile(chat, name)).to_be_visible()
