"""The text of PDF files, read in a process that may be lost."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import dataclass
from pathlib import Path

MAX_PAGES = 50
MAX_CHARS = 200_000

_WORKER = Path(__file__).with_name("pdf_worker.py")
_MEMORY_BYTES = 1024 * 1024 * 1024
_CPU_SECONDS = 10
_PATIENCE_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class PdfText:
    """What a PDF says.

    Attributes:
        text: Of the pages that were read; empty where there are only pictures.
        pages: How many there are.
        read: How many were read, from the first.
        problem: Why it could not be read, as the end of a sentence; None if it could.
    """

    text: str = ""
    pages: int = 0
    read: int = 0
    problem: str | None = None


async def read_pdf(data: bytes) -> PdfText:
    """Read the first `MAX_PAGES` pages of a PDF, `MAX_CHARS` characters at most."""
    arguments = (_MEMORY_BYTES, _CPU_SECONDS, MAX_PAGES, MAX_CHARS)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",  # nothing of this process's surroundings
        str(_WORKER),
        *map(str, arguments),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={},
    )
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            output, _ = await process.communicate(data)
    except TimeoutError:
        return PdfText(problem="reading it takes too long")
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        return PdfText(problem="reading it takes too much time or memory")
    return PdfText(**json.loads(output))
