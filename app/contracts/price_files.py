"""What a file of prices says, and what it would change: values in, values out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from app.contracts.errors import PriceAboveHighest
from app.contracts.models import CATEGORIES, VAT_CATEGORIES
from app.kernel.money import NotMoney, money
from app.kernel.sheets import Heading, Row, rows_under
from app.kernel.words import N_

# The names our own download writes come first in each language, then what other programs write.
HEADINGS = (
    Heading("local_code", ("our code", "local_code", "code", "service code", "item code", "رمزنا", "الرمز", "رمز الخدمة"), needed=True),
    Heading("unit_price", ("price", "unit_price", "price omr", "agreed price", "السعر", "سعر الوحدة", "السعر المتفق عليه"), needed=True),
    Heading("name_en", ("name in english", "name_en", "english name", "name", "service", "description", "الاسم بالإنجليزية")),
    Heading("name_ar", ("name in arabic", "name_ar", "arabic name", "الاسم بالعربية", "الاسم", "الخدمة")),
    Heading("category", ("category", "الفئة", "التصنيف")),
    Heading("vat_category", ("vat", "vat_category", "ضريبة القيمة المضافة", "الضريبة")),
    Heading("approval_required", ("approval first", "approval_required", "approval", "موافقة مسبقة", "الموافقة")),
    Heading("max_per_day", ("most per day", "max_per_day", "الحد اليومي")),
    Heading("system", ("code list", "code_system", "system", "قائمة الرموز", "نظام الترميز")),
    Heading("code", ("code on the exchange", "exchange_code", "standard code", "الرمز على المنصة", "الرمز المعتمد")),
)  # fmt: skip
YES = frozenset({"1", "yes", "y", "true", "نعم"})
NO = frozenset({"", "0", "no", "n", "false", "لا"})

MISSING = N_("This cell is empty.")
NOT_AN_AMOUNT = N_("This is not an amount with at most three decimals.")
NOT_YES_OR_NO = N_("Write yes or no here.")
NOT_A_COUNT = N_("Write a whole number from 1 here.")
NOT_A_CATEGORY = N_("This is not one of our categories.")
TWICE = N_("This code stands in the file twice.")
NEW_NEEDS_NAMES = N_("This service is new: give its name in both languages and its category.")


@dataclass(frozen=True, kw_only=True)
class PriceLine:
    """A line of the file; `number` is its line there."""

    number: int
    local_code: str
    unit_price: Decimal
    name_en: str = ""
    name_ar: str = ""
    category: str = ""
    vat_category: str = ""
    approval_required: bool = False
    max_per_day: int | None = None
    system: str = ""
    code: str = ""

    def stored(self) -> dict[str, Any]:
        return asdict(self) | {"unit_price": str(self.unit_price)}

    @classmethod
    def opened(cls, stored: Mapping[str, Any]) -> PriceLine:
        return cls(**(dict(stored) | {"unit_price": Decimal(stored["unit_price"])}))


@dataclass(frozen=True)
class CellError:
    """A cell that cannot be used: line in the file, column, sentence (a msgid) with its params, what stands there."""

    line: int
    column: str
    sentence: str
    value: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Known:
    """A service as it stands before the import; `price` is what its line would replace."""

    name_en: str
    name_ar: str
    price: Decimal | None = None
    approval_required: bool = False
    max_per_day: int | None = None


@dataclass(frozen=True)
class Change:
    """One line of the preview, in OMR."""

    line: PriceLine
    before: Decimal | None
    new_service: bool
    name_en: str
    name_ar: str

    @property
    def difference(self) -> Decimal | None:
        return None if self.before is None else self.line.unit_price - self.before


@dataclass
class Preview:
    """What an import would do. Services that the file leaves out keep their price."""

    new: list[Change] = field(default_factory=list)
    dearer: list[Change] = field(default_factory=list)
    cheaper: list[Change] = field(default_factory=list)
    terms: list[Change] = field(default_factory=list)
    unchanged: list[Change] = field(default_factory=list)
    left_out: int = 0
    errors: list[CellError] = field(default_factory=list)

    @property
    def changes(self) -> list[Change]:
        """The lines that change something."""
        return [*self.new, *self.dearer, *self.cheaper, *self.terms]


def read_lines(table: list[list[str]]) -> tuple[list[PriceLine], list[CellError]]:
    """The lines of a file and the cells that cannot be used. Raises HeadingMissing."""
    lines: dict[str, PriceLine] = {}
    errors: list[CellError] = []
    for row in rows_under(table, HEADINGS):
        wrong = list(_wrong_cells(row, lines))
        errors += wrong
        if not wrong:
            line = _line(row)
            lines[line.local_code] = line
    return list(lines.values()), errors


def _wrong_cells(row: Row, lines: Mapping[str, PriceLine]) -> Iterator[CellError]:
    def wrong(column: str, sentence: str) -> CellError:
        return CellError(row.number, column, sentence, row[column][:60])

    if not row["local_code"]:
        yield wrong("local_code", MISSING)
    elif _code(row["local_code"]) in lines:
        yield wrong("local_code", TWICE)
    try:
        if amount(row["unit_price"]) < 0:
            yield wrong("unit_price", NOT_AN_AMOUNT)
    except NotMoney:
        yield wrong("unit_price", NOT_AN_AMOUNT if row["unit_price"] else MISSING)
    if row["approval_required"].casefold() not in YES | NO:
        yield wrong("approval_required", NOT_YES_OR_NO)
    if row["max_per_day"] and not (
        row["max_per_day"].isdigit() and 0 < int(row["max_per_day"]) < 1000
    ):
        yield wrong("max_per_day", NOT_A_COUNT)
    if row["category"] and row["category"].casefold() not in CATEGORIES:
        yield wrong("category", NOT_A_CATEGORY)
    if row["vat_category"] and row["vat_category"].casefold() not in VAT_CATEGORIES:
        yield wrong("vat_category", NOT_A_CATEGORY)


def _line(row: Row) -> PriceLine:
    return PriceLine(
        number=row.number,
        local_code=_code(row["local_code"]),
        unit_price=amount(row["unit_price"]),
        name_en=row["name_en"],
        name_ar=row["name_ar"],
        category=row["category"].casefold(),
        vat_category=row["vat_category"].casefold(),
        approval_required=row["approval_required"].casefold() in YES,
        max_per_day=int(row["max_per_day"]) if row["max_per_day"] else None,
        system=row["system"].casefold(),
        code=row["code"],
    )


def _code(text: str) -> str:
    return "".join(text.split()).upper()


def amount(text: str) -> Decimal:
    """An amount as files write it; raises NotMoney. Thousands may be parted by a comma where a point follows; a lone comma is not guessed at."""
    plain = text.upper().replace("OMR", "").replace("ر.ع.", "").strip()
    return money(plain.replace(",", "") if "." in plain else plain)


def compare(lines: Iterable[PriceLine], known: Mapping[str, Known]) -> Preview:
    """What the lines would change, given the services and prices as they stand."""
    preview, seen = Preview(), set()
    for line in lines:
        seen.add(line.local_code)
        service = known.get(line.local_code)
        if service is None and not (line.name_en and line.name_ar and line.category):
            preview.errors.append(
                CellError(line.number, "local_code", NEW_NEEDS_NAMES, line.local_code)
            )
            continue
        _sort(preview, line, service)
    priced = {code for code, service in known.items() if service.price is not None}
    preview.left_out = len(priced - seen)
    return preview


def above_highest(lines: Iterable[PriceLine], most: Mapping[str, Decimal]) -> Iterator[CellError]:
    """Prices above the highest that is allowed for a unit; `most` by local code."""
    for line in lines:
        highest = most.get(line.local_code)
        if highest is not None and line.unit_price > highest:
            price = str(line.unit_price)
            yield CellError(
                line.number, "unit_price", PriceAboveHighest.sentence, price,
                {"price": price, "highest": str(highest)},
            )  # fmt: skip


def _sort(preview: Preview, line: PriceLine, service: Known | None) -> None:
    before = service.price if service else None
    change = Change(
        line, before, service is None,
        service.name_en if service else line.name_en, service.name_ar if service else line.name_ar,
    )  # fmt: skip
    if service is None or before is None:
        preview.new.append(change)
    elif line.unit_price > before:
        preview.dearer.append(change)
    elif line.unit_price < before:
        preview.cheaper.append(change)
    elif (line.approval_required, line.max_per_day) != (
        service.approval_required,
        service.max_per_day,
    ):
        preview.terms.append(change)
    else:
        preview.unchanged.append(change)


def fingerprint(known: Mapping[str, Known]) -> str:
    """What the preview was made against: changes as soon as any price of the list does."""
    digest = hashlib.sha256()
    for code in sorted(known):
        one = known[code]
        digest.update(f"{code}={one.price}/{one.approval_required}/{one.max_per_day};".encode())
    return digest.hexdigest()
