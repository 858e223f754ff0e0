"""The Data Collection Sheet of one application: prefilled, kept as it was read, shown with its problems."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask_babel import gettext

from app.kernel.clock import now, today
from app.kernel.pagewords import either, isolate
from app.kernel.sheets import Table
from app.onboarding import lists, papers, private, sheet
from app.onboarding.errors import FileMissing
from app.onboarding.history import tell
from app.onboarding.models import Application
from app.onboarding.tasks import LICENCE, REGISTRATION
from app.onboarding.wording import payer_names

MOST_SHOWN = 20


def prefilled(application: Application) -> Table:
    """The sheet with what is known already; what an earlier one said wins."""
    own, there = private.of(application), papers.current(application)
    licence = there.get(LICENCE)
    known = {
        "representative": own.get("representative", ""),
        "email": own.get("email", ""),
        "phone": own.get("phone", ""),
        "branches": str(application.branches or ""),
        "payers": ", ".join(payer_names(application)),
        "registration": papers.number_of(application, there.get(REGISTRATION)),
        "licence": papers.number_of(application, licence),
        "licence_to": licence.expires_on.isoformat() if licence and licence.expires_on else "",
    }
    earlier = private.sheet_of(application).get("values", {})
    return sheet.table(known | {key: value for key, value in earlier.items() if value})


def keep(application: Application, content: bytes | None) -> int:
    """Keep what a filled sheet says, never the file; returns how many cells are wrong. Raises what reading raises."""
    if not content:
        raise FileMissing
    found = sheet.read(content, lists.free_mail(), today())
    private.put_sheet(
        application,
        {
            "values": found.values,
            "problems": [asdict(one) for one in found.problems],
            "read_at": now().isoformat(),
        },
    )
    tell(application, "sheet", problems=len(found.problems))
    return len(found.problems)


def rows(application: Application) -> list[dict[str, Any]]:
    """What the sheet says, as the summary list wants it."""
    values = private.sheet_of(application).get("values", {})
    return [
        {"label": either(line.en, line.ar), "value": isolate(values[line.key])}
        for line in sheet.LINES
        if values.get(line.key)
    ]


def problems(application: Application) -> list[str]:
    """What is wrong, one sentence for each of the first cells, and how many follow."""
    names = {line.key: either(line.en, line.ar) for line in sheet.LINES}
    all_of_them = private.sheet_of(application).get("problems", ())
    found = (sheet.Problem(**one) for one in all_of_them[:MOST_SHOWN])
    told = [gettext(one.sentence, cell=one.cell, field=names.get(one.key, "")) for one in found]
    if (more := len(all_of_them) - len(told)) > 0:
        told.append(gettext("Cells to correct after these: %(more)d", more=more))
    return told
