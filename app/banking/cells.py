"""Amounts and days as payers and banks write them into the cells of a table."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from app.kernel.days import DayIncomplete, NoSuchDay, read_day
from app.kernel.money import NotMoney, money


def amount_in(text: str) -> Decimal | None:
    """OMR; thousands may be parted by a comma where a point follows; brackets and a minus both take away."""
    plain = text.upper().replace("OMR", "").replace("ر.ع.", "").strip()
    if plain.startswith("(") and plain.endswith(")"):
        plain = f"-{plain[1:-1]}"
    try:
        return money(plain.replace(",", "") if "." in plain else plain)
    except NotMoney:
        return None


def day_in(text: str) -> date | None:
    """The day, with or without a time behind it."""
    try:
        return read_day({"day": text.partition("T")[0].strip(), "month": "", "year": ""})
    except (DayIncomplete, NoSuchDay):
        return None
