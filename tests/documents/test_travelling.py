"""How a paper leaves: byte for byte, save for a PNG where the exchange takes none."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace

import pytest
from PIL import Image

from app.documents.travelling import fit, travels_as
from app.exchange.dhamani import profile
from app.exchange.gateway import Limits
from app.exchange.messages import Attachment
from app.kernel.uploads import JPEG, PDF, PNG

NO_PNG = Limits(
    message_bytes=10_000_000, file_bytes=5_000_000, files=10, content_types=(PDF, JPEG), png_as_jpeg=True
)  # fmt: skip
WITH_PNG = replace(NO_PNG, content_types=(PDF, JPEG, PNG))
NEVER = replace(NO_PNG, png_as_jpeg=False)


def a_paper(content_type: str = PNG, mode: str = "RGBA") -> Attachment:
    body = io.BytesIO()
    Image.new(mode, (40, 30)).save(body, "PNG")
    found = body.getvalue()
    return Attachment(
        title="Scan", content_type=content_type, body=found, sha256=hashlib.sha256(found).hexdigest()
    )  # fmt: skip


@pytest.mark.parametrize(
    ("content_type", "limits", "leaves_as"),
    [
        (PNG, NO_PNG, JPEG), (PNG, WITH_PNG, PNG), (PNG, NEVER, PNG),
        (JPEG, NO_PNG, JPEG), (PDF, NO_PNG, PDF), (PDF, WITH_PNG, PDF),
    ],
)  # fmt: skip
def test_only_a_png_that_is_not_taken_leaves_as_jpeg(content_type, limits, leaves_as):
    assert travels_as(content_type, limits) == leaves_as


@pytest.mark.parametrize("limits", [WITH_PNG, NEVER])
def test_what_is_not_turned_leaves_byte_for_byte(limits):
    paper = a_paper()
    assert fit(paper, limits) == paper


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_a_turned_picture_is_a_whole_jpeg_under_its_own_hash(mode):
    sent = fit(a_paper(mode=mode), NO_PNG)
    with Image.open(io.BytesIO(sent.body)) as picture:
        assert (picture.format, picture.size, picture.mode) == ("JPEG", (40, 30), "RGB")
    assert (sent.content_type, sent.title) == (JPEG, "Scan")
    assert sent.sha256 == hashlib.sha256(sent.body).hexdigest()


def test_what_shows_through_lies_on_white():
    with Image.open(io.BytesIO(fit(a_paper(), NO_PNG).body)) as picture:
        assert min(picture.getpixel((20, 15))) > 250


@pytest.mark.parametrize("name", ["sandbox", "assumed"])
def test_both_profiles_take_no_png_and_say_how_it_goes(name):
    supporting = profile.load(name).supporting
    assert PNG not in supporting.content_types
    assert supporting.png_as_jpeg is True
