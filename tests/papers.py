"""Papers read back: their words, and what a scanner sees on them."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from io import BytesIO

import zxingcpp
from PIL import Image


def words_of(body: bytes) -> str:
    """The words of a PDF in one line, isolating marks left out, letters in their plain forms."""
    read = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=body, capture_output=True, check=True
    )
    plain = re.sub("[\u2066-\u2069\u200e\u200f\u202a-\u202e]", "", read.stdout.decode())
    return unicodedata.normalize("NFKC", re.sub(r"\s+", " ", plain))


def codes_of(body: bytes) -> list[str]:
    """What a scanner reads on the first page."""
    drawn = subprocess.run(
        ["pdftoppm", "-r", "200", "-l", "1", "-png", "-"], input=body, capture_output=True, check=True
    )  # fmt: skip
    with Image.open(BytesIO(drawn.stdout)) as picture:
        return [one.text for one in zxingcpp.read_barcodes(picture.convert("L"))]
