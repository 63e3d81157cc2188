"""Files as people have them: what they are taken for, and what a model is told of them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from chatkit_server.testing import ScriptedModel
from tests.files import pdf
from tests.http.attachments.conftest import path_of, send, upload, uploaded
from tests.http.conftest import Guest
from tests.http.messages import error_of

HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(200)


def locked_pdf() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf("A secret"))))
    writer.encrypt("a password", algorithm="AES-256")
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


async def told(guest: Guest, model: ScriptedModel, name: str, data: bytes) -> dict[str, Any]:
    """What a model is told of a file."""
    await send(guest, model, (await uploaded(guest, name, data))["id"])
    (content,) = [item["content"] for item in model.inputs[-1] if item["role"] == "user"]
    part: dict[str, Any] = content[1]
    return part


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Sorte;Preis\nKäse;3 €\n", "utf-8"),
        ("Sorte;Preis\nKäse;3 €\n", "utf-8-sig"),
        ("Sorte;Preis\nKäse;3 €\n", "utf-16"),
        ("Sorte;Preis\nBrie;3\n", "utf-16-le"),
        ("Sorte;Preis\nKäse;3 €\n", "cp1252"),
        ("Имя;Цена\nСыр;300\n", "cp1251"),
        ("品名;価格\nチーズのかけら;三百円です\n" * 400, "cp932"),  # cut within a character
        ("繁體中文,價格\n", "big5"),
        ("한국어,가격\n", "cp949"),
    ],
)
async def test_a_table_is_read_in_what_it_is_written_in(
    guest: Guest, model: ScriptedModel, text: str, encoding: str
) -> None:
    part = await told(guest, model, "Käse 日本.csv", text.encode(encoding))
    assert '"name": "Käse 日本.csv", "mime_type": "text/csv"' in part["text"]
    assert text.strip() in part["text"]


@pytest.mark.parametrize(
    ("name", "data", "mime_type"),
    [
        ("notes.md", b"An <svg> goes into an <html> page.\n", "text/markdown"),
        ("notes.txt", b"Write <script> and <svg> so.\n", "text/plain"),
        ("page.txt", b"<!-- a --> <!DOCTYPE html><p>", "text/html"),
        ("app.py", b"print('hi')\n", "text/plain"),
        ("red.log", b"\x1b[31mred\x1b[0m\n", "text/plain"),
        ("comments.txt", b"<!-- -->" * 1024, "text/plain"),
    ],
)
async def test_a_text_that_speaks_of_markup_is_a_text(
    guest: Guest, name: str, data: bytes, mime_type: str
) -> None:
    assert (await uploaded(guest, name, data))["mime_type"] == mime_type


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\xef\xbb\xbf\n<?xml version='1.0'?><!-- a --><!-- b --><svg/>",
        b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>",
        "<svg onload='alert(1)'/>".encode("utf-16"),
    ],
)
async def test_an_svg_is_one_however_it_begins(guest: Guest, data: bytes) -> None:
    refused = await upload(guest, "drawing.txt", data)
    assert (refused.status_code, error_of(refused)) == (415, "unsupported_type")
    assert "image/svg+xml" in refused.json()["error"]["message"]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("photo.heic", HEIC, "Files of the type image/heic are not taken here."),
        ("noise.bin", bytes(range(256)), "Files of this kind are not taken here."),
    ],
)
async def test_what_is_not_taken_is_named_where_it_is_known(
    guest: Guest, name: str, data: bytes, said: str
) -> None:
    refused = await upload(guest, name, data)
    assert refused.status_code == 415
    assert refused.json()["error"]["message"].startswith(said)


@pytest.mark.parametrize(
    ("format", "mode"),
    [
        *(("AVIF", "RGB"), ("WEBP", "RGBA"), ("GIF", "P")),
        *(("JPEG", "CMYK"), ("JPEG", "L"), ("PNG", "I;16"), ("PNG", "LA")),
    ],
)
async def test_a_picture_is_shown_upright_to_users_and_models(
    guest: Guest, model: ScriptedModel, format: str, mode: str
) -> None:
    output = BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    turned = {} if format == "GIF" else {"exif": exif}
    Image.new(mode, (60, 40)).save(output, format, **turned)
    size = (60, 40) if format == "GIF" else (40, 60)

    attachment = await uploaded(guest, f"picture.{format.lower()}", output.getvalue())
    assert (attachment["type"], attachment["mime_type"]) == ("image", f"image/{format.lower()}")
    preview = await guest.http.get(path_of(attachment["preview_url"]))
    assert Image.open(BytesIO(preview.content)).size == size
    part = await told(guest, model, "again", output.getvalue())
    assert part["type"] == "input_image"


async def test_a_locked_pdf_is_taken_and_the_model_told_that_it_is(
    guest: Guest, model: ScriptedModel
) -> None:
    part = await told(guest, model, "locked.pdf", locked_pdf())
    assert "cannot be read: it is locked with a password." in part["text"]
    assert "secret" not in part["text"]
