"""Prints what a PDF on standard input says, as JSON; a program of its own, run by ``pdf``.

PDFs come from strangers: a few kilobytes can hold gigabytes, or keep a parser busy for ever. So
they are read in a process that may neither grow nor go on for long, and knows nothing.
"""

from __future__ import annotations

import json
import sys
from io import BytesIO

if sys.platform != "win32":
    import resource


def limit(memory: int, seconds: int) -> None:
    """Let the system end this process when it takes too much.

    Args:
        memory: Bytes of address space.
        seconds: Of the processor's time.
    """
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if sys.platform == "linux":  # elsewhere it is refused, or means something else
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def read(data: bytes, max_pages: int, max_chars: int) -> dict[str, object]:
    """The text of the first pages, and how many there are."""
    from pypdf import PdfReader

    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        return {"problem": "it is locked with a password"}
    texts: list[str] = []
    pages = len(reader.pages)
    chars = 0
    for page in range(min(pages, max_pages)):
        texts.append(reader.pages[page].extract_text())
        chars += len(texts[-1])
        if chars > max_chars:
            break
    text = "\n\n".join(texts)[:max_chars]
    # Fonts map glyphs to halves of characters, too: joined, or replaced where the other is missing.
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return {"text": text, "pages": pages, "read": len(texts)}


def main() -> None:
    """Read and print; what cannot be read is a problem, not a failure."""
    memory, seconds, max_pages, max_chars = map(int, sys.argv[1:])
    limit(memory, seconds)
    data = sys.stdin.buffer.read()
    try:
        found = read(data, max_pages, max_chars)
    except MemoryError:
        found = {"problem": "reading it takes too much memory"}
    except Exception:  # whatever a damaged file makes the parser do: there is nobody else to ask
        found = {"problem": "it is damaged"}
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
