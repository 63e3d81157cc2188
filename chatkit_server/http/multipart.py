"""One file out of a form (RFC 7578), while it arrives: nothing of it is kept here."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request

from chatkit_server.errors import InvalidRequest, TooLarge

FIELD: Final = "file"
_MAX_AROUND: Final = 64 * 1024
"""Bytes of a form that are not the file's."""
_ESCAPED: Final = {"%22": '"', "%0D": "\r", "%0A": "\n"}
"""What browsers write for what would end a name (the HTML standard's encoding of forms)."""


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file of a form.

    Attributes:
        name: As its sender calls it.
        chunks: Its bytes; an `InvalidRequest` where the form ends before it should.
    """

    name: str
    chunks: AsyncIterator[bytes]


async def read_file(request: Request) -> SentFile:
    """Read a form up to where its file begins.

    Raises:
        InvalidRequest: It is no form, or has no file.
    """
    kind, options = parse_options_header(request.headers.get("content-type"))
    boundary = options.get(b"boundary", b"")
    if kind != b"multipart/form-data" or not boundary:
        raise InvalidRequest(f'Send a form (multipart/form-data) with a file in "{FIELD}".')
    form = _Form(request, boundary)
    name = await form.find_file()
    return SentFile(name, form.file_chunks())


class _Form:
    """Turns the parser's callbacks into what has arrived and was not taken yet."""

    def __init__(self, request: Request, boundary: bytes) -> None:
        self._body = request.stream()
        self._data: deque[bytes] = deque()
        self._name: str | None = None
        self._in_file = False
        self._ended = False
        self._around = 0
        self._header = (b"", b"")
        self._headers: dict[bytes, bytes] = {}
        try:
            self._parser = MultipartParser(
                boundary,
                {
                    "on_part_begin": self._on_part_begin,
                    "on_header_field": self._on_header_field,
                    "on_header_value": self._on_header_value,
                    "on_header_end": self._on_header_end,
                    "on_headers_finished": self._on_headers_finished,
                    "on_part_data": self._on_part_data,
                    "on_part_end": self._on_part_end,
                    "on_end": self._on_end,
                },
            )
        except FormParserError:
            raise InvalidRequest("The form cannot be read.") from None

    async def find_file(self) -> str:
        while self._name is None:
            if not await self._advance():
                raise InvalidRequest(f'The form has no file in "{FIELD}".')
        return self._name

    async def file_chunks(self) -> AsyncIterator[bytes]:
        while True:
            while self._data:
                yield self._data.popleft()
            if not await self._advance():
                break
        if not self._ended:
            raise InvalidRequest("The upload ended early: the form is cut.")

    async def _advance(self) -> bool:
        """Take in the next piece of the body; False at its end."""
        try:
            async for piece in self._body:
                if piece:
                    self._parser.write(piece)
                    return True
            return False
        except ClientDisconnect:
            raise InvalidRequest("The upload ended early: the connection was lost.") from None
        except FormParserError:
            raise InvalidRequest("The form cannot be read.") from None

    def _on_part_begin(self) -> None:
        self._headers.clear()
        self._header = (b"", b"")

    def _on_header_field(self, data: bytes, start: int, end: int) -> None:
        name, value = self._header
        self._header = (name + data[start:end], value)

    def _on_header_value(self, data: bytes, start: int, end: int) -> None:
        name, value = self._header
        self._header = (name, value + data[start:end])

    def _on_header_end(self) -> None:
        name, value = self._header
        self._headers[name.lower()] = value
        self._header = (b"", b"")

    def _on_headers_finished(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition"))
        if options.get(b"name") == FIELD.encode() and b"filename" in options:
            if self._name is not None:
                raise InvalidRequest("Send one file at a time.")
            self._name = _unescaped(options[b"filename"].decode("utf-8", "replace"))
            self._in_file = True

    def _on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self._in_file:
            self._data.append(data[start:end])
            return
        self._around += end - start
        if self._around > _MAX_AROUND:
            raise TooLarge("The form has too much beside its file.")

    def _on_part_end(self) -> None:
        self._in_file = False

    def _on_end(self) -> None:
        self._ended = True


def _unescaped(name: str) -> str:
    for escaped, character in _ESCAPED.items():
        name = name.replace(escaped, character)
    return name
