"""Papers read back: their words, and what a scanner sees on them."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from io import BytesIO

import zxingcpp
from PIL import Image

# In points: the margin at either side of A4, what is wide enough to be A4, and what no eye sees.
A4_MARGIN, A4_AT_LEAST, HAIR = 45.3, 500, 1.0


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


def outside(body: bytes) -> list[str]:
    """Words of a PDF that stand beyond the edges of what is printed: the margins of A4, else of the paper itself."""
    read = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"], input=body, capture_output=True, check=True
    ).stdout.decode()
    found = []
    for width, words in re.findall(r'<page width="([\d.]+)"[^>]*>(.*?)</page>', read, re.DOTALL):
        margin = A4_MARGIN if float(width) > A4_AT_LEAST else 0
        for left, right, word in re.findall(
            r'xMin="([-\d.]+)"[^>]*xMax="([\d.]+)"[^>]*>(.*?)<', words
        ):
            if float(left) < margin - HAIR or float(right) > float(width) - margin + HAIR:
                found.append(word)
    return found
