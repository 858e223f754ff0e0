"""QR codes as SVG that stands in the page or paper itself."""

from __future__ import annotations

import segno
from markupsafe import Markup


def svg(text: str, css: str = "print-code", border: int = 0) -> Markup:
    """The text as a QR code of this class; `border` is in modules."""
    drawing = segno.make(text, error="m", micro=False)
    drawn = drawing.svg_inline(svgclass=css, lineclass=None, omitsize=True, border=border)
    return Markup(drawn)  # noqa: S704 - shapes only, no text of others in it
