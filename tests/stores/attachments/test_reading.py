"""What models are shown of files: texts, PDFs, images."""

from __future__ import annotations

from io import BytesIO

import pytest
from chatkit.store import NotFoundError
from PIL import Image

from stores.attachments import images
from stores.attachments.pdf import read_pdf
from stores.attachments.reading import FileReader, cut
from tests.files import pdf, pdf_bomb
from tests.stores.attachments.conftest import add


async def test_long_texts_are_cut_at_a_line_and_say_so(files):
    text = "".join(f"line {number}\n" for number in range(1000))
    attachment = await add(files, text.encode())
    reader = FileReader(files)
    assert (await reader.excerpt(attachment.id, "alice", 20_000)).text == text
    excerpt = await reader.excerpt(attachment.id, "alice", 500)
    assert text.startswith(excerpt.text)
    assert excerpt.text.endswith(tuple("0123456789"))
    assert excerpt.note == f"Only the first {len(excerpt.text)} characters of 8.68 KB are here."
    with pytest.raises(NotFoundError):
        await reader.excerpt(attachment.id, "bob", 500)


def test_a_text_without_lines_is_cut_where_there_is_no_more_room():
    assert cut("x" * 20, 10) == "x" * 10
    assert cut("short", 10) == "short"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("\ufeffGrüße".encode(), "Grüße"),
        ("Grüße".encode("utf-16"), "Grüße"),
        ("日本語".encode()[:-1], "日本�"),
    ],
)
async def test_texts_are_read_in_their_own_encoding(files, data, text):
    attachment = await add(files, data)
    assert (await FileReader(files).excerpt(attachment.id, "alice", 100)).text == text


async def test_pdfs_are_read_once_with_limits(files, monkeypatch):
    monkeypatch.setattr("stores.attachments.pdf.MAX_PAGES", 2)
    attachment = await add(files, pdf("one", "two", "three"), "a.pdf")
    reader = FileReader(files)
    excerpt = await reader.excerpt(attachment.id, "alice", 1000)
    assert (excerpt.text, excerpt.note) == (
        "one\n\ntwo",
        "Only the first 2 of 3 pages are here.",
    )
    monkeypatch.setattr("stores.attachments.reading.read_pdf", None)
    assert await reader.excerpt(attachment.id, "alice", 1000) == excerpt
    assert (await reader.excerpt(attachment.id, "alice", 4)).note.startswith(
        "Only the first 3 char"
    )


async def test_half_a_character_in_a_pdf_is_replaced_and_two_halves_are_one(files):
    """No provider takes half of a surrogate pair, and the file is told with every message."""
    glyphs = {"A": "D83D", "B": "D83C", "C": "DF0D"}
    attachment = await add(files, pdf("xAyBCz", glyphs=glyphs), "a.pdf")
    excerpt = await FileReader(files).excerpt(attachment.id, "alice", 1000)
    assert excerpt.text == "x\ufffdy\U0001f30dz"


async def test_pdfs_that_cannot_be_read_say_why(files):
    reader = FileReader(files)
    for data, says in (
        (b"%PDF-1.4 and nothing else", "damaged"),
        (pdf_bomb(), "cannot be read"),
        (pdf(""), "no text"),
    ):
        attachment = await add(files, data, "a.pdf")
        excerpt = await reader.excerpt(attachment.id, "alice", 1000)
        assert excerpt.text is None
        assert says in excerpt.note


@pytest.mark.parametrize(
    ("program", "patience", "says"),
    [
        ("while True: pass", 0.5, "too long"),
        ("import os; os.kill(os.getpid(), 9)", 60, "too much time or memory"),
    ],
)
async def test_a_pdf_that_keeps_its_reader_busy_is_given_up(
    tmp_path, monkeypatch, program, patience, says
):
    worker = tmp_path / "worker.py"
    worker.write_text(program)
    monkeypatch.setattr("stores.attachments.pdf._WORKER", worker)
    monkeypatch.setattr("stores.attachments.pdf._PATIENCE_SECONDS", patience)
    assert says in (await read_pdf(b"%PDF-")).problem


async def test_a_pdf_reader_that_needs_too_much_memory_is_stopped(monkeypatch):
    # Seconds of work, which take much longer on a busy machine.
    monkeypatch.setattr("stores.attachments.pdf._PATIENCE_SECONDS", 600)
    monkeypatch.setattr("stores.attachments.pdf._CPU_SECONDS", 300)
    big = pdf("one") + b"\n" * (60 * 1024 * 1024)
    assert (await read_pdf(big)).text == "one"
    monkeypatch.setattr("stores.attachments.pdf._MEMORY_BYTES", 90 * 1024 * 1024)
    assert (await read_pdf(big)).problem is not None


def test_what_is_transparent_is_white_for_a_model():
    output = BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(output, "PNG")
    shown = Image.open(BytesIO(images.for_model(output.getvalue(), max_pixels=1000)))
    assert (shown.format, shown.getpixel((5, 5))) == ("JPEG", (255, 255, 255))


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "CMYK", "I;16"])
def test_images_of_every_mode_can_be_shown(mode):
    format = "JPEG" if mode == "CMYK" else "PNG"
    output = BytesIO()
    Image.new(mode, (600, 300)).save(output, format)
    small = images.preview(output.getvalue(), max_pixels=1_000_000)
    assert Image.open(BytesIO(small)).size == (512, 256)
    assert images.for_model(output.getvalue(), max_pixels=1_000_000).startswith(b"\xff\xd8")
