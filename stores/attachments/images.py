"""Smaller copies of images: upright, without metadata, and never of a bomb."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from stores.attachments.errors import FileInvalid, FileTooLarge

PREVIEW_TYPE = "image/webp"
PREVIEW_SIDE = 512
"""Pixels of a preview's longer side, at most."""

MODEL_TYPE = "image/jpeg"
MODEL_SIDE = 1568
"""Pixels of the longer side of what a model is shown: more is scaled down by providers anyway."""

_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "AVIF")


def preview(source: Path | bytes, *, max_pixels: int) -> bytes:
    """Make the preview of an image, a WebP of the first frame.

    Raises:
        FileTooLarge: The image has more than ``max_pixels``; it is not decoded.
        FileInvalid: It cannot be decoded.
    """
    image = _scaled(source, PREVIEW_SIDE, max_pixels)
    if image.mode not in ("RGB", "RGBA"):
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    return _encoded(image, "WEBP", quality=80)


def for_model(source: Path | bytes, *, max_pixels: int) -> bytes:
    """Make what a model is shown: a JPEG, what is transparent on white.

    Raises:
        FileTooLarge: As for `preview`.
        FileInvalid: The same.
    """
    image = _scaled(source, MODEL_SIDE, max_pixels)
    if image.has_transparency_data:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image)
    return _encoded(image.convert("RGB"), "JPEG", quality=85, optimize=True)


def _scaled(source: Path | bytes, side: int, max_pixels: int) -> Image.Image:
    file: Path | BytesIO = BytesIO(source) if isinstance(source, bytes) else source
    try:
        with Image.open(file, formats=_FORMATS) as image:  # reads no more than the header
            if image.width * image.height > max_pixels:
                raise _too_many_pixels(max_pixels)
            image.thumbnail((side, side))
            upright = ImageOps.exif_transpose(image)
            upright.load()
            return upright
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels(max_pixels) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        # Pillow has no error of its own for a damaged file; these are what its decoders raise.
        raise FileInvalid("The image is damaged: it cannot be opened.") from error


def _encoded(image: Image.Image, format: str, **options: object) -> bytes:
    image.info.clear()  # encoders write what they find here: profiles, comments, dates
    output = BytesIO()
    image.save(output, format, exif=b"", **options)
    return output.getvalue()


def _too_many_pixels(most: int) -> FileTooLarge:
    return FileTooLarge(f"The image has more than {most // 1_000_000} megapixels.")
