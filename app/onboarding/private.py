"""What an applicant said of themselves: names, address, telephone, sealed as one."""

from __future__ import annotations

from typing import Any

from app.onboarding.keys import open_json, seal_json
from app.onboarding.models import Application

PLACE, SHEET_PLACE, REVIEW_PLACE = "private", "sheet", "review"


def of(application: Application) -> dict[str, Any]:
    """representative, email, phone: as far as they were given."""
    return open_json(application, application.private_sealed, PLACE)


def put(application: Application, **values: Any) -> None:
    """Keep these, and leave the others as they are."""
    application.private_sealed = seal_json(application, of(application) | values, PLACE)


def sheet_of(application: Application) -> dict[str, Any]:
    """The Data Collection Sheet as it was last read: values, problems; empty where none was."""
    return open_json(application, application.sheet_sealed, SHEET_PLACE)


def put_sheet(application: Application, values: dict[str, Any]) -> None:
    """Keep what a sheet said in place of what the last one said."""
    application.sheet_sealed = seal_json(application, values, SHEET_PLACE)


def review_of(application: Application) -> dict[str, Any]:
    """What the desk asked for by task (`asked`), and why it refused (`reason`)."""
    return open_json(application, application.review_sealed, REVIEW_PLACE)


def put_review(application: Application, **values: Any) -> None:
    """Keep what the desk says in place of what it said before."""
    application.review_sealed = seal_json(application, values, REVIEW_PLACE)
