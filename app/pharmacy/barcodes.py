"""What a scan at the counter is: a pack (GS1 element string or bare GTIN), a prescription, a Civil ID. Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.kernel.errors import DomainError
from app.kernel.pagewords import latin_digits
from app.kernel.words import N_

GS = "\x1d"
# How scanners and keyboards write the group separator.
_SEPARATORS = re.compile(r"\x1d|\u241d|<GS>|\{GS\}|\[GS\]|<FNC1>|\{FNC1\}|\[FNC1\]", re.IGNORECASE)
# What a scanner puts in front to say which symbol it read.
_SYMBOLOGY = re.compile(r"^\][A-Za-z][0-9]")
_BRACKETED = re.compile(r"\((\d{2,4})\)([^()]*)")
# As `prescriptions` numbers its own papers; our codes of medicines may begin alike.
_PRESCRIPTION = re.compile(r"RX-\d{4}-\d{6,9}", re.IGNORECASE)
# The number of a paper that others wrote: letters first, a digit somewhere; never one like our own.
_TOKEN = re.compile(r"(?!RX-)(?=.*\d)[A-Z][A-Z0-9-]{5,59}", re.IGNORECASE)
_CIVIL_ID = re.compile(r"\d{5,9}")
_LOT = re.compile(r"[!-~]{1,20}")

# Application identifiers whose values have a length of their own, by their first two digits.
_FIXED = (
    {"00": 18, "01": 14, "02": 14, "03": 14, "04": 16, "20": 2, "41": 13}
    | {f"1{n}": 6 for n in range(1, 10)}
    | {f"3{n}": 6 for n in range(1, 7)}
)
# How many digits an application identifier has, by its first two; two where nothing is said.
_DIGITS = (
    {"23": 3, "24": 3, "25": 3, "39": 4, "40": 3, "41": 3, "42": 3, "43": 4, "71": 3}
    | {f"3{n}": 4 for n in range(1, 7)}
    | {f"7{n}": 4 for n in (0, 2, 3)}
    | {f"8{n}": 4 for n in (0, 1, 2)}
)
_GTIN = 14
_GTIN_LENGTHS = (12, 13, _GTIN)
# Halves of a century, as GS1 reads a year of two digits.
_AHEAD, _BEHIND = 50, 51

DAMAGED, CHECK_DIGIT, NO_GTIN, BAD_DAY, UNKNOWN = "damaged", "check_digit", "no_gtin", "bad_day", "unknown"  # fmt: skip
SENTENCES = {
    DAMAGED: N_("This code is damaged or cut off. Scan it again, or type lot and expiry from the box."),
    CHECK_DIGIT: N_("One digit of this code is wrong. Scan it again, or compare it with the box."),
    NO_GTIN: N_("This code names no product (GTIN). Scan the square code of the box, or type the medicine."),
    BAD_DAY: N_("The expiry in this code is not a real day. Type the expiry from the box."),
    UNKNOWN: N_("This is no code of a box, a prescription or a Civil ID. Scan again, or type the number."),
}  # fmt: skip


class UnreadableCode(DomainError):
    """The scan means nothing; `reason` says why."""

    field = "code"

    def __init__(self, reason: str) -> None:
        self.reason, self.sentence = reason, SENTENCES[reason]
        super().__init__()


@dataclass(frozen=True)
class PackScan:
    """A box: GTIN in 14 digits; lot, expiry and serial where the code holds them."""

    gtin: str
    lot: str | None = None
    expires_on: date | None = None
    serial: str | None = None


@dataclass(frozen=True)
class PrescriptionScan:
    """One of our own papers, such as an owing slip: the prescription's reference in capitals."""

    reference: str


@dataclass(frozen=True)
class CivilIdScan:
    """A Civil ID in digits."""

    number: str


@dataclass(frozen=True)
class TokenScan:
    """The number of a prescription that lies elsewhere, in capitals."""

    token: str


Scan = PackScan | PrescriptionScan | CivilIdScan | TokenScan


