"""Bars of a plot: within their frame, whatever the numbers; what is below zero hangs from the line of zero."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from flask import render_template_string

BARS = '{% from "components/charts.html" import bars with context %}{{ bars("Months", points, "OMR", "months") }}'
RECT = re.compile(r'<rect class="bar-fill tone-(\w+)" x="0" width="10" rx="1" y="([^"]+)" height="([^"]+)"/>')  # fmt: skip


@pytest.mark.parametrize(
    ("values", "drawn"),
    [
        ([], []),
        ([0, 0], [("accent", 100.0, 0.0), ("accent", 100.0, 0.0)]),
        (["5", "10"], [("accent", 52.0, 48.0), ("accent", 4.0, 96.0)]),
        (["-3", "6", "0"], [("danger", 68.0, 32.0), ("accent", 4.0, 64.0), ("accent", 68.0, 0.0)]),
        (["-2"], [("danger", 4.0, 96.0)]),
    ],
)
def test_bars_stand_on_the_line_of_zero_or_hang_from_it(app, values, drawn):
    points = [{"label": str(place), "value": Decimal(value)} for place, value in enumerate(values)]
    with app.test_request_context():
        html = render_template_string(BARS, points=points)
    found = [(tone, float(y), float(height)) for tone, y, height in RECT.findall(html)]
    assert found == drawn
    assert all(0 <= y <= 100 and height >= 0 and y + height <= 100 for _tone, y, height in found)
