"""Files as people and attackers upload them, made on the spot."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

ORIENTATION, MAKER, PLACE = 0x0112, 0x010F, 0x8825


def a_pdf(change: Any = None, *, pages: int = 1, words: str = "") -> bytes:
    """A small PDF; `change(writer)` may spoil it, `words` make it another one."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    if words:
        writer.add_metadata({"/Title": words})
    if change:
        change(writer)
    kept = io.BytesIO()
    writer.write(kept)
    return kept.getvalue()


def a_jpeg(size: tuple[int, int] = (60, 40), *, maker: str = "", orientation: int = 0) -> bytes:
    """A photo; with `maker` it carries the metadata of a telephone, a place among it."""
    picture = Image.new("RGB", size, (200, 30, 30))
    about = Image.Exif()
    if maker:
        about[MAKER] = maker
        about.get_ifd(PLACE)[1] = "N"
    if orientation:
        about[ORIENTATION] = orientation
    kept = io.BytesIO()
    picture.save(kept, "JPEG", exif=about)
    return kept.getvalue()


def a_png(size: tuple[int, int] = (50, 50), *, mode: str = "RGB", note: str = "") -> bytes:
    """A picture; `note` is hidden in its text part."""
    from PIL.PngImagePlugin import PngInfo

    about = PngInfo()
    if note:
        about.add_text("Comment", note)
    kept = io.BytesIO()
    Image.new(mode, size).save(kept, "PNG", pnginfo=about)
    return kept.getvalue()


def a_zip() -> bytes:
    """An archive."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("run.js", "alert(1)")
    return kept.getvalue()


def locked(writer: PdfWriter) -> None:
    """Protected with a password."""
    writer.encrypt("secret", algorithm="RC4-128")


def with_script(writer: PdfWriter) -> None:
    """Runs a script when opened."""
    action = DictionaryObject(
        {
            NameObject("/S"): NameObject("/JavaScript"),
            NameObject("/JS"): TextStringObject("app.alert('hello')"),
        }
    )
    writer.root_object[NameObject("/OpenAction")] = action


def with_hidden_script(writer: PdfWriter) -> None:
    """A script deep in the page's own actions, under a name that a search for words does not find."""
    action = DictionaryObject(
        {NameObject("/S"): NameObject("/SubmitForm"), NameObject("/F"): TextStringObject("x")}
    )
    writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): action})


def with_file(writer: PdfWriter) -> None:
    """Carries another file."""
    writer.add_attachment("run.exe", b"MZ" + b"\0" * 64)


def with_way_out(writer: PdfWriter) -> None:
    """Opens another file, wherever it lies."""
    action = DictionaryObject(
        {NameObject("/S"): NameObject("/GoToR"), NameObject("/F"): TextStringObject("//host/x.pdf")}
    )
    writer.root_object[NameObject("/OpenAction")] = action


def with_launch(writer: PdfWriter) -> None:
    """Starts a program when opened."""
    action = DictionaryObject(
        {NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("cmd.exe")}
    )
    writer.root_object[NameObject("/OpenAction")] = action
