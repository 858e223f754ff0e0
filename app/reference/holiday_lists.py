"""Loading public holidays: days are added, corrected, or taken away by a line without names."""

from __future__ import annotations

from datetime import date

from app.kernel.db import db
from app.kernel.sheets import Heading, read_table, rows_under
from app.reference.errors import EmptyList
from app.reference.imports import Outcome
from app.reference.models import PublicHoliday

HEADINGS = (
    Heading("day", ("day", "date", "اليوم", "التاريخ"), needed=True),
    Heading("name_en", ("name_en", "name", "الاسم بالإنجليزية"), needed=True),
    Heading("name_ar", ("name_ar", "الاسم بالعربية"), needed=True),
)


def load_holidays(content: bytes, *, dry_run: bool = False) -> Outcome:
    """Add, correct and take away single days; all others stay. Raises EmptyList and what reading raises."""
    outcome = Outcome()
    rows = list(rows_under(read_table(content), HEADINGS))
    if not rows:
        raise EmptyList
    for row in rows:
        try:
            day = date.fromisoformat(row["day"])
        except ValueError:
            outcome.skipped.append(f"row {row.number}: {row['day']} is no day such as 2027-03-10")
            continue
        _settle(outcome, day, row["name_en"], row["name_ar"])
    if dry_run:
        db.session.rollback()
    else:
        db.session.flush()
    return outcome


def _settle(outcome: Outcome, day: date, english: str, arabic: str) -> None:
    there = db.session.get(PublicHoliday, day)
    if not (english or arabic):
        if there is not None:
            db.session.delete(there)
            outcome.retired += 1
        return
    if there is None:
        db.session.add(PublicHoliday(day=day, name_en=english or arabic, name_ar=arabic or english))
        outcome.created += 1
    elif (there.name_en, there.name_ar) == (english, arabic):
        outcome.unchanged += 1
    else:
        there.name_en, there.name_ar = english or arabic, arabic or english
        outcome.changed += 1
