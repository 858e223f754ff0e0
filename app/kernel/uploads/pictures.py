"""Pictures: really read, turned upright, shrunk to a sensible size, and written anew without metadata."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps

from app.kernel.uploads import JPEG
from app.kernel.uploads.errors import FileUnreadable, TooManyPixels

LONGEST_SIDE = 2600  # A4 at more than 220 dots an inch: small print stays legible.
QUALITY = 85
MILLION = 1_000_000
# Modes each format can be written in; all else becomes RGB.
JPEG_MODES, PNG_MODES = frozenset({"L", "RGB"}), frozenset({"1", "L", "LA", "P", "RGB", "RGBA"})


def clean(body: bytes, content_type: str, *, megapixels: int) -> bytes:
    """The picture's own dots in a new file of the same type; raises FileUnreadable, TooManyPixels."""
    form = "JPEG" if content_type == JPEG else "PNG"
    if not (_jpeg_is_whole(body) if form == "JPEG" else _png_is_whole(body)):
        raise FileUnreadable
    try:
        with warnings.catch_warnings():
            # Pillow's own alarm is wider than ours, which follows.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(body), formats=(form,)) as picture:
                if picture.width * picture.height > megapixels * MILLION:
                    raise TooManyPixels(most=megapixels)
                return _written(_upright(picture), form)
    except Image.DecompressionBombError:
        raise TooManyPixels(most=megapixels) from None
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, MemoryError):
        # What Pillow raises on broken files; which one depends on where they break.
        raise FileUnreadable from None


def as_jpeg(body: bytes) -> bytes:
    """A kept picture as JPEG; what shows through lies on white, as on paper."""
    with Image.open(io.BytesIO(body)) as opened:
        picture = (
            opened.convert("RGBA") if opened.mode in {"P", "LA", "RGBA"} else opened.convert("RGB")
        )
    if picture.mode == "RGBA":
        sheet = Image.new("RGB", picture.size, "white")
        sheet.paste(picture, mask=picture.getchannel("A"))
        picture = sheet
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=QUALITY, optimize=True)
    return kept.getvalue()


# Pillow would tell half a picture from a whole one, had not the printer of PDFs told it, for the whole
# process, to be content with halves.


def _jpeg_is_whole(body: bytes) -> bool:
    """Whether the end mark follows the dots; a small picture in the metadata has one of its own."""
    place = 2
    while body[place : place + 1] == b"\xff":
        if body[place + 1 : place + 2] == b"\xda":
            return body.find(b"\xff\xd9", place) > 0
        place += 2 + int.from_bytes(body[place + 2 : place + 4], "big")
    return False


def _png_is_whole(body: bytes) -> bool:
    """Whether the chunks follow each other to the last one."""
    place = 8
    while place + 12 <= len(body):
        if body[place + 4 : place + 8] == b"IEND":
            return True
        place += 12 + int.from_bytes(body[place : place + 4], "big")
    return False


def _upright(picture: Image.Image) -> Image.Image:
    """The picture itself, turned and shrunk: a copy would double what it takes in memory."""
    picture.load()
    ImageOps.exif_transpose(picture, in_place=True)
    found: Image.Image = picture
    if max(found.size) > LONGEST_SIDE:
        if found.mode in {"1", "P"}:
            found = found.convert("RGB")
        found.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return found


def _written(picture: Image.Image, form: str) -> bytes:
    modes = JPEG_MODES if form == "JPEG" else PNG_MODES
    dots = picture if picture.mode in modes else picture.convert("RGB")
    dots.info = {}  # Text, profile, place and time lie there, and are written along if they stay.
    kept = io.BytesIO()
    if form == "JPEG":
        dots.save(kept, "JPEG", quality=QUALITY, optimize=True)
    else:
        dots.save(kept, "PNG", optimize=True)
    return kept.getvalue()
