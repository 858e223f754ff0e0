from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.kernel import pdf

STATIC = Path(__file__).parents[2] / "static"
PAGE = '<!doctype html><html lang="en"><head><title>Claim</title></head><body><h1>DEMO-1</h1>{}</body></html>'


@pytest.fixture
def typeset():
    pytest.importorskip("weasyprint", reason="the PDF library's system libraries are not installed", exc_type=OSError)  # fmt: skip
    return pdf._typeset()


def test_a_page_becomes_a_pdf(typeset):
    reader = PdfReader(io.BytesIO(typeset(PAGE.format("<p>12.500</p>"), STATIC)))
    assert "DEMO-1" in reader.pages[0].extract_text()
    assert reader.metadata.title == "Claim"


def test_nothing_foreign_is_fetched(typeset, monkeypatch):
    asked = []
    monkeypatch.setattr(
        pdf, "own_file", lambda url, _static: asked.append(url) or pdf.Path("/nowhere")
    )
    typeset(
        PAGE.format('<img src="http://127.0.0.1:1/a.png"><img src="/static/build/x.png">'), STATIC
    )
    assert asked == ["http://127.0.0.1:1/a.png", f"{pdf.BASE}static/build/x.png"]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/static/build/a.css",
        "https://house.invalid/static/build/a.css",
        "file:///etc/passwd",
        "data:text/css,*{}",
        f"{pdf.BASE}static/build/../../secret.txt",
        f"{pdf.BASE}static/build/%2e%2e/%2e%2e/secret.txt",
        f"{pdf.BASE}static/img/mark.svg",
        f"{pdf.BASE}static/build/missing.css",
    ],
)
def test_only_built_files_are_served(url, tmp_path):
    (tmp_path / "static" / "build").mkdir(parents=True)
    (tmp_path / "static" / "img").mkdir()
    (tmp_path / "static" / "img" / "mark.svg").write_text("<svg/>")
    (tmp_path / "static" / "build" / "a.css").write_text("")
    (tmp_path / "secret.txt").write_text("secret")
    with pytest.raises(ValueError):  # noqa: PT011 - any refusal will do
        pdf.own_file(url, tmp_path / "static")


def test_a_built_file_is_served(tmp_path):
    (tmp_path / "build").mkdir()
    built = tmp_path / "build" / "print.1.css"
    built.write_text("")
    assert pdf.own_file(f"{pdf.BASE}static/build/print.1.css", tmp_path) == built


def test_a_font_is_unpacked_once_and_used_each_time(typeset, monkeypatch):
    from fontTools.ttLib import woff2

    font = next((STATIC / "build").glob("sans-400.*.woff2"))
    unpack, unpacked = woff2.decompress, []
    monkeypatch.setattr(
        woff2, "decompress", lambda *files: unpacked.append(font.name) or unpack(*files)
    )
    pdf.unpacked.cache_clear()
    style = f"<style>@font-face {{ font-family: Ours; src: url({pdf.BASE}static/build/{font.name}) }} h1 {{ font: 9pt Ours }}</style>"

    papers = [PdfReader(io.BytesIO(typeset(PAGE.format(style), STATIC))) for _ in range(2)]

    assert unpacked == [font.name]
    used = [
        str(one["/BaseFont"])
        for paper in papers
        for one in paper.pages[0]["/Resources"]["/Font"].values()
    ]
    assert len(used) == 2
    assert all(name.endswith("+Ours") for name in used), used


def test_missing_libraries_are_said_in_a_sentence(monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    pdf._typeset.cache_clear()
    with pytest.raises(pdf.PdfUnavailable) as refused:
        pdf._typeset()
    assert refused.value.sentence == pdf.LIBRARIES_MISSING


def test_only_a_few_print_at_once(monkeypatch):
    monkeypatch.setattr(pdf, "WAIT_SECONDS", 0.01)
    with pdf._press(), pdf._press(), pytest.raises(pdf.PdfUnavailable) as refused, pdf._press():
        pytest.fail("a third press started")
    assert refused.value.sentence == pdf.TOO_BUSY
    with pdf._press():
        pass
