"""What a file is, told by its content: the right ones pass, each hostile one is refused for its own reason."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import (
    DictionaryObject,
    NameObject,
    StreamObject,
    TextStringObject,
)

from app.kernel.uploads import errors, files
from app.kernel.uploads.pictures import LONGEST_SIDE
from tests.factories import paper


def examine(body, megabytes=10, megapixels=60):
    return files.examine(body, megabytes=megabytes, megapixels=megapixels)


def opened(body):
    return Image.open(io.BytesIO(body))


def test_a_pdf_is_kept_byte_for_byte():
    body = paper.a_pdf(pages=3)
    found = examine(body)
    assert (found.content_type, found.body) == ("application/pdf", body)


def test_at_the_front_door_a_pdf_loses_its_maker_wherever_it_is_told():
    """Document info, XMP of the document and of a page, and what an application keeps for itself."""

    def tell(writer):
        writer.xmp_metadata = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><a>XMP Telephone 12</a></x:xmpmeta>"  # fmt: skip
        page = writer.pages[0]
        told = StreamObject()
        told.set_data(b"page of Telephone 12")
        page[NameObject("/Metadata")] = writer._add_object(told)
        page[NameObject("/PieceInfo")] = DictionaryObject(
            {NameObject("/Tool"): TextStringObject("Private Telephone 12")}
        )

    body = paper.a_pdf(tell, words="Title Telephone 12", pages=2)
    assert body.count(b"Telephone 12") == 4
    found = files.examine(body, megabytes=10, megapixels=60, nameless=True)
    assert b"Telephone" not in found.body
    reader = PdfReader(io.BytesIO(found.body))
    assert (len(reader.pages), reader.metadata, reader.xmp_metadata) == (2, None, None)
    assert files.examine(found.body, megabytes=10, megapixels=60).body == found.body


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "I;16"])
def test_a_png_of_any_colours_stays_a_png(mode):
    found = examine(paper.a_png(mode=mode))
    assert (found.content_type, opened(found.body).format) == ("image/png", "PNG")


def test_a_photo_loses_its_telephone_and_its_place_and_stands_upright():
    body = paper.a_jpeg((60, 40), maker="Telephone 12", orientation=6)
    assert b"Telephone 12" in body
    found = examine(body)
    assert b"Telephone" not in found.body
    picture = opened(found.body)
    assert dict(picture.getexif()) == {}
    assert picture.size == (40, 60)


def test_hidden_text_of_a_picture_is_gone():
    body = paper.a_png(note="20114587 Fatma")
    assert b"20114587" in body
    assert b"20114587" not in examine(body).body


def test_a_large_photo_is_shrunk_and_a_small_one_is_not():
    large = opened(examine(paper.a_jpeg((5200, 1300))).body)
    assert large.size == (LONGEST_SIDE, LONGEST_SIDE // 4)
    assert opened(examine(paper.a_jpeg((600, 400))).body).size == (600, 400)


@pytest.mark.parametrize("orientation", [0, 6])
def test_a_picture_is_never_held_twice(monkeypatch, orientation):
    """A large one takes a hundred megabytes and more; its copy would take as much again."""
    copies = []
    copy = Image.Image.copy
    monkeypatch.setattr(Image.Image, "copy", lambda one: copies.append(one.size) or copy(one))
    turned = examine(paper.a_jpeg((300, 200), orientation=orientation)).body
    examine(paper.a_png((300, 200)))
    assert (copies, max(opened(turned).size)) == ([], 300)


def test_the_same_photo_gives_the_same_bytes():
    assert examine(paper.a_jpeg()).sha256 == examine(paper.a_jpeg()).sha256


def a_bomb():
    """A PNG of a few bytes that says it is 50,000 dots wide and high."""

    def chunk(name, body):
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    head = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")  # fmt: skip


HOSTILE = {
    "empty": (b"", errors.FileEmpty),
    "a program called x.pdf": (b"MZ" + b"\0" * 200, errors.WrongFileType),
    "a page": (b"<!doctype html><script>alert(1)</script>", errors.WrongFileType),
    "a drawing with script": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", errors.WrongFileType),
    "a gif": (b"GIF89a" + b"\0" * 50, errors.WrongFileType),
    "an archive": (paper.a_zip(), errors.WrongFileType),
    "words before a pdf": (b"hello " + paper.a_pdf(), errors.WrongFileType),
    "half a photo": (paper.a_jpeg((900, 900))[:700], errors.FileUnreadable),
    "only the first bytes of a photo": (b"\xff\xd8\xff\xe0" + b"\0" * 40, errors.FileUnreadable),
    "only the first bytes of a picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, errors.FileUnreadable),
    "half a picture": (paper.a_png((900, 900))[:90], errors.FileUnreadable),
    "a picture of impossible size": (a_bomb(), errors.TooManyPixels),
    "only the first bytes of a pdf": (b"%PDF-1.7\n%nothing\n%%EOF", errors.FileUnreadable),
    "half a pdf": (paper.a_pdf()[:200], errors.FileUnreadable),
    "a pdf without pages": (paper.a_pdf(pages=0), errors.FileUnreadable),
    "a locked pdf": (paper.a_pdf(paper.locked), errors.PdfLocked),
    "a pdf with a script": (paper.a_pdf(paper.with_script), errors.PdfActive),
    "a pdf with a hidden action": (paper.a_pdf(paper.with_hidden_script), errors.PdfActive),
    "a pdf that starts a program": (paper.a_pdf(paper.with_launch), errors.PdfActive),
    "a pdf that opens another file": (paper.a_pdf(paper.with_way_out), errors.PdfActive),
    "a pdf with a file in it": (paper.a_pdf(paper.with_file), errors.PdfActive),
    "a pdf and an archive": (paper.a_pdf() + paper.a_zip(), errors.TwoFilesInOne),
    "a pdf and a page": (paper.a_pdf() + b"<html>" + b" " * 9, errors.TwoFilesInOne),
    "a photo and an archive": (paper.a_jpeg() + paper.a_zip(), errors.TwoFilesInOne),
    "a photo that is a page": (
        paper.a_jpeg().replace(b"JFIF", b"JFIF<script>"), errors.TwoFilesInOne,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_each_hostile_file_is_refused_for_its_own_reason(name):
    body, refusal = HOSTILE[name]
    with pytest.raises(errors.FileRefused) as caught:
        examine(body)
    assert type(caught.value) is refusal


def test_the_limits_hold_on_both_sides():
    body = paper.a_pdf()
    padded = body + b"\n" * 10
    assert examine(padded).body == padded
    with pytest.raises(errors.FileTooLarge):
        examine(b"%PDF-" + b"x" * 1024 * 1024, megabytes=1)
    assert examine(paper.a_jpeg((1000, 1000)), megapixels=1)
    with pytest.raises(errors.TooManyPixels):
        examine(paper.a_jpeg((1001, 1000)), megapixels=1)


def test_bytes_behind_a_photo_are_left_behind():
    """Telephones append a film to a photo: the photo is kept, the film is not."""
    found = examine(paper.a_jpeg() + b"ftypmp42" + b"\1" * 500)
    assert b"ftypmp42" not in found.body
