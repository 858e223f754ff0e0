"""What a pharmacy's own file of medicines says: values in, values out.

An empty cell says nothing: what is known stays. `HEADINGS` is the one declaration of the columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from app.contracts.price_files import (
    NO,
    NOT_AN_AMOUNT,
    NOT_YES_OR_NO,
    TWICE,
    YES,
    CellError,
    amount,
)
from app.kernel.money import NotMoney
from app.kernel.sheets import Heading, Row, rows_under
from app.kernel.words import N_
from app.pharmacy.barcodes import UnreadableCode, gtin_14
from app.pharmacy.medicines.files import TOO_LONG, Line, State
from app.pharmacy.medicines.wording import FORMS, UNITS
from app.reference.folding import fold_words

# The names our own download writes come first in each language, then what other programs write.
HEADINGS = (
    Heading("local_code", ("our code", "local_code", "code", "item code", "رمزنا", "الرمز", "رمز الصنف")),
    Heading("gtin", ("number below the bars (gtin)", "gtin", "barcode", "bar code", "ean", "الرقم أسفل رمز العبوة", "الباركود", "رقم الباركود")),
    Heading("name_en", ("name in english", "name_en", "name", "item name", "trade name", "الاسم بالإنجليزية")),
    Heading("name_ar", ("name in arabic", "name_ar", "arabic name", "الاسم بالعربية", "الاسم", "اسم الصنف")),
    Heading("ingredients", ("active ingredients", "active ingredient", "ingredients", "ingredient", "generic name", "المواد الفعالة", "المادة الفعالة")),
    Heading("strength", ("strength", "concentration", "التركيز")),
    Heading("form", ("form", "dosage form", "الشكل الصيدلاني", "الشكل")),
    Heading("unit", ("unit that is counted and supplied", "unit", "الوحدة التي تُعدّ وتُصرف", "الوحدة")),
    Heading("dose_unit", ("dose unit", "وحدة الجرعة")),
    Heading("content", ("dose units in one unit", "content", "volume", "عدد وحدات الجرعة في الوحدة", "المحتوى")),
    Heading("pack_size", ("units in a box", "pack size", "pack", "عدد الوحدات في العبوة", "حجم العبوة", "العبوة")),
    Heading("unit_price", ("price of a unit", "price", "unit price", "سعر الوحدة", "السعر")),
    Heading("regulated_price", ("highest price of a unit allowed", "regulated maximum", "maximum price", "moh price", "أعلى سعر مسموح به للوحدة", "السعر الأعلى", "سعر الوزارة")),
    Heading("controlled", ("controlled", "خاضع للرقابة")),
)  # fmt: skip
# What a unit of a form is, and what its dose is counted in, where a new medicine's line does not say.
USUAL_UNITS = {
    "tablet": ("tablet", "tablet"), "capsule": ("capsule", "capsule"), "syrup": ("bottle", "ml"),
    "suspension": ("bottle", "ml"), "drops": ("bottle", "drop"), "cream": ("tube", "g"),
    "ointment": ("tube", "g"), "injection": ("vial", "ml"), "pen": ("pen", "iu"),
    "inhaler": ("inhaler", "puff"),
    "suppository": ("suppository", "suppository"), "patch": ("patch", "patch"),
    "sachet": ("sachet", "sachet"), "spray": ("bottle", "puff"),
}  # fmt: skip
NAMES, LONGEST_NAME, LONGEST_STRENGTH, LONGEST_INGREDIENT = ("name_en", "name_ar"), 160, 60, 120
MOST_UNITS = Decimal(100_000)
_ENGLISH = re.compile(r"[!-~][ -~]*")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_CODE = re.compile(r"[!-~]{1,40}")

NO_CODE = N_("Give our code or the GTIN of the box: one of them names the medicine.")
NOT_A_CODE = N_("A code has at most 40 Latin letters, digits or signs.")
NOT_INGREDIENTS = N_("Write the active ingredients in English, parted by commas.")
NOT_A_FORM = N_("This is none of our forms. Write tablet, capsule, syrup or another one.")
NOT_A_UNIT = N_("This is none of our units. Write tablet, bottle, tube or another one.")
NOT_A_QUANTITY = N_("Write a number above zero here.")
NEW_NEEDS = N_("This medicine is new: this cell must be filled.")
GTIN_TWICE = N_("This GTIN stands in the file twice.")
GTIN_OTHER = N_("This GTIN is remembered as another medicine.")
OVER_HIGHEST = N_("The price is above the highest price of a unit allowed.")


class Wrong(Exception):
    """A cell cannot be used; the message is a sentence (a msgid)."""


def read_medicines(table: list[list[str]]) -> tuple[list[Line], list[CellError]]:
    """The medicines of a file by code, else by GTIN, and the cells that cannot be used."""
    lines: dict[str, Line] = {}
    boxes: set[str] = set()
    errors: list[CellError] = []
    for row in rows_under(table, HEADINGS):
        line, wrong = _understood(row)
        if not wrong and line.key in lines:
            wrong = [_cell(row, "local_code", TWICE)]
        if not wrong and boxes & set(line.says.get("gtins", ())):
            wrong = [_cell(row, "gtin", GTIN_TWICE)]
        errors += wrong
        if not wrong:
            lines[line.key] = line
            boxes |= set(line.says.get("gtins", ()))
    return list(lines.values()), errors


def _understood(row: Row) -> tuple[Line, list[CellError]]:
    says, wrong = {}, []
    for key, read in READERS.items():
        if not row[key]:
            continue
        try:
            says[key] = read(row[key])
        except Wrong as refusal:
            wrong.append(_cell(row, key, str(refusal)))
    gtins = says.pop("gtin", [])
    code = says.pop("local_code", gtins[0] if gtins else "")
    if gtins:
        says["gtins"] = gtins
    if not code and not wrong:
        wrong = [_cell(row, "local_code", NO_CODE)]
    return Line(row.number, code, says), wrong


def wanting(line: Line, before: State | None) -> Iterator[CellError]:
    """The cells that a new medicine needs and that are empty."""
    if before is not None:
        return
    needed = ["name_en", "name_ar", "ingredients", "strength", "form"]
    unit, dose_unit = USUAL_UNITS.get(line.says.get("form", ""), ("", ""))
    if line.says.get("unit", unit) != line.says.get("dose_unit", dose_unit):
        needed.append("content")
    for column in needed:
        if column not in line.says:
            yield CellError(line.number, column, NEW_NEEDS, "")


def after(line: Line, before: State | None) -> State:
    """What a medicine is once its line was taken in; what the line leaves out stays."""
    says = dict(line.says)
    units = USUAL_UNITS.get(says.get("form", ""), ("", ""))
    fresh: State = {
        "unit": units[0], "dose_unit": units[1], "content": "1", "pack_size": "1", "regulated_price": None,
        "controlled": False, "gtins": {}, "price": None,
    }  # fmt: skip
    known = dict(before or fresh)
    gtins, price = says.pop("gtins", ()), says.pop("unit_price", None)
    state = known | says
    arabic = dict(known.get("ingredients", ()))
    state["ingredients"] = [[name, said or arabic.get(name, "")] for name, said in state["ingredients"]]  # fmt: skip
    state["gtins"] = dict.fromkeys(gtins, state["pack_size"]) | known["gtins"]
    if price is not None:
        terms = known["price"] or {"approval_required": False, "max_per_day": None}
        state["price"] = terms | {"unit_price": price}
    return state


def over_highest(line: Line, state: State) -> Iterator[CellError]:
    """The price is above what the regulator allows."""
    highest, price = state["regulated_price"], line.says.get("unit_price")
    if highest is not None and price is not None and Decimal(price) > Decimal(highest):
        yield CellError(line.number, "unit_price", OVER_HIGHEST, price)


def _cell(row: Row, column: str, sentence: str) -> CellError:
    return CellError(row.number, column, sentence, row[column][:60])


def _code(text: str) -> str:
    plain = "".join(text.split()).upper()
    if not _CODE.fullmatch(plain):
        raise Wrong(NOT_A_CODE)
    return plain


def _gtins(text: str) -> list[str]:
    try:
        return list(dict.fromkeys(gtin_14(one) for one in re.split(r"[\s,;،]+", text) if one))
    except UnreadableCode as refusal:
        raise Wrong(refusal.sentence) from refusal


def _words(longest: int) -> Any:
    def read(text: str) -> str:
        if len(text) > longest:
            raise Wrong(TOO_LONG)
        return text

    return read


def _ingredients(text: str) -> list[list[str]]:
    """One after the other, each with its Arabic name behind a slash where there is one."""
    found: list[list[str]] = []
    for part in re.split(r"[,;+\n،]", text):
        for name in (one.strip() for one in part.split("/")):
            if found and _ARABIC.search(name):
                found[-1][1] = name
            elif _ENGLISH.fullmatch(name) and len(name) <= LONGEST_INGREDIENT and fold_words(name):
                found.append([fold_words(name), ""])
            else:
                raise Wrong(NOT_INGREDIENTS)
    return found


def _one_of(words: dict[str, tuple[str, ...]], sentence: str) -> Any:
    keys = {fold_words(said): key for key, names in words.items() for said in (key, *names)}

    def read(text: str) -> str:
        key = keys.get(fold_words(text))
        if key is None:
            raise Wrong(sentence)
        return key

    return read


def _quantity(text: str) -> str:
    try:
        value = amount(text)
    except NotMoney:
        value = Decimal(0)
    if not 0 < value <= MOST_UNITS:
        raise Wrong(NOT_A_QUANTITY)
    return plain_number(value)


def _money(text: str) -> str:
    try:
        value = amount(text)
    except NotMoney:
        raise Wrong(NOT_AN_AMOUNT) from None
    if value < 0:
        raise Wrong(NOT_AN_AMOUNT)
    return plain_number(value)


def _yes(text: str) -> bool:
    if text.casefold() not in YES | NO:
        raise Wrong(NOT_YES_OR_NO)
    return text.casefold() in YES


def plain_number(value: Decimal) -> str:
    """A number as states keep it: without zeros behind it."""
    return format(value.normalize(), "f")


# What other programs write for our forms and units, beside our own word in each language.
FORM_WORDS = {
    "tablet": ("tablets", "tab", "tabs", "film coated tablet", "قرص", "أقراص", "حبوب"),
    "capsule": ("capsules", "cap", "caps", "كبسولة", "كبسولات"), "syrup": ("solution", "شراب"),
    "suspension": ("susp", "معلّق"), "drops": ("eye drops", "ear drops", "قطرة", "قطرات"),
    "cream": ("كريم",), "ointment": ("oint", "مرهم"),
    "injection": ("inj", "injections", "حقن", "حقنة"), "pen": ("pens", "prefilled pen", "قلم", "أقلام"),
    "inhaler": ("بخاخ استنشاق",), "suppository": ("suppositories", "supp", "تحميلة", "تحاميل"),
    "patch": ("patches", "لصقة", "لصقات"), "sachet": ("sachets", "كيس", "أكياس"), "spray": ("nasal spray", "بخاخ"),
}  # fmt: skip
UNIT_WORDS = {
    "tablet": ("tab", "قرص"), "capsule": ("cap", "كبسولة"), "pack": ("box", "عبوة"), "bottle": ("قنينة", "زجاجة"),
    "tube": ("أنبوب",), "vial": ("قارورة",), "ampoule": ("amp", "أمبولة"), "pen": ("قلم",), "inhaler": ("بخاخ استنشاق",),
    "suppository": ("تحميلة",), "patch": ("لصقة",), "sachet": ("كيس",), "ml": ("millilitre", "milliliter", "مليلتر", "مل"),
    "g": ("gram", "gm", "غرام"), "iu": ("international unit", "وحدة دولية"), "puff": ("بخّة",), "drop": ("قطرة",), "dose": ("جرعة",),
}  # fmt: skip
_UNIT = _one_of({one: UNIT_WORDS.get(one, ()) for one in UNITS}, NOT_A_UNIT)
READERS = {
    "local_code": _code, "gtin": _gtins, "name_en": _words(LONGEST_NAME), "name_ar": _words(LONGEST_NAME),
    "ingredients": _ingredients, "strength": _words(LONGEST_STRENGTH),
    "form": _one_of({one: FORM_WORDS.get(one, ()) for one in FORMS}, NOT_A_FORM),
    "unit": _UNIT, "dose_unit": _UNIT, "content": _quantity, "pack_size": _quantity,
    "unit_price": _money, "regulated_price": _money, "controlled": _yes,
}  # fmt: skip
