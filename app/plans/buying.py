"""How a buyer may be named on an invoice: in both scripts, with a tax number of Oman or none. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.plans.errors import NotInArabic, NotInEnglish, VatinWrong

VATIN = re.compile(r"OM\d{10}")
ARABIC = re.compile(r"[\u0621-\u064a\u066e-\u06d3]")
LATIN = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, kw_only=True)
class Buyer:
    """A tenant as its invoices name it, and where letters about them go; no tax number where it has none."""

    name_en: str
    name_ar: str
    address_en: str = ""
    address_ar: str = ""
    vatin: str | None = None
    email: str | None = None


def check(buyer: Buyer) -> None:
    """Raises NotInEnglish, NotInArabic (for the field that is not), VatinWrong."""
    for name in ("name_en", "address_en"):
        if (text := getattr(buyer, name)) and (ARABIC.search(text) or not LATIN.search(text)):
            raise NotInEnglish(name)
    for name in ("name_ar", "address_ar"):
        if (text := getattr(buyer, name)) and not ARABIC.search(text):
            raise NotInArabic(name)
    if buyer.vatin is not None:
        check_vatin(buyer.vatin)


def check_vatin(vatin: str) -> None:
    """Raises VatinWrong."""
    if not VATIN.fullmatch(vatin):
        raise VatinWrong