def read(text: str, today: date) -> Scan:
    """What was scanned or typed; raises UnreadableCode. `today` settles the century of an expiry."""
    plain = _SEPARATORS.sub(GS, _SYMBOLOGY.sub("", latin_digits(text).strip(" \r\n\t")))
    if _PRESCRIPTION.fullmatch(plain):
        return PrescriptionScan(plain.upper())
    if re.fullmatch(r"\d+", plain):
        return _digits(plain, today)
    if plain.startswith("("):
        return _pack(dict(_bracketed(plain)), today)
    if plain.startswith(GS) or re.match(r"\d{2}", plain):
        return _pack(dict(_elements(plain)), today)
    if _TOKEN.fullmatch(plain):
        return TokenScan(plain.upper())
    raise UnreadableCode(UNKNOWN)


def gtin_14(digits: str) -> str:
    """A GTIN in its 14 digits; raises UnreadableCode where length or check digit are wrong."""
    if len(digits) not in _GTIN_LENGTHS or not digits.isdigit() or not digits.isascii():
        raise UnreadableCode(DAMAGED)
    if check_digit(digits[:-1]) != digits[-1]:
        raise UnreadableCode(CHECK_DIGIT)
    return digits.zfill(_GTIN)


def check_digit(digits: str) -> str:
    """The last digit that GS1 puts behind these."""
    weighted = sum(int(one) * (3, 1)[place % 2] for place, one in enumerate(reversed(digits)))
    return str(-weighted % 10)


def gs1_day(digits: str, today: date) -> date:
    """YYMMDD as a day: DD 00 is the month's last; the century is the one nearest to today.

    Raises UnreadableCode.
    """
    try:
        year = _century(int(digits[:2]), today.year)
        month, day = int(digits[2:4]), int(digits[4:])
        return date(year, month, day or monthrange(year, month)[1])
    except ValueError:
        raise UnreadableCode(BAD_DAY) from None


def _century(year: int, present: int) -> int:
    apart = year - present % 100
    century = present - present % 100
    if apart >= _BEHIND:
        return century - 100 + year
    if apart <= -_AHEAD:
        return century + 100 + year
    return century + year


def _digits(digits: str, today: date) -> Scan:
    """Digits alone: a bare GTIN, an element string without letters, or a Civil ID, told by their length."""
    if len(digits) in _GTIN_LENGTHS:
        return PackScan(gtin_14(digits))
    if len(digits) >= len("01") + _GTIN:
        return _pack(dict(_elements(digits)), today)
    if _CIVIL_ID.fullmatch(digits):
        return CivilIdScan(digits)
    raise UnreadableCode(DAMAGED)


def _bracketed(text: str) -> Iterator[tuple[str, str]]:
    """(01)…(17)… as people read it below the code."""
    if _BRACKETED.sub("", text).strip(f"{GS} "):
        raise UnreadableCode(DAMAGED)
    for ai, value in _BRACKETED.findall(text):
        yield ai, value.strip(f"{GS} ")


def _elements(text: str) -> Iterator[tuple[str, str]]:
    """An element string as scanners send it: values of unknown length end with a separator."""
    rest = text.lstrip(GS)
    while rest:
        if not re.match(r"\d{2}", rest):
            raise UnreadableCode(DAMAGED)
        first = rest[:2]
        ai = rest[: _DIGITS.get(first, 2)]
        length = _FIXED.get(first)
        if length is None:
            value, _, rest = rest[len(ai) :].partition(GS)
        else:
            value = rest[len(ai) : len(ai) + length]
            rest = rest[len(ai) + length :].lstrip(GS)
            if len(value) < length or GS in value:
                raise UnreadableCode(DAMAGED)
        yield ai, value


def _pack(elements: dict[str, str], today: date) -> PackScan:
    gtin, lot, serial = elements.get("01"), elements.get("10"), elements.get("21")
    if gtin is None:
        raise UnreadableCode(NO_GTIN)
    texts = [value for value in (lot, serial) if value is not None]
    if len(gtin) != _GTIN or not all(_LOT.fullmatch(value) for value in texts):
        raise UnreadableCode(DAMAGED)
    day = elements.get("17")
    if day is not None and not re.fullmatch(r"\d{6}", day):
        raise UnreadableCode(BAD_DAY)
    return PackScan(
        gtin=gtin_14(gtin),
        lot=lot.upper() if lot else None,
        expires_on=gs1_day(day, today) if day else None,
        serial=serial,
    )
