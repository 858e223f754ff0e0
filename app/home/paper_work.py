"""Own papers that end soon, as rows of the first page."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from app.kernel.clock import today
from app.kernel.words import N_
from app.tenants import papers
from app.tenants.rules import PAPERS, SOON_DAYS


def rows() -> list[dict[str, Any]]:
    """The values of one row of work each: papers that end within two months, or have ended."""
    day = today()
    ends = {one: (one.expires_on - day).days for one in papers.papers() if one.expires_on}
    return [
        {
            "kind": "paper",
            "reference": _(PAPERS[one.kind]),
            "endpoint": "tenants.replace_paper",
            "values": {"paper_id": one.id},
            "why": N_("A paper of the establishment ends soon or has ended."),
            "verb": N_("Replace it"),
            "tone": "red" if left < 0 else "amber",
            "days": max(left, 0),
        }
        for one, left in ends.items()
        if left <= SOON_DAYS
    ]
