"""Files for tests: good ones, and everything that is not to be taken."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from io import BytesIO

from PIL import Image

EXECUTABLE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + bytes(200)
SVG = (
    b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
)


def image(format: str = "PNG", size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    """A red image."""
    output = BytesIO()
    Image.new("RGB", size, "red").save(output, format, **options)
    return output.getvalue()


def hundred_megapixels() -> bytes:
    """A PNG of 10,000 by 10,000 pixels in a few kilobytes: one bit each, all the same."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)

    header = struct.pack(">IIBBBBB", 10_000, 10_000, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(1251) * 10_000, 9)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


def with_location() -> bytes:
    """A JPEG that lies on its side and says where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by 90 degrees
    exif[0x010E] = "Taken at home"
    exif.get_ifd(0x8825)[1] = "N"
    picture = Image.new("RGB", (40, 20), "blue")
    output = BytesIO()
    picture.save(output, "JPEG", exif=exif, comment=b"secret comment")
    return output.getvalue()


def pdf(*pages: str, filler: int = 0, glyphs: Mapping[str, str] | None = None) -> bytes:
    """A PDF with a line of text on each page, and ``filler`` million spaces before it.

    ``glyphs`` says what letters stand for, in hexadecimal UTF-16.
    """
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", _character_map(glyphs or {})]
    kids = []
    for text in pages:
        packer = zlib.compressobj(9)
        content = b"".join(packer.compress(b" " * 1_000_000) for _ in range(filler))
        content += packer.compress(f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode())
        content += packer.flush()
        stream = len(objects) + 2
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R "
            b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica "
            b"/ToUnicode 3 0 R >> >> >> >>" % stream
        )
        objects.append(
            b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream"
            % (len(content), content)
        )
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(pages)} >>".encode()
    output = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(output))
        output += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(output)
    output += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        output += b"%010d 00000 n \n" % place
    output += b"trailer << /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        start,
    )
    return bytes(output)


def _character_map(glyphs: Mapping[str, str]) -> bytes:
    rows = "".join(f"<{ord(letter):02X}> <{code}>\n" for letter, code in glyphs.items())
    text = (
        "begincmap\n1 begincodespacerange\n<00> <FF>\nendcodespacerange\n"
        f"{len(glyphs)} beginbfchar\n{rows}endbfchar\nendcmap"
    )
    return f"<< /Length {len(text)} >>\nstream\n{text}\nendstream".encode()


def pdf_bomb() -> bytes:
    """A PDF of a few hundred kilobytes whose page unpacks to 300 MB."""
    return pdf("boom", filler=300)
